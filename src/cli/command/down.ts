import { known, words } from '../change.ts';
import type { Command } from '../command.ts';
import { doing, environments, environmentsOf, GRACE_HELP, GRACE_OPTION } from '../environments.ts';
import { EXIT } from '../exit.ts';
import { writePlan } from '../plan-text.ts';

export const command: Command = {
  usage: 'down [--orphans] [--grace SECONDS] FILE|ENVIRONMENT…',
  summary: 'Removes what was made of .cspec files, and nothing else.',
  help: `  --orphans        also when nothing is written down: what has the marks of the environment. System settings
                   of the host have no mark: they stay as they are.
${GRACE_HELP}`,
  options: { ...GRACE_OPTION, orphans: { type: 'boolean' } },
  async run(values, operands, output) {
    const all = await environments(output);
    const how = doing(values, output);
    const orphans = values['orphans'] === true;
    for (const environment of await environmentsOf(operands)) {
      const plan = await known(() => all.down(environment, orphans, how));
      writePlan(plan, output);
      for (const warning of plan.warnings) output.note(words(warning));
      if (orphans && plan.file === '' && plan.steps.length > 0) {
        output.note('system settings of the host have no mark: if any were set, they are left as they are');
      }
    }
    return EXIT.ok;
  },
};
