import { printable } from '../../base/text.ts';
import type { Command, Output } from '../command.ts';
import { readSpecs, replaceFile, type SpecFile } from '../cspec/spec-file.ts';
import { EXIT } from '../exit.ts';

export const command: Command = {
  usage: 'format [--check] FILE…',
  summary: 'Brings .cspec files into their layout.',
  help: `FILE is a .cspec file, which is replaced when it changes, or - for the standard input, which is written to the
standard output. Comments stay, and so do parts with errors. The names of files that change are listed.

  --check  changes nothing: lists the files that would change, exit code 1 when there are any

Exit code 66 when a file cannot be read.`,
  options: { check: { type: 'boolean' } },
  async run(values, operands, output) {
    const { formatSpec } = await import('../cspec/language.ts');
    const onlyCheck = values['check'] === true;
    let code: number = EXIT.ok;
    for (const [at, read] of (await readSpecs(operands)).entries()) {
      if ('error' in read) {
        output.note(read.error.message);
        code = EXIT.noInput;
        continue;
      }
      const formatted = formatSpec(read);
      if (onlyCheck) {
        if (formatted === read.text) continue;
        list(read, output);
        code ||= EXIT.no;
      } else if (operands[at] === '-') output.write(formatted);
      else if (formatted !== read.text) {
        replaceFile(read.path, formatted);
        list(read, output);
      }
    }
    return code;
  },
};

function list({ name }: SpecFile, output: Output): void {
  output.write(`${printable(name, 4096)}\n`);
}
