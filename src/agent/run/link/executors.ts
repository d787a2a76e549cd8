import { planAddAddress, planDeleteAddress } from '../../../model/operation/link/address.ts';
import type { NetPlanner } from '../../../model/operation/link/command.ts';
import { type CreateVeth, planCreateVeth } from '../../../model/operation/link/create-veth.ts';
import { planDeleteLink } from '../../../model/operation/link/delete.ts';
import { planSetMaster } from '../../../model/operation/link/master.ts';
import { planSetNetem } from '../../../model/operation/link/netem.ts';
import { planSetLink } from '../../../model/operation/link/set.ts';
import type { Operation } from '../../../model/operation/operation.ts';
import type { ExecutionContext, Executor } from '../executor.ts';
import { refuse } from '../refuse.ts';

/** Looks at the links once more, and then runs the commands of the plan. */
async function perform<O>(
  plan: NetPlanner<O>,
  operation: O,
  { snapshot, seen, networks }: ExecutionContext,
): Promise<void> {
  const now = { ...seen, networks: networks.read(Object.keys(seen.networks ?? {})) };
  const { commands, refusals } = plan(operation, snapshot, now);
  refuse({ refusals });
  await networks.run(commands);
}

function planned<O extends Operation>(plan: NetPlanner<O>): Executor<O> {
  return {
    async execute(operation, context) {
      await perform(plan, operation, context);
      return context.undo;
    },
  };
}

export const setLink = planned(planSetLink);
export const addAddress = planned(planAddAddress);
export const deleteAddress = planned(planDeleteAddress);
export const setMaster = planned(planSetMaster);
export const setNetem = planned(planSetNetem);
export const deleteLink = planned(planDeleteLink);

/** Only when both ends are there they have numbers to be taken back by. */
export const createVeth: Executor<CreateVeth> = {
  async execute(operation, context) {
    await perform(planCreateVeth, operation, context);
    const { namespace, name } = operation.a;
    const made = context.networks.read([namespace])[namespace]?.links.find((link) => link.name === name);
    return made && { kind: 'link.delete', namespace, index: made.index, name };
  },
};
