import { known, words } from '../change.ts';
import type { Command } from '../command.ts';
import { declaredIn, ENGINE_HELP, ENGINE_OPTION, environments } from '../environments.ts';
import { EXIT } from '../exit.ts';
import { planJson, writePlan } from '../plan-text.ts';

export const command: Command = {
  usage: 'plan [--engine NAME] [--restart] [--json] FILE…',
  summary: 'Tells what must be done so that this host is as .cspec files declare.',
  help: `Each step is what a person could type, with the system call behind it. Nothing is done.

${ENGINE_HELP}
  --restart      containers that have ended are made anew
  -J, --json     as JSON

Exit code 0 when there is nothing to do, 2 when there is, 1 when it must not be done or a file has errors.`,
  options: { ...ENGINE_OPTION, restart: { type: 'boolean' }, json: { type: 'boolean', short: 'J' } },
  async run(values, operands, output) {
    const all = await environments(output);
    const plans = [];
    for (const declared of await declaredIn(operands, values, output))
      plans.push(await known(() => all.plan(declared)));
    if (values['json'] === true) output.write(`${JSON.stringify({ plans: plans.map(planJson) }, undefined, 2)}\n`);
    else for (const plan of plans) writePlan(plan, output);
    for (const warning of plans.flatMap(({ warnings }) => warnings)) output.note(words(warning));
    for (const { message, remedy } of plans.flatMap(({ problems }) => problems)) {
      output.note(`${words(message)} ${words(remedy)}`);
    }
    if (plans.some(({ problems }) => problems.length > 0)) return EXIT.no;
    return plans.every(({ steps }) => steps.length === 0) ? EXIT.ok : EXIT.changes;
  },
};
