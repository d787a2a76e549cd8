import { printable } from '../../base/text.ts';
import { formatSize } from '../../model/cgroup/size.ts';
import type { EnvironmentStatus } from '../../model/environment/status.ts';
import type { Command, Output } from '../command.ts';
import { declaredIn, ENGINE_OPTION, environments } from '../environments.ts';
import { EXIT } from '../exit.ts';
import { tableLines } from '../table.ts';

export const command: Command = {
  usage: 'status [--json] [FILE…]',
  summary: 'Tells how environments are: running, stopped, and what is not as declared.',
  help: `Without a FILE all that were made.

  -J, --json  as JSON

Exit code 0 when all of it is up as declared, 2 when something is not.`,
  options: { ...ENGINE_OPTION, json: { type: 'boolean', short: 'J' } },
  async run(values, operands, output) {
    const all = await environments(output);
    const found: EnvironmentStatus[] = [];
    if (operands.length === 0) found.push(...(await all.list()));
    else for (const each of await declaredIn(operands, values, output)) found.push(await all.status(each));
    if (values['json'] === true) output.write(`${JSON.stringify({ environments: found }, undefined, 2)}\n`);
    else write(found, output);
    return found.every(({ state }) => state === 'up') ? EXIT.ok : EXIT.changes;
  },
};

const COLUMNS = [
  { title: 'ENVIRONMENT' },
  { title: 'WHAT' },
  { title: 'STATE' },
  { title: 'PROCESSES', right: true },
  { title: 'MEMORY', right: true },
];

function write(found: readonly EnvironmentStatus[], output: Output): void {
  const rows = found.flatMap((status) => [
    [status.environment, '', status.state, '', ''],
    ...status.networks.map(({ name, state }) => [status.environment, name, state, '', '']),
    ...status.containers.map((each) => [
      status.environment,
      each.name,
      containerState(each),
      String(each.processes),
      memoryText(each),
    ]),
  ]);
  for (const line of tableLines(COLUMNS, rows, { columns: output.columns })) output.write(`${line}\n`);
  for (const { environment, drifts, foreign } of found) {
    for (const { of, field, declared, real } of drifts) {
      output.write(
        printable(
          `${environment}: ${of}: ${field}: declared ${declared || 'nothing'}, is ${real || 'not there'}`,
          1000,
        ),
      );
      output.write('\n');
    }
    for (const { what, owner } of foreign)
      output.write(`${environment}: ${printable(`${what} belongs to ${owner}`, 1000)}\n`);
  }
}

function containerState({ state, status }: EnvironmentStatus['containers'][number]): string {
  if (state !== 'exited') return state;
  const how = status?.signal ?? String(status?.exitCode ?? '?');
  return `exited (${how}${status?.oomKilled ? ', out of memory' : ''})`;
}

function memoryText({ memory }: EnvironmentStatus['containers'][number]): string {
  if (!memory) return '';
  const { current, limit } = memory;
  return limit === undefined ? formatSize(current) : `${formatSize(current)} of ${formatSize(limit)}`;
}
