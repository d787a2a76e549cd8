import { type Message, message } from '../../base/message.ts';
import { type Container, containerLabel } from '../../model/container.ts';
import { kernelName, type Namespace, type NamespaceKind, type Pin } from '../../model/namespace.ts';
import { commandLine, type Process, parseProcessId } from '../../model/process.ts';
import { hostFact } from './host-facts.ts';
import type { Node } from './nodes.ts';
import type { Tree } from './tree.ts';

/** Text of a row: raw text, or a sentence to translate. */
export type Words = string | Message;

/** What the view shows of a node. Nothing here is escaped yet. */
export interface Row {
  readonly label: Words;
  /** Joined by dots. */
  readonly description: readonly Words[];
  /** Id of a codicon, and of a theme colour. */
  readonly icon: string;
  readonly color?: string;
  /** Words that menus look for in `viewItem`. */
  readonly context: string;
  readonly expandable: boolean;
  /** Whether it is open when it is first seen. */
  readonly expanded: boolean;
  /** What a screen reader says. */
  readonly spoken: readonly Words[];
}

const ICONS: Readonly<Record<NamespaceKind, string>> = {
  pid: 'list-tree',
  mnt: 'files',
  net: 'globe',
  ipc: 'mail',
  uts: 'tag',
  user: 'account',
  cgroup: 'dashboard',
  time: 'clock',
};

const KIND_NAMES: Readonly<Record<NamespaceKind, Message>> = {
  pid: message('process ids'),
  mnt: message('mounts'),
  net: message('network'),
  ipc: message('System V IPC and POSIX message queues'),
  uts: message('host name'),
  user: message('users and capabilities'),
  cgroup: message('cgroup root'),
  time: message('boot and monotonic clock'),
};

/** What a kind of namespace isolates. */
export function kindName(kind: NamespaceKind): Message {
  return KIND_NAMES[kind];
}

/** `1 process`, `12 processes`. */
export function processCount(count: number): Message {
  return count === 1 ? message('1 process') : message('{0} processes', count);
}

function namespaceCount(count: number): Message {
  return count === 1 ? message('1 namespace') : message('{0} namespaces', count);
}

/** What the view shows of a node. */
export function rowOf(tree: Tree, node: Node): Row {
  const expandable = tree.hasChildren(node);
  const plain = { description: [], expandable, expanded: false, spoken: [] };
  switch (node.type) {
    case 'host':
      return hostRow(tree, plain);
    case 'fact':
      return factRow(tree, node.fact, plain);
    case 'kind':
      return kindRow(tree, node.kind, plain);
    case 'container':
      return containerRow(tree, node.container, plain);
    case 'ownerless':
      return {
        ...plain,
        label: message('Owner not visible'),
        icon: 'question',
        context: 'group',
        spoken: [message('Owner not visible')],
      };
    case 'namespace':
      return namespaceRow(tree, node, plain);
    case 'process':
      return processRow(tree, node, plain);
    case 'pin':
      return pinRow(tree, node.pin, plain);
    case 'more':
      return {
        ...plain,
        label: message('Show {0} more…', node.count),
        icon: 'ellipsis',
        context: 'more',
        spoken: [message('Show {0} more…', node.count)],
      };
  }
}

type Plain = Pick<Row, 'description' | 'expandable' | 'expanded' | 'spoken'>;

function hostRow(tree: Tree, plain: Plain): Row {
  const { host } = tree.index.snapshot;
  const description = [host.kernel.release, host.distribution].filter((text) => text !== undefined);
  return {
    ...plain,
    label: host.hostname,
    description,
    icon: 'server-environment',
    context: 'host',
    spoken: [message('Host'), host.hostname, ...description],
  };
}

function factRow(tree: Tree, name: string, plain: Plain): Row {
  const fact = hostFact(tree.index.snapshot.host, name);
  const words = fact ? [fact.name, fact.value] : [name];
  return {
    ...plain,
    label: words[0] ?? name,
    description: words.slice(1),
    icon: 'circle-small',
    context: 'fact',
    spoken: words,
  };
}

function kindRow(tree: Tree, kind: NamespaceKind, plain: Plain): Row {
  const all = tree.index.ofKind(kind);
  const description = [String(all.length), kindName(kind)];
  return {
    ...plain,
    label: kind,
    description,
    icon: ICONS[kind],
    context: 'group',
    expanded: kind === 'net' || tree.options.filter !== '',
    spoken: [kind, namespaceCount(all.length), kindName(kind)],
  };
}

function containerRow(tree: Tree, id: string | undefined, plain: Plain): Row {
  const container = id === undefined ? undefined : tree.index.snapshot.containers[id];
  const { namespaces, processes } = tree.index.contained(id);
  const label = container ? containerName(container) : message('The host itself');
  const description = container
    ? [container.runtime, processCount(processes.length), namespaceCount(namespaces.length)]
    : [namespaceCount(namespaces.length)];
  const icon = !container
    ? 'server-environment'
    : container.category === 'unit'
      ? 'gear'
      : container.category === 'machine'
        ? 'vm'
        : 'package';
  return {
    ...plain,
    label,
    description,
    icon,
    context: 'group',
    expanded: tree.options.filter !== '',
    spoken: [label, ...description],
  };
}

function containerName(container: Container): string {
  return containerLabel(container).replace(` (${container.runtime})`, '');
}

function namespaceRow(tree: Tree, node: Node & { type: 'namespace' }, plain: Plain): Row {
  const ns = tree.index.namespace(node.namespace);
  if (!ns) return { ...plain, label: node.namespace, icon: 'circle-slash', context: 'ended' };
  const ended = tree.options.recent.ended.has(ns.id);
  const description = [...(ended ? [message('ended')] : []), ...namespaceDescription(tree, ns)];
  const label = namespaceLabel(ns);
  return {
    ...plain,
    label,
    description,
    icon: ended ? 'circle-slash' : ICONS[ns.kind],
    ...colorOf(tree, ns.id, ns.nprocs === 0),
    context: namespaceContext(ns, ended),
    expanded: tree.options.filter !== '' && !ns.initial,
    spoken: [message('{0} namespace', ns.kind), label, ...description],
  };
}

/** `net sfo`, else the kernel's name. */
export function namespaceLabel(ns: Namespace): string {
  return ns.name === undefined ? kernelName(ns) : `${ns.kind} ${ns.name}`;
}

function namespaceDescription(tree: Tree, ns: Namespace): Words[] {
  const leader = tree.index.process(ns.leader);
  const container = ns.container === undefined ? undefined : tree.index.snapshot.containers[ns.container];
  return [
    ...(ns.initial ? [message('initial')] : []),
    processCount(ns.nprocs),
    ...(ns.name === undefined ? [] : [kernelName(ns)]),
    ...(leader && !ns.initial ? [`${leader.comm} ${leader.pid}`, leader.user ?? String(leader.uid)] : []),
    ...(container ? [containerLabel(container)] : []),
    ...insideWords(ns),
    ...(ns.nprocs === 0 ? [keptAlive(ns)] : []),
  ];
}

/** The one thing inside that tells this namespace from others of its kind. */
function insideWords({ inside, initial }: Namespace): Words[] {
  if (inside?.kind === 'uts' && inside.nodename !== undefined) return [inside.nodename];
  if (inside?.kind === 'net' && inside.links !== undefined)
    return [inside.links === 1 ? message('1 link') : message('{0} links', inside.links)];
  if (inside?.kind === 'mnt' && inside.mounts !== undefined) return [message('{0} mounts', inside.mounts)];
  if (inside?.kind === 'user' && inside.uidMap && !initial)
    return inside.uidMap.slice(0, 1).map((range) => `${range.inside} → ${range.outside}`);
  return [];
}

/** Why a namespace without processes is still there, in a word. */
function keptAlive(ns: Namespace): Words {
  const [pin] = ns.pins;
  if (!pin) return ns.initial ? '' : message('kept by what is nested in it');
  switch (pin.kind) {
    case 'mount':
      return message('kept by a mount');
    case 'fd':
      return message('kept by a descriptor');
    case 'socket':
      return message('kept by a socket');
    case 'thread':
      return message('kept by a thread');
    case 'for_children':
      return message('waits for a child');
    case 'unseen':
      return message('holder not visible');
  }
}

function namespaceContext(ns: Namespace, ended: boolean): string {
  if (ended) return 'ended';
  return [
    'namespace',
    ns.kind,
    ns.parent !== undefined && 'hasParent',
    ns.owner !== undefined && 'hasOwner',
    ns.leader !== undefined && 'hasLeader',
    ns.kind === 'net' && ns.name !== undefined && 'named',
  ]
    .filter(Boolean)
    .join(' ');
}

function colorOf(tree: Tree, id: string, faint: boolean): { readonly color: string } | undefined {
  const { appeared, ended } = tree.options.recent;
  if (ended.has(id)) return { color: 'disabledForeground' };
  if (appeared.has(id)) return { color: 'charts.green' };
  return faint ? { color: 'descriptionForeground' } : undefined;
}

function processRow(tree: Tree, node: Node & { type: 'process' }, plain: Plain): Row {
  const process = tree.index.process(node.process);
  if (!process) return { ...plain, label: node.process, icon: 'circle-slash', context: 'ended' };
  const ended = tree.options.recent.ended.has(process.id);
  const description = [
    ...(ended ? [message('ended')] : []),
    ...(process.state === 'alive' ? [] : [process.state === 'zombie' ? message('zombie') : message('stopped')]),
    process.user ?? String(process.uid),
    ...nested(process),
    ...(tree.options.grouping === 'process' ? differences(tree, process) : []),
    ...(process.argv.length > 0 ? [commandLine(process)] : []),
  ];
  return {
    ...plain,
    label: `${process.pid} ${process.comm}`,
    description,
    icon: ended ? 'circle-slash' : process.state === 'stopped' ? 'debug-pause' : 'circle-outline',
    ...colorOf(tree, process.id, process.state === 'zombie'),
    context: ended ? 'ended' : 'process',
    expanded: tree.options.grouping === 'process' && (tree.options.filter !== '' || process.ppid === 0),
    spoken: [message('Process {0}', process.pid), process.comm, ...description],
  };
}

/** The pids in nested pid namespaces: `1234 is 1 inside`. */
function nested({ nspid }: Process): Words[] {
  return nspid.length > 1 ? [message('NSpid {0}', nspid.join(' → '))] : [];
}

/** Kinds of namespaces that it does not share with its parent. */
function differences(tree: Tree, process: Process): Words[] {
  const kinds = tree.ownNamespaces(process).map(({ kind }) => kind);
  return kinds.length > 0 ? [message('own {0}', kinds.join(' '))] : [];
}

function pinRow(tree: Tree, pin: Pin, plain: Plain): Row {
  const words = pinWords(tree, pin);
  const icons = {
    thread: 'git-commit',
    for_children: 'type-hierarchy-sub',
    fd: 'file-symlink-file',
    socket: 'plug',
    mount: 'pin',
    unseen: 'eye-closed',
  };
  return {
    ...plain,
    label: words[0] ?? '',
    description: words.slice(1),
    icon: icons[pin.kind],
    context: 'pin',
    spoken: words,
  };
}

function pinWords(tree: Tree, pin: Pin): Words[] {
  const id = 'process' in pin ? pin.process : undefined;
  const process = tree.index.process(id);
  const who = process ? `${process.pid} ${process.comm}` : String(parseProcessId(id ?? '')?.pid ?? '?');
  switch (pin.kind) {
    case 'thread':
      return [message('thread {0}', pin.tid), pin.comm, who];
    case 'for_children':
      return [message('for children'), who];
    case 'fd':
      return [message('descriptor {0}', pin.fd), who];
    case 'socket':
      return [message('socket {0}', pin.fd), who];
    case 'mount': {
      const mnt = tree.index.namespace(pin.mnt);
      return [message('mounted at {0}', pin.path), ...(mnt && !mnt.initial ? [kernelName(mnt)] : [])];
    }
    case 'unseen':
      return [message('holder not visible')];
  }
}
