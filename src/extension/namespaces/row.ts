import { type Message, message } from '../../base/message.ts';
import type { NamespaceKind } from '../../model/namespace.ts';
import type { Tree } from './tree.ts';

/** Codicons of the kinds. */
export const ICONS: Readonly<Record<NamespaceKind, string>> = {
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

/** `1 namespace`, `12 namespaces`. */
export function namespaceCount(count: number): Message {
  return count === 1 ? message('1 namespace') : message('{0} namespaces', count);
}

/** Green for what just appeared, grey for what ended or is empty. */
export function colorOf(tree: Tree, id: string, faint: boolean): { readonly color: string } | undefined {
  const { appeared, ended } = tree.options.recent;
  if (ended.has(id)) return { color: 'disabledForeground' };
  if (appeared.has(id)) return { color: 'charts.green' };
  return faint ? { color: 'descriptionForeground' } : undefined;
}
