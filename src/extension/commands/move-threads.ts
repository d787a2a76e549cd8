import * as vscode from 'vscode';
import { parseCgroupId } from '../../model/cgroup/cgroup.ts';
import type { ThreadRef } from '../../model/operation/cgroup/move-threads.ts';
import { processId } from '../../model/process.ts';
import { processByPid } from '../../model/snapshot.ts';
import type { GroupNode } from '../cgroups/group-tree.ts';
import { pickOne } from '../ui.ts';
import type { Context } from './context.ts';
import { refOf } from './group-refs.ts';
import { targetsOf } from './move-processes.ts';
import { operate } from './operating.ts';

/** Moves the threads of rows to a group that a person chooses, in the hierarchy of the first. */
export async function moveThreads(context: Context, nodes: readonly GroupNode[]): Promise<void> {
  const { snapshot } = context.state;
  const rows = nodes.flatMap((node) => (node.type === 'thread' ? [node] : []));
  const hierarchy = parseCgroupId(rows[0]?.group ?? '')?.hierarchy;
  const there = rows.filter(({ group }) => parseCgroupId(group)?.hierarchy === hierarchy);
  const [first] = there;
  if (!snapshot || !first) return;
  const title =
    there.length === 1
      ? vscode.l10n.t('Move thread {0} to', first.thread.tid)
      : vscode.l10n.t('Move {0} threads to', there.length);
  const items = targetsOf(snapshot, (id) => there.some(({ group }) => group !== id), hierarchy);
  const target = (await pickOne(items, { title, matchOnDescription: true }))?.group;
  if (target === undefined) return;
  const threads = there.flatMap(({ thread: { pid, tid, startTime } }): ThreadRef[] => {
    const process = processByPid(snapshot, pid);
    return process ? [{ process: process.id, thread: processId(tid, startTime) }] : [];
  });
  await operate(context, [{ kind: 'cgroup.moveThreads', moves: [{ ...refOf(context, target), threads }] }]);
  await context.cgroups.threadsMoved(target);
}
