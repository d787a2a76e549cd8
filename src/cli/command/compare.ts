import { printable } from '../../base/text.ts';
import { compareProcesses } from '../../model/compare.ts';
import { kernelName } from '../../model/namespace.ts';
import { commandLine } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Command } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { pidOf, readableProcess } from '../find.ts';
import { scan } from '../scan.ts';
import { tableLines } from '../table.ts';

export const command: Command = {
  usage: 'compare PID PID [--json]',
  summary: 'Tells which namespaces and cgroups two processes share.',
  help: `  -J, --json  {"a", "b", "namespaces": […], "cgroups": […]}`,
  options: { json: { type: 'boolean', short: 'J' } },
  async run(values, [first, second, ...rest], output) {
    if (first === undefined || second === undefined || rest.length > 0) throw usageError('two pids are needed');
    const [pidA, pidB] = [pidOf(first), pidOf(second)];
    const { snapshot } = await scan({ inside: false });
    const [a, b] = [readableProcess(snapshot, pidA), readableProcess(snapshot, pidB)];
    const comparison = compareProcesses(a, b);
    if (values['json'] === true) {
      output.write(`${JSON.stringify({ a: a.pid, b: b.pid, ...comparison }, undefined, 2)}\n`);
      return EXIT.ok;
    }
    for (const process of [a, b]) output.write(`${process.pid}: ${printable(commandLine(process))}\n`);
    const names = (id: string | undefined) => nameOf(snapshot, id);
    const rows = [
      ...comparison.namespaces.map(({ kind, relation, a: inA, b: inB }) => [kind, relation, names(inA), names(inB)]),
      ...comparison.cgroups.map((group) => [
        `cgroup ${group.controllers || 'v2'}`,
        group.relation,
        group.a ?? '',
        group.b ?? '',
      ]),
    ];
    const columns = ['WHAT', 'RELATION', `PID ${a.pid}`, `PID ${b.pid}`].map((title) => ({ title }));
    output.write(
      tableLines(columns, rows, { columns: output.columns })
        .map((line) => `${line}\n`)
        .join(''),
    );
    return EXIT.ok;
  },
};

function nameOf(snapshot: Snapshot, id: string | undefined): string {
  const ns = id === undefined ? undefined : snapshot.namespaces[id];
  return ns ? [kernelName(ns), ns.name].filter(Boolean).join(' ') : '';
}
