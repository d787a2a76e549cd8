import * as vscode from 'vscode';
import { hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { V1_CONTROLLERS } from '../../model/cgroup/v1-file.ts';
import type { MountHierarchy } from '../../model/operation/cgroup/mount-hierarchy.ts';
import { plainLabel } from '../escape.ts';
import { pickSeveral } from '../ui.ts';
import type { Context } from './context.ts';
import { operate } from './operating.ts';
import { previewedInput } from './previewed-input.ts';

/** Mounts a hierarchy of v1, as `mount -t cgroup` does. */
export async function mountHierarchy(context: Context, chosen: readonly string[] = []): Promise<void> {
  const controllers = chosen.length > 0 ? chosen : await pickControllers(context);
  if (controllers.length === 0) return;
  const operation = (directory: string): MountHierarchy => ({ kind: 'cgroup.mount', controllers, directory });
  const directory = await previewedInput(context, {
    title: vscode.l10n.t('Mount the hierarchy {0}', controllers.join(',')),
    prompt: vscode.l10n.t('The directory to mount it at; it is made when it is not there'),
    value: `/mnt/${controllers.join(',')}`,
    operation: (text) => (text.startsWith('/') ? operation(text) : vscode.l10n.t('A directory begins with “/”.')),
  });
  if (directory !== undefined) await operate(context, [operation(directory)]);
}

async function pickControllers({ state }: Context): Promise<string[]> {
  const hierarchies = state.snapshot?.hierarchies ?? [];
  const items = V1_CONTROLLERS.map(({ name, doc }) => {
    const now = hierarchies.find(({ controllers }) => controllers.includes(name));
    const where = now && `${hierarchyLabel(now)}${now.mount ? ` · ${now.mount.path}` : ''}`;
    return { label: name, ...(where !== undefined && { description: plainLabel(where) }), detail: doc };
  });
  const title = vscode.l10n.t('Controllers of the hierarchy of v1');
  const picked = await pickSeveral(items, { title, matchOnDetail: true });
  return (picked ?? []).map(({ label }) => label);
}
