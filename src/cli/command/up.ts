import { known, words } from '../change.ts';
import type { Command } from '../command.ts';
import {
  declaredIn,
  doing,
  ENGINE_HELP,
  ENGINE_OPTION,
  environments,
  GRACE_HELP,
  GRACE_OPTION,
} from '../environments.ts';
import { CliError, EXIT } from '../exit.ts';
import { planJson, writePlan } from '../plan-text.ts';

export const command: Command = {
  usage: 'up [--yes] [--engine NAME] [--restart] [--grace SECONDS] [--json] FILE…',
  summary: 'Makes what .cspec files declare: only what is not so already.',
  help: `When something fails, or at Ctrl-C, what was made is taken back.

  -y, --yes      also when containers that run are made anew; without it that is told and the exit code is 2
${ENGINE_HELP}
  --restart      containers that have ended are made anew
${GRACE_HELP}
  -J, --json     the plans that were done, as JSON

Exit code 1 when it must not be done or something failed.`,
  options: {
    ...ENGINE_OPTION,
    ...GRACE_OPTION,
    yes: { type: 'boolean', short: 'y' },
    restart: { type: 'boolean' },
    json: { type: 'boolean', short: 'J' },
  },
  async run(values, operands, output) {
    const all = await environments(output);
    const how = doing(values, output);
    const done = [];
    for (const declared of await declaredIn(operands, values, output)) {
      const { restarts } = await known(() => all.plan(declared));
      if (restarts.length > 0 && values['yes'] !== true) {
        for (const { container, because } of restarts) output.note(`${container} is made anew: ${words(because)}`);
        throw new CliError(EXIT.hurts, 'nothing was done: containers that run would be ended', 'Do it with --yes.');
      }
      const plan = await known(() => all.up(declared, how));
      done.push(plan);
      if (values['json'] !== true) writePlan(plan, output);
      for (const warning of plan.warnings) output.note(words(warning));
    }
    if (values['json'] === true) output.write(`${JSON.stringify({ plans: done.map(planJson) }, undefined, 2)}\n`);
    return EXIT.ok;
  },
};
