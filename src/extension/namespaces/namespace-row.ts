import { message } from '../../base/message.ts';
import { containerLabel } from '../../model/container.ts';
import { kernelName, type Namespace } from '../../model/namespace.ts';
import type { Plain, Row, Words } from '../row.ts';
import type { Node } from './nodes.ts';
import { colorOf, ICONS, processCount } from './row.ts';
import type { Tree } from './tree.ts';

/** The row of a namespace. */
export function namespaceRow(tree: Tree, node: Node & { type: 'namespace' }, plain: Plain): Row {
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
