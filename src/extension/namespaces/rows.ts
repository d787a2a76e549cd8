import { message } from '../../base/message.ts';
import { type Container, containerLabel } from '../../model/container.ts';
import type { NamespaceKind } from '../../model/namespace.ts';
import type { Plain, Row } from '../row.ts';
import { hostFact } from './host-facts.ts';
import { namespaceRow } from './namespace-row.ts';
import type { Node } from './nodes.ts';
import { pinRow, processRow } from './process-row.ts';
import { ICONS, kindName, namespaceCount, processCount } from './row.ts';
import type { Tree } from './tree.ts';

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
  const all = tree.index.ofKind(kind).length;
  const left = tree.inSight(kind);
  const description = [left === all ? String(all) : message('{0} of {1}', left, all), kindName(kind)];
  return {
    ...plain,
    label: kind,
    description,
    icon: ICONS[kind],
    context: 'group',
    expanded: kind === 'net' || tree.options.filter !== '',
    spoken: [kind, namespaceCount(left), kindName(kind)],
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
