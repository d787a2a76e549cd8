import { formatMessage } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import { containerLabel } from '../../model/container.ts';
import { type Holder, holdersOf, holderText } from '../../model/holders.ts';
import { isNamespaceKind, NAMESPACE_KINDS, type Namespace, type NamespaceKind } from '../../model/namespace.ts';
import { namespacePath } from '../../model/nsenter.ts';
import { parseProcessId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Command, Output, Values } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { pidOf, readableProcess } from '../find.ts';
import { noteCompleteness, type Scan, scan } from '../scan.ts';
import { type Column, tableLines } from '../table.ts';

/** One namespace with the names of lsns(8), and ours after them. */
interface Row {
  readonly ns: number;
  readonly type: NamespaceKind;
  /** Path to open it by; null when no path leads there. */
  readonly path: string | null;
  readonly nprocs: number;
  /** Of the member with the smallest pid; null without one, as all that tells of it. */
  readonly pid: number | null;
  readonly ppid: number | null;
  readonly command: string | null;
  readonly uid: number | null;
  readonly user: string | null;
  /** For net: the id in the network namespace of the caller, or `unassigned`. */
  readonly netnsid: number | 'unassigned' | null;
  /** Mount points of its nsfs file, one a line. */
  readonly nsfs: string | null;
  /** Inode of the parent and of the owning user namespace; 0 for none that can be seen. */
  readonly pns: number;
  readonly ons: number;
  readonly id: string;
  readonly nsid: string | null;
  readonly name: string | null;
  readonly container: string | null;
  readonly initial: boolean;
  readonly holders?: readonly HolderRow[];
}

/** A holder with its pids in plain numbers, and as a sentence. */
interface HolderRow {
  readonly kind: Holder['kind'];
  readonly pid?: number;
  readonly tid?: number;
  readonly fd?: number;
  readonly path?: string;
  readonly ns?: number;
  readonly text: string;
}

const COLUMNS: Readonly<Record<string, Column & { readonly cell: (row: Row) => string | number | null }>> = {
  NS: { title: 'NS', right: true, cell: (row) => row.ns },
  TYPE: { title: 'TYPE', cell: (row) => row.type },
  PATH: { title: 'PATH', cell: (row) => row.path },
  NPROCS: { title: 'NPROCS', right: true, cell: (row) => row.nprocs },
  PID: { title: 'PID', right: true, cell: (row) => row.pid },
  PPID: { title: 'PPID', right: true, cell: (row) => row.ppid },
  COMMAND: { title: 'COMMAND', cell: (row) => row.command },
  UID: { title: 'UID', right: true, cell: (row) => row.uid },
  USER: { title: 'USER', cell: (row) => row.user },
  NETNSID: { title: 'NETNSID', right: true, cell: (row) => row.netnsid },
  NSFS: { title: 'NSFS', cell: (row) => row.nsfs },
  PNS: { title: 'PNS', right: true, cell: (row) => row.pns },
  ONS: { title: 'ONS', right: true, cell: (row) => row.ons },
  ID: { title: 'ID', cell: (row) => row.id },
  NSID: { title: 'NSID', right: true, cell: (row) => row.nsid },
  NAME: { title: 'NAME', cell: (row) => row.name },
  CONTAINER: { title: 'CONTAINER', cell: (row) => row.container },
  HOLDERS: { title: 'HOLDERS', cell: (row) => holdersCell(row.holders ?? []) },
};

const DEFAULT_COLUMNS = ['NS', 'TYPE', 'NPROCS', 'PID', 'USER', 'NAME', 'CONTAINER', 'COMMAND'];
/** Left out of the default where no row has one. */
const RARE_COLUMNS = ['NAME', 'CONTAINER'];

export const command: Command = {
  usage: 'ls [-t KIND]… [-p PID] [-o COLUMN,…] [--json] [--holders] [--no-headings]',
  summary: 'Lists namespaces, also those that no process is a member of.',
  help: `  -t, --type KIND    only this kind: ${NAMESPACE_KINDS.join(', ')}; may be repeated
  -p, --task PID     only the namespaces of this process
  -o, --output LIST  these columns: ${Object.keys(COLUMNS).join(', ')}
  -J, --json         {"namespaces": […]} with the names of \`lsns -J\` and
                     id, nsid, name, container, initial; holders with --holders
      --holders      with everything that keeps each namespace alive
  -n, --no-headings  no headings`,
  options: {
    type: { type: 'string', short: 't', multiple: true },
    task: { type: 'string', short: 'p' },
    output: { type: 'string', short: 'o' },
    json: { type: 'boolean', short: 'J' },
    holders: { type: 'boolean' },
    'no-headings': { type: 'boolean', short: 'n' },
  },
  async run(values, operands, output) {
    if (operands[0] !== undefined) throw usageError(`unexpected operand: ${operands[0]}`);
    const kinds = kindsOf(values);
    const titles = columnsOf(values);
    const task = typeof values['task'] === 'string' ? pidOf(values['task']) : undefined;
    const netnsId = values['json'] === true || titles.includes('NETNSID');
    const holders = titles.includes('HOLDERS') || values['holders'] === true;
    const found = await scan({ inside: false, detail: holders ? 'all' : 'leaders' });
    const rows = select(found.snapshot, kinds, task).map((ns) => rowOf(found, ns, { netnsId, holders }));
    if (values['json'] === true) output.write(`${JSON.stringify({ namespaces: rows }, undefined, 2)}\n`);
    else writeTable(rows, titles, values, output);
    noteCompleteness(found.snapshot, output);
    return EXIT.ok;
  },
};

function kindsOf(values: Values): readonly NamespaceKind[] {
  const given = Array.isArray(values['type']) ? values['type'].map(String) : [];
  const kinds = given.flatMap((text) => text.split(','));
  for (const kind of kinds) if (!isNamespaceKind(kind)) throw usageError(`no such kind of namespace: ${kind}`);
  return kinds.length > 0 ? kinds.filter(isNamespaceKind) : NAMESPACE_KINDS;
}

function columnsOf(values: Values): readonly string[] {
  const given = values['output'];
  if (typeof given !== 'string') return values['holders'] ? [...DEFAULT_COLUMNS, 'HOLDERS'] : DEFAULT_COLUMNS;
  const titles = given.split(',').map((title) => title.trim().toUpperCase());
  for (const title of titles) if (!Object.hasOwn(COLUMNS, title)) throw usageError(`no such column: ${title}`);
  return titles;
}

function select(snapshot: Snapshot, kinds: readonly NamespaceKind[], task: number | undefined): Namespace[] {
  const ids = task === undefined ? undefined : new Set(Object.values(readableProcess(snapshot, task).namespaces));
  return Object.values(snapshot.namespaces)
    .filter((ns) => kinds.includes(ns.kind) && (!ids || ids.has(ns.id)))
    .sort((a, b) => a.inode - b.inode);
}

function rowOf({ snapshot, discovery }: Scan, ns: Namespace, wanted: { netnsId: boolean; holders: boolean }): Row {
  const leader = ns.leader === undefined ? undefined : snapshot.processes[ns.leader];
  const inode = (id: string | undefined) => (id === undefined ? 0 : (snapshot.namespaces[id]?.inode ?? 0));
  const container = ns.container === undefined ? undefined : snapshot.containers[ns.container];
  const isNet = ns.kind === 'net';
  return {
    ns: ns.inode,
    type: ns.kind,
    path: namespacePath(ns) ?? null,
    nprocs: ns.nprocs,
    pid: leader?.pid ?? null,
    ppid: leader?.ppid ?? null,
    // lsns shows a kernel thread by its bare name.
    command: leader ? (leader.argv.length > 0 ? leader.argv.join(' ') : leader.comm) : null,
    uid: leader?.uid ?? null,
    user: leader ? (leader.user ?? String(leader.uid)) : null,
    netnsid: isNet && wanted.netnsId ? (discovery.netnsId(ns.id) ?? 'unassigned') : null,
    nsfs: mountPoints(ns).join('\n') || null,
    pns: inode(ns.parent),
    ons: inode(ns.owner),
    id: ns.id,
    nsid: ns.nsid ?? null,
    name: ns.name ?? null,
    container: container ? containerLabel(container) : null,
    initial: ns.initial,
    ...(wanted.holders && { holders: holdersOf(snapshot, ns.id).map((holder) => holderRow(snapshot, holder)) }),
  };
}

function mountPoints(ns: Namespace): string[] {
  return [...new Set(ns.pins.flatMap((pin) => (pin.kind === 'mount' ? pin.path : [])))];
}

function holderRow(snapshot: Snapshot, holder: Holder): HolderRow {
  const { kind } = holder;
  const process = 'process' in holder ? holder.process : undefined;
  const pid = typeof process === 'string' ? parseProcessId(process)?.pid : process?.pid;
  return {
    kind,
    ...(pid !== undefined && { pid }),
    ...('tid' in holder && { tid: holder.tid }),
    ...('fd' in holder && { fd: holder.fd }),
    ...('path' in holder && { path: holder.path }),
    ...('namespace' in holder && { ns: holder.namespace.inode }),
    text: formatMessage(holderText(snapshot, holder), printable),
  };
}

/** `2 member, fd, mount`: how many of which kind. */
function holdersCell(holders: readonly HolderRow[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of holders) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, number]) => (number === 1 ? kind : `${number} ${kind}`)).join(', ');
}

function writeTable(rows: readonly Row[], titles: readonly string[], values: Values, output: Output): void {
  const text = (row: Row, title: string) => String(COLUMNS[title]?.cell(row) ?? '');
  const optional = values['output'] === undefined ? RARE_COLUMNS : [];
  const shown = titles.filter((title) => !optional.includes(title) || rows.some((row) => text(row, title) !== ''));
  const columns = shown.flatMap((title) => COLUMNS[title] ?? []);
  const lines = tableLines(
    columns,
    rows.map((row) => shown.map((title) => text(row, title))),
    { columns: output.columns, headings: values['no-headings'] !== true },
  );
  output.write(lines.map((line) => `${line}\n`).join(''));
}
