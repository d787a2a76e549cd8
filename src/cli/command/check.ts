import { formatMessage } from '../../base/message.ts';
import type { HostFacts } from '../../model/spec/host-facts.ts';
import type { Command } from '../command.ts';
import type { Problem } from '../cspec/language.ts';
import { severityOf, writeProblems } from '../cspec/problem-lines.ts';
import { readSpecs } from '../cspec/spec-file.ts';
import { EXIT } from '../exit.ts';

export const command: Command = {
  usage: 'check [--all] [--host] [--json] FILE…',
  summary: 'Tells what is wrong in .cspec files.',
  help: `FILE is a .cspec file, or - for the standard input. A line for each problem:
file:line:column: severity: message [code]. The codes are explained in docs/checks.md.

  -a, --all   hints, too
  --host      checks against this host: its CPUs, controllers, links, routes, tools
  -J, --json  as JSON

Exit code 1 when there are errors, 66 when a file cannot be read.`,
  options: {
    all: { type: 'boolean', short: 'a' },
    host: { type: 'boolean' },
    json: { type: 'boolean', short: 'J' },
  },
  async run(values, operands, output) {
    const facts = values['host'] === true ? await hostFacts() : undefined;
    const { checkSpec } = await import('../cspec/language.ts');
    const files: { file: string; problems: Problem[] }[] = [];
    let code: number = EXIT.ok;
    for (const read of await readSpecs(operands)) {
      if ('error' in read) {
        output.note(read.error.message);
        code = EXIT.noInput;
        continue;
      }
      const problems = (await checkSpec(read, facts)).filter((each) => values['all'] || severityOf(each) !== 'hint');
      files.push({ file: read.name, problems });
      if (code === EXIT.ok && problems.some((each) => severityOf(each) === 'error')) code = EXIT.no;
    }
    if (values['json'] === true) output.write(`${JSON.stringify({ files: files.map(asJson) }, undefined, 2)}\n`);
    else for (const { file, problems } of files) writeProblems(file, problems, (line) => output.write(`${line}\n`));
    return code;
  },
};

async function hostFacts(): Promise<HostFacts> {
  const { HostFactsReader } = await import('../../agent/discover/facts/host-facts.ts');
  return new HostFactsReader().read();
}

function asJson({ file, problems }: { readonly file: string; readonly problems: readonly Problem[] }) {
  return {
    file,
    problems: problems.map((problem) => ({
      code: problem.check.code,
      severity: severityOf(problem),
      message: formatMessage(problem.message),
      from: problem.from,
      to: problem.to,
      fixes: (problem.fixes ?? []).map(({ title }) => formatMessage(title)),
    })),
  };
}
