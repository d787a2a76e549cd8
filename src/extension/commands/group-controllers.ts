import * as vscode from 'vscode';
import { type CgroupId, parseCgroupId, pathOf } from '../../model/cgroup/cgroup.ts';
import { V1_CONTROLLERS } from '../../model/cgroup/v1-file.ts';
import { ReadCgroupFiles } from '../../protocol/protocol.ts';
import { plainLabel } from '../escape.ts';
import { pickSeveral } from '../ui.ts';
import type { Context } from './context.ts';
import { refOf } from './group-refs.ts';
import { operate } from './operating.ts';

/** Chooses the controllers that a group of v2 hands on to the groups in it. */
export async function changeControllers(context: Context, group: CgroupId): Promise<void> {
  const files = await context.agent.request(ReadCgroupFiles, { group });
  const words = (name: string) =>
    files
      .find((file) => file.name === name)
      ?.text?.split(/\s+/)
      .filter(Boolean) ?? [];
  const now = words('cgroup.subtree_control');
  const own = words('cgroup.controllers');
  const hierarchy = context.state.snapshot?.hierarchies.find(({ id }) => id === parseCgroupId(group)?.hierarchy);
  const all = [...new Set([...(hierarchy?.controllers ?? []), ...own, ...now])];
  if (all.length === 0) {
    const none = vscode.l10n.t('v2 has no controllers on this host: they are all attached to hierarchies of v1.');
    void vscode.window.showInformationMessage(none);
    return;
  }
  const items = all.map((label) => ({
    label,
    picked: now.includes(label),
    ...(!own.includes(label) && { description: vscode.l10n.t('also in the groups above') }),
    detail: docOf(label),
  }));
  const title = vscode.l10n.t('Controllers for the groups in {0}', plainLabel(pathOf(group)));
  const picked = await pickSeveral(items, { title, matchOnDetail: true });
  if (!picked) return;
  const wanted = picked.map(({ label }) => label);
  const enable = wanted.filter((name) => !now.includes(name));
  const disable = now.filter((name) => !wanted.includes(name));
  if (enable.length + disable.length === 0) return;
  await operate(context, [{ kind: 'cgroup.controllers', changes: [{ ...refOf(context, group), enable, disable }] }]);
}

/** What a controller of v2 is for. */
function docOf(name: string): string {
  const found = V1_CONTROLLERS.find((each) => each.name === name || (each.name === 'blkio' && name === 'io'));
  return found?.doc ?? '';
}
