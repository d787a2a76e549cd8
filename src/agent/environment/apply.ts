import { groupBy } from '../../base/group-by.ts';
import type { Message } from '../../base/message.ts';
import type { Action, IpAction } from '../../model/environment/action.ts';
import type { PlanStep, ResourceId } from '../../model/environment/plan.ts';
import type { Resource } from '../../model/environment/resource.ts';
import type { StateLine } from '../../model/environment/state.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { throwIfGivenUp } from './given-up.ts';
import type { EnvironmentJournal } from './journal.ts';
import { type Containers, perform, performIp, performIpRemovals, performRemoval } from './perform.ts';

export interface ApplyOptions {
  readonly journal: Pick<EnvironmentJournal, 'append'>;
  readonly containers: Containers;
  readonly resources: ReadonlyMap<ResourceId, Resource>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** What was made has been taken back, but for what failed. */
  readonly onTakenBack?: (failures: readonly ProtocolError[]) => void;
}

/** How far it is. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  /** What is done now. */
  readonly effect: Message;
}

/** So many runs of ip(8) at the same time, at the most: each is in a network namespace of its own. */
const PARALLEL = 8;

/** Steps that are done together. */
interface Round {
  readonly removes: boolean;
  readonly steps: readonly PlanStep[];
}

/**
 * Does the steps of a plan, one after the other; what is nothing but ip(8) is done a namespace at a time. Every step is
 * written down before and after. When one fails, or the signal says so, what was made is taken back.
 * @throws ProtocolError what failed first
 */
export async function apply(steps: readonly PlanStep[], options: ApplyOptions): Promise<void> {
  const made: PlanStep[] = [];
  let done = 0;
  try {
    for (const round of roundsOf(steps)) {
      throwIfGivenUp(options.signal);
      const [first] = round.steps;
      if (first) options.onProgress({ done, all: steps.length, effect: first.effect });
      if (round.removes) await removeRound(round.steps, options);
      else await makeRound(round.steps, made, options);
      done += round.steps.length;
    }
  } catch (error) {
    await takeBack(made, options);
    throw error;
  }
}

/** Removes what a plan says, going on behind what fails. @returns what failed */
export async function applyRemovals(
  steps: readonly PlanStep[],
  options: ApplyOptions,
): Promise<readonly ProtocolError[]> {
  const failures: ProtocolError[] = [];
  let done = 0;
  for (const { steps: together } of roundsOf(steps)) {
    const [first] = together;
    if (first) options.onProgress({ done, all: steps.length, effect: first.effect });
    try {
      await removeRound(together, options);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      failures.push(error);
    }
    done += together.length;
  }
  return failures;
}

function roundsOf(steps: readonly PlanStep[]): readonly Round[] {
  const rounds: { removes: boolean; isIp: boolean; steps: PlanStep[] }[] = [];
  for (const step of steps) {
    const removes = step.change === 'remove';
    const isIp = step.actions.every(({ kind }) => kind === 'ip');
    const last = rounds.at(-1);
    if (last && last.isIp && isIp && last.removes === removes) last.steps.push(step);
    else rounds.push({ removes, isIp, steps: [step] });
  }
  return rounds;
}

async function makeRound(steps: readonly PlanStep[], made: PlanStep[], options: ApplyOptions): Promise<void> {
  const { journal, resources, containers, signal } = options;
  // What only repairs is written down already.
  const lasting = steps.filter(({ fresh, change }) => fresh || change === 'replace');
  journal.append({ line: 'begin', resources: lasting.flatMap((step) => recordOf(step, resources) ?? []) });
  made.push(...steps.filter(({ fresh }) => fresh));
  const actions = steps.flatMap((each) => each.actions);
  if (actions.every(isIp)) await inNamespaces(actions, 'host first', performIp);
  else for (const action of actions) await one(action, containers, signal);
  journal.append({ line: 'made', ids: lasting.map(({ id }) => id) });
}

function recordOf(step: PlanStep, resources: ReadonlyMap<ResourceId, Resource>) {
  const resource = resources.get(step.id);
  if (!resource) return undefined;
  const { id, of, declared, needs, within, guard } = resource;
  return { id, of, declared, remove: step.undo, needs, within, ...(guard && { guard }) };
}

async function one(action: Action, containers: Containers, signal: AbortSignal): Promise<void> {
  if (isIp(action)) await performIp(action.netns, [action]);
  else await perform(action, containers, signal);
}

async function removeRound(steps: readonly PlanStep[], { journal, containers, signal }: ApplyOptions): Promise<void> {
  const ids = steps.map(({ id }) => id);
  tell(journal, { line: 'removing', ids });
  const actions = steps.flatMap((each) => each.actions);
  if (actions.every(isIp)) await inNamespaces(actions, 'host last', performIpRemovals);
  else for (const action of actions) await oneRemoval(action, containers, signal);
  tell(journal, { line: 'gone', ids });
}

/** Where nothing can be written down, things are removed all the same: that they are gone already is no failure later. */
function tell(journal: ApplyOptions['journal'], line: StateLine): void {
  try {
    journal.append(line);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
}

async function oneRemoval(action: Action, containers: Containers, signal: AbortSignal): Promise<void> {
  if (isIp(action)) await performIpRemovals(action.netns, [action]);
  else await performRemoval(action, containers, signal);
}

function isIp(action: Action): action is IpAction {
  return action.kind === 'ip';
}

/** Links are made and namespaces named from the host's namespace; what is in each of the others depends on no other. */
async function inNamespaces(
  actions: readonly IpAction[],
  order: 'host first' | 'host last',
  run: (netns: string | undefined, actions: readonly IpAction[]) => Promise<void>,
): Promise<void> {
  const byNetns = groupBy(actions, ({ netns }) => netns);
  const host = byNetns.get(undefined) ?? [];
  const others = [...byNetns].filter(([netns]) => netns !== undefined);
  if (order === 'host first' && host.length > 0) await run(undefined, host);
  for (let at = 0; at < others.length; at += PARALLEL) {
    const results = await Promise.allSettled(others.slice(at, at + PARALLEL).map(([netns, list]) => run(netns, list)));
    const failed = results.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }
  if (order === 'host last' && host.length > 0) await run(undefined, host);
}

/** What failed first is what a person wants to read; what cannot be taken back stays written down. */
async function takeBack(made: readonly PlanStep[], options: ApplyOptions): Promise<void> {
  const removals = made.toReversed().map((step): PlanStep => ({ ...step, change: 'remove', actions: step.undo }));
  const signal = new AbortController().signal;
  options.onTakenBack?.(await applyRemovals(removals, { ...options, onProgress: () => {}, signal }));
}
