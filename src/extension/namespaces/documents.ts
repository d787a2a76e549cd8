import { type Message, message } from '../../base/message.ts';
import { compareProcesses } from '../../model/compare.ts';
import { holdersOf, holderText } from '../../model/holders.ts';
import { type Mount, type MountDifference, propagationText } from '../../model/mount.ts';
import { type Inside, kernelName, type Namespace } from '../../model/namespace.ts';
import type { JournalEntry } from '../../model/operation/journal.ts';
import { commandLine, type Process } from '../../model/process.ts';
import { aligned, detailLines, heading, type Writer } from '../document-lines.ts';
import { namespaceDetails, processDetails } from './details.ts';
import type { SnapshotIndex } from './snapshot-index.ts';

function nameOf(ns: Namespace): string {
  return [kernelName(ns), ns.name].filter(Boolean).join(' ');
}

/** Why is it alive? */
export function holdersDocument(writer: Writer, index: SnapshotIndex, ns: Namespace): string[] {
  const holders = holdersOf(index.snapshot, ns.id);
  const lines = holders.map((holder) => `- ${writer.say(holderText(index.snapshot, holder))}`);
  return [
    writer.say(message('Why is {0} alive?', nameOf(ns))),
    '',
    ...(lines.length > 0 ? lines : [writer.say(message('Nothing that can be seen from here holds it.'))]),
    '',
    writer.say(message('The kernel frees a namespace when its last holder goes (namespaces(7)).')),
  ];
}

/** All details of a namespace, with why it is alive; mounts of a mount namespace. */
export function namespaceDocument(
  writer: Writer,
  index: SnapshotIndex,
  ns: Namespace,
  inside: Inside | undefined,
  mounts: readonly Mount[] | undefined,
): string[] {
  return [
    ...detailLines(writer, namespaceDetails(index, ns, inside)),
    '',
    ...holdersDocument(writer, index, ns),
    ...(mounts ? [...heading(writer.say(message('Mounts'))), ...mountLines(writer, mounts)] : []),
  ];
}

/** All details of a process, with its whole command line. */
export function processDocument(
  writer: Writer,
  index: SnapshotIndex,
  process: Process,
  argv: readonly string[],
): string[] {
  const args = argv.map((arg, at) => `${String(at).padStart(4)}  ${writer.show(arg)}`);
  return [
    ...detailLines(writer, processDetails(index, process, argv)),
    ...(args.length > 0 ? [...heading(writer.say(message('Arguments'))), ...args] : []),
  ];
}

/** Kind by kind and hierarchy by hierarchy: what two processes share. */
export function comparisonDocument(
  writer: Writer,
  index: SnapshotIndex,
  a: Process,
  b: Process,
  mounts: MountDifference | undefined,
): string[] {
  const { namespaces, cgroups } = compareProcesses(a, b);
  const relation = { shared: message('shared'), different: message('different'), unknown: message('unknown') };
  const name = (id: string | undefined) => {
    const ns = index.namespace(id);
    return ns ? writer.show(nameOf(ns)) : '';
  };
  const rows = [
    ...namespaces.map((row) => [row.kind, writer.say(relation[row.relation]), name(row.a), name(row.b)]),
    ...cgroups.map((row) => [
      `cgroup ${writer.show(row.controllers || 'v2')}`,
      writer.say(relation[row.relation]),
      writer.show(row.a ?? ''),
      writer.show(row.b ?? ''),
    ]),
  ];
  return [
    `A  ${a.pid}  ${writer.show(commandLine(a))}`,
    `B  ${b.pid}  ${writer.show(commandLine(b))}`,
    '',
    ...aligned([['', '', 'A', 'B'], ...rows]),
    ...(mounts ? [...heading(writer.say(message('Mounts'))), ...mountDifferenceLines(writer, mounts)] : []),
  ];
}

/** What differs between the mounts of two mount namespaces. */
export function mountDifferenceDocument(
  writer: Writer,
  a: Namespace,
  b: Namespace,
  difference: MountDifference,
): string[] {
  return [
    `A  ${writer.show(nameOf(a))}`,
    `B  ${writer.show(nameOf(b))}`,
    '',
    ...mountDifferenceLines(writer, difference),
  ];
}

function mountDifferenceLines(writer: Writer, { same, onlyA, onlyB, changed }: MountDifference): string[] {
  const section = (title: Message, mounts: readonly Mount[]) =>
    mounts.length > 0 ? [...heading(writer.say(title)), ...mountLines(writer, mounts)] : [];
  return [
    writer.say(message('{0} mounts are the same.', same)),
    ...section(message('Only in A'), onlyA),
    ...section(message('Only in B'), onlyB),
    ...(changed.length > 0 ? heading(writer.say(message('Different'))) : []),
    ...changed.flatMap(({ a, b }) => mountLines(writer, [a, b]).map((line, at) => `${at === 0 ? 'A' : 'B'}  ${line}`)),
  ];
}

function mountLines(writer: Writer, mounts: readonly Mount[]): string[] {
  const rows = mounts.map((mount) => [
    writer.show(mount.mountPoint),
    writer.show(mount.fsType),
    writer.show(mount.root === '/' ? mount.source : `${mount.source}[${mount.root}]`),
    propagationText(mount.propagation),
    writer.show(mount.options),
    mount.overMounted ? writer.say(message('over-mounted')) : '',
  ]);
  return aligned(rows);
}

/** What has been done, latest first. */
export function journalDocument(writer: Writer, entries: readonly JournalEntry[]): string[] {
  if (entries.length === 0) return [writer.say(message('Nothing has been done yet.'))];
  const states = {
    intended: message('not finished'),
    done: message('done'),
    failed: message('failed'),
    undone: message('taken back'),
    kept: message('interrupted, left as it is'),
  };
  const rows = entries
    .toReversed()
    .map((entry) => [
      new Date(entry.time).toISOString(),
      writer.say(states[entry.state]),
      writer.say(entry.title),
      writer.show(entry.error ?? ''),
    ]);
  return aligned(rows);
}
