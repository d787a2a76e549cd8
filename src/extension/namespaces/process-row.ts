import { message } from '../../base/message.ts';
import { kernelName, type Pin } from '../../model/namespace.ts';
import { commandLine, type Process, parseProcessId } from '../../model/process.ts';
import type { Plain, Row, Words } from '../row.ts';
import type { Node } from './nodes.ts';
import { colorOf } from './row.ts';
import type { Tree } from './tree.ts';

/** The row of a process. */
export function processRow(tree: Tree, node: Node & { type: 'process' }, plain: Plain): Row {
  const process = tree.index.process(node.process);
  if (!process) return { ...plain, label: node.process, icon: 'circle-slash', context: 'ended' };
  const ended = tree.options.recent.ended.has(process.id);
  const description = [
    ...(ended ? [message('ended')] : []),
    ...(process.state === 'alive' ? [] : [process.state === 'zombie' ? message('zombie') : message('stopped')]),
    process.user ?? String(process.uid),
    ...nested(process),
    ...(process.terminal === undefined ? [] : [message('in a terminal')]),
    ...(tree.options.grouping === 'process' ? differences(tree, process) : []),
    ...(process.argv.length > 0 ? [commandLine(process)] : []),
  ];
  return {
    ...plain,
    label: `${process.pid} ${process.comm}`,
    description,
    icon: ended ? 'circle-slash' : process.state === 'stopped' ? 'debug-pause' : 'circle-outline',
    ...colorOf(tree, process.id, process.state === 'zombie'),
    context: ended ? 'ended' : process.terminal === undefined ? 'process' : 'process inTerminal',
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

/** The row of what pins a namespace. */
export function pinRow(tree: Tree, pin: Pin, plain: Plain): Row {
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
