import { message } from '../../base/message.ts';
import { type CgroupId, groupName, pathOf } from '../../model/cgroup/cgroup.ts';
import { type Hierarchy, hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { type GroupKind, groupMeaning } from '../../model/cgroup/meaning.ts';
import type { CgroupRates } from '../../model/cgroup/rates.ts';
import { usageWords } from '../../model/cgroup/usage.ts';
import type { CgroupValues } from '../../model/cgroup/values.ts';
import { commandLine } from '../../model/process.ts';
import { processByPid } from '../../model/snapshot.ts';
import type { Plain, Row, Words } from '../row.ts';
import type { GroupNode, GroupTree } from './group-tree.ts';

/** What is known of the use of a group. */
export interface Use {
  readonly values: CgroupValues;
  readonly rates: CgroupRates | undefined;
}

const ICONS: Readonly<Record<GroupKind, string>> = {
  container: 'package',
  machine: 'vm',
  service: 'gear',
  scope: 'symbol-structure',
  slice: 'folder',
  session: 'terminal',
  user: 'account',
  pod: 'symbol-namespace',
  runtime: 'folder-library',
};

/** What rows of groups tell besides what the tree knows. */
export interface GroupsSeen {
  readonly uses: ReadonlyMap<CgroupId, Use>;
  readonly watched: ReadonlySet<CgroupId>;
}

/** What the view shows of a row. */
export function groupRow(tree: GroupTree, node: GroupNode, seen: GroupsSeen): Row {
  const plain: Plain = { description: [], expandable: tree.hasChildren(node), expanded: false, spoken: [] };
  switch (node.type) {
    case 'hierarchy':
      return hierarchyRow(tree.hierarchy(node.hierarchy), plain);
    case 'group':
      return rowOfGroup(tree, node.group, seen, plain);
    case 'process':
      return processRow(tree, node.process, plain);
    case 'thread':
      return threadRow(tree, node, plain);
    case 'more':
      return { ...plain, ...told(message('Show {0} more…', node.count)), icon: 'ellipsis', context: 'more' };
  }
}

/** Shown and spoken alike. */
function told(label: Words): Pick<Row, 'label' | 'spoken'> {
  return { label, spoken: [label] };
}

function hierarchyRow(hierarchy: Hierarchy | undefined, plain: Plain): Row {
  if (!hierarchy) return { ...plain, ...told(''), icon: 'type-hierarchy', context: 'hierarchy' };
  const { version, mount, controllers } = hierarchy;
  const label = hierarchyLabel(hierarchy);
  const description: Words[] = [
    ...(version === 2 ? [controllers.length > 0 ? controllers.join(' ') : message('no controllers')] : []),
    mount?.path ?? message('not mounted'),
    ...(mount?.readOnly ? [message('read-only')] : []),
    ...(mount?.options ?? []),
  ];
  return {
    ...plain,
    label,
    description,
    icon: 'type-hierarchy',
    context: mount ? 'hierarchy' : 'hierarchy unmounted',
    spoken: [message('Hierarchy'), label, ...description],
  };
}

function rowOfGroup(tree: GroupTree, group: CgroupId, { uses, watched }: GroupsSeen, plain: Plain): Row {
  const use = uses.get(group);
  const path = pathOf(group);
  const meaning = groupMeaning(path, tree.snapshot.containers);
  const isTop = tree.snapshot.cgroups[group]?.parent === undefined;
  const frozen = use?.values.frozen === true;
  const hierarchy = tree.hierarchy(tree.snapshot.cgroups[group]?.hierarchy ?? -1);
  const canFreeze = !isTop && (hierarchy?.version === 2 || hierarchy?.controllers.includes('freezer') === true);
  const description: Words[] = [
    ...(use ? usageWords(use.values, use.rates) : []),
    ...(meaning ? [meaning.words] : []),
    ...(watched.has(group) ? [message('watched')] : []),
  ];
  return {
    ...plain,
    label: groupName(path),
    description,
    icon: frozen ? 'debug-pause' : meaning ? ICONS[meaning.kind] : 'symbol-struct',
    context: [
      'group',
      isTop ? 'top' : 'below',
      ...(hierarchy ? [`v${hierarchy.version}`] : []),
      ...(frozen ? ['frozen'] : canFreeze ? ['thawed'] : []),
      watched.has(group) ? 'watched' : 'unwatched',
    ].join(' '),
    expanded: isTop,
    spoken: [message('Group {0}', groupName(path)), ...description],
  };
}

function processRow(tree: GroupTree, id: string, plain: Plain): Row {
  const process = tree.snapshot.processes[id];
  if (!process) return { ...plain, ...told(id), icon: 'circle-slash', context: 'ended' };
  const label = `${process.pid} ${process.comm}`;
  const description: Words[] = [
    process.user ?? String(process.uid),
    ...(process.terminal === undefined ? [] : [message('in a terminal')]),
    commandLine(process),
  ];
  return {
    ...plain,
    label,
    description,
    icon: process.state === 'stopped' ? 'debug-pause' : 'circle-outline',
    context: process.terminal === undefined ? 'member' : 'member inTerminal',
    spoken: [message('Process {0}', process.pid), process.comm, ...description],
  };
}

function threadRow(tree: GroupTree, node: GroupNode & { readonly type: 'thread' }, plain: Plain): Row {
  const { tid, pid, comm } = node.thread;
  const isForeign = node.parent?.type === 'group';
  const process = processByPid(tree.snapshot, pid);
  const description: Words[] = [
    message('thread'),
    ...(isForeign ? [message('of process {0} in another group', process ? `${pid} ${process.comm}` : pid)] : []),
  ];
  const label = `${tid} ${comm}`;
  return {
    ...plain,
    label,
    description,
    icon: 'git-commit',
    context: 'thread',
    spoken: [label, ...description],
  };
}
