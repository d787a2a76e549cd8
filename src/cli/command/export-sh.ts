import { known } from '../change.ts';
import type { Command } from '../command.ts';
import { declaredIn, ENGINE_OPTION, environments } from '../environments.ts';
import { EXIT, usageError } from '../exit.ts';

export const command: Command = {
  usage: 'export sh FILE',
  summary: 'Writes what up does as a script to read and to run by hand.',
  help: `The script is for a POSIX shell and root: \`sh SCRIPT up\` makes what the .cspec file declares, \`sh SCRIPT down\`
removes it. It is made for this host: paths of cgroups, and what the kernel has, are those of here.`,
  options: { ...ENGINE_OPTION },
  async run(values, operands, output) {
    if (operands.length !== 1) throw usageError('one file is needed');
    const all = await environments(output);
    for (const declared of await declaredIn(operands, values, output)) {
      output.write(await known(() => all.script(declared)));
    }
    return EXIT.ok;
  },
};
