import { message } from '../../base/message.ts';
import { type CgroupId, cgroupId, pathOf } from '../../model/cgroup/cgroup.ts';
import type { GroupRef } from '../../model/operation/cgroup/place.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { GroupNode } from '../cgroups/group-tree.ts';
import type { Context } from './context.ts';

/** A group as operations name it, as it is seen now. @throws ProtocolError when its directory cannot be seen */
export function refOf({ state }: Context, group: CgroupId): GroupRef {
  const inode = state.snapshot?.cgroups[group]?.inode;
  if (inode === undefined) throw new ProtocolError('gone', message('The group {0} is not there.', pathOf(group)));
  return { group, inode };
}

/** The group that a row stands for; of a hierarchy its uppermost one. */
export function groupOfRow({ state }: Context, node: GroupNode | undefined): CgroupId | undefined {
  if (node?.type === 'group') return node.group;
  if (node?.type !== 'hierarchy') return undefined;
  const mount = state.snapshot?.hierarchies.find(({ id }) => id === node.hierarchy)?.mount;
  return mount && cgroupId(node.hierarchy, mount.root);
}

/** The groups that rows stand for. */
export function groupsOfRows(nodes: readonly GroupNode[]): CgroupId[] {
  return nodes.flatMap((node) => (node.type === 'group' ? [node.group] : []));
}
