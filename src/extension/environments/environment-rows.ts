import { message } from '../../base/message.ts';
import type { ContainerView, Drift } from '../../model/environment/status.ts';
import {
  containerWords,
  driftSides,
  driftWords,
  networkWords,
  stateWords,
} from '../../model/environment/status-words.ts';
import type { Plain, Row, Words } from '../row.ts';
import { type EnvironmentEntry, isMade } from './entry.ts';
import type { EnvironmentNode, EnvironmentTree } from './environment-tree.ts';

const STATE_ICONS: Readonly<Record<EnvironmentEntry['status']['state'], readonly [icon: string, color?: string]>> = {
  up: ['vm-running', 'testing.iconPassed'],
  down: ['vm-outline'],
  partial: ['vm-active', 'charts.yellow'],
  drifted: ['vm-active', 'charts.yellow'],
  foreign: ['vm-outline', 'charts.yellow'],
};

const CONTAINER_ICONS: Readonly<Record<ContainerView['state'], readonly [icon: string, color?: string]>> = {
  running: ['play-circle', 'testing.iconPassed'],
  created: ['debug-pause'],
  exited: ['stop-circle'],
  failed: ['error', 'errorForeground'],
  down: ['circle-outline'],
};

/** What the view shows of a row. */
export function environmentRow(tree: EnvironmentTree, node: EnvironmentNode): Row {
  const entry = tree.entryOf(node);
  const plain: Plain = { description: [], expandable: tree.hasChildren(node), expanded: false, spoken: [] };
  if (!entry) return { ...plain, label: '', icon: 'circle-outline', context: 'gone' };
  switch (node.type) {
    case 'environment':
      return rowOfEnvironment(entry, plain);
    case 'container':
      return rowOfContainer(tree, node, entry, plain);
    case 'network':
      return rowOfNetwork(tree, node, entry, plain);
    case 'drift':
      return rowOfDrift(tree.driftOf(node), plain);
    case 'foreign':
      return rowOfForeign(tree, node, plain);
  }
}

function rowOfEnvironment(entry: EnvironmentEntry, plain: Plain): Row {
  const { name, file, errors, status, madeFrom } = entry;
  const [icon, color] = errors > 0 && !isMade(entry) ? ['error', 'errorForeground'] : STATE_ICONS[status.state];
  const words: Words[] = [
    madeFrom === undefined ? stateWords(status) : message('made from {0}', madeFrom),
    ...(errors > 0 ? [message('has errors')] : []),
  ];
  // The name of a file at the top of the workspace says nothing new.
  const place = file?.shown === `${name}.cspec` ? '' : (file?.shown ?? status.file ?? '');
  return {
    ...plain,
    label: name,
    description: [...words, place],
    icon,
    ...(color !== undefined && { color }),
    context: [
      'environment',
      ...(isMade(entry) ? ['made', status.state] : ['unmade']),
      file ? 'file' : 'nofile',
      ...(status.containers.some(({ state }) => state === 'exited' || state === 'failed') ? ['ended'] : []),
      ...(errors > 0 ? ['errors'] : []),
    ].join(' '),
    expanded: isMade(entry),
    spoken: [message('Environment {0}', name), ...words, place],
  };
}

function rowOfContainer(
  tree: EnvironmentTree,
  node: EnvironmentNode & { readonly type: 'container' },
  { status }: EnvironmentEntry,
  plain: Plain,
): Row {
  const view = tree.containerOf(node);
  const state = view?.state ?? 'down';
  const [icon, color] = view?.status?.oomKilled ? ['flame', 'errorForeground'] : CONTAINER_ICONS[state];
  const words = [...(view ? containerWords(view) : []), ...driftWords(status, node.name)];
  return {
    ...plain,
    label: node.name,
    description: words,
    icon,
    ...(color !== undefined && { color }),
    context: [
      'container',
      state,
      ...(view?.status?.pid === undefined || state === 'exited' || state === 'failed' ? [] : ['process']),
      ...(view?.status ? ['log'] : []),
      ...(tree.networkOf(node)?.inode === undefined ? [] : ['net']),
    ].join(' '),
    spoken: [message('Container {0}', node.name), ...words],
  };
}

function rowOfNetwork(
  tree: EnvironmentTree,
  node: EnvironmentNode & { readonly type: 'network' },
  { status }: EnvironmentEntry,
  plain: Plain,
): Row {
  const view = tree.networkOf(node) ?? { name: node.name, state: 'down' };
  const words = [networkWords(view), ...driftWords(status, node.name)];
  return {
    ...plain,
    label: node.name,
    description: [...words, ...(view.inode === undefined ? [] : [`net:[${view.inode}]`])],
    icon: 'globe',
    ...(view.state === 'up' && { color: 'testing.iconPassed' }),
    context: view.state === 'up' ? 'network net' : 'network',
    spoken: [message('Network namespace {0}', node.name), ...words],
  };
}

function rowOfDrift(drift: Drift | undefined, plain: Plain): Row {
  const { of, field, declared, real } = drift ?? { of: '', field: '', declared: '', real: '' };
  const sides = driftSides({ declared, real });
  return {
    ...plain,
    // A field may say where it is.
    label: field === of || field.startsWith(`${of}/`) ? field : `${of} ${field}`,
    description: sides,
    icon: 'diff-modified',
    color: 'charts.yellow',
    context: 'drift',
    spoken: [message('Not as declared'), of, field, ...sides],
  };
}

function rowOfForeign(tree: EnvironmentTree, node: EnvironmentNode, plain: Plain): Row {
  const { what, owner } = tree.foreignOf(node) ?? { what: '', owner: '' };
  const words = message('belongs to {0}', owner);
  return { ...plain, label: what, description: [words], icon: 'lock', context: 'foreign', spoken: [what, words] };
}
