import * as vscode from 'vscode';
import { type CgroupId, parseCgroupId, pathOf } from '../../model/cgroup/cgroup.ts';
import type { FileWrite } from '../../model/operation/cgroup/check-write.ts';
import type { GroupRef } from '../../model/operation/cgroup/place.ts';
import type { SetFiles } from '../../model/operation/cgroup/set.ts';
import { ReadCgroupFiles } from '../../protocol/protocol.ts';
import {
  choicesOf,
  clearableFiles,
  exampleOf,
  type SettableFile,
  settableFiles,
  shownValue,
} from '../cgroups/settable-files.ts';
import { plainLabel } from '../escape.ts';
import { pickOne, pickSeveral } from '../ui.ts';
import type { Context } from './context.ts';
import { refOf } from './group-refs.ts';
import { operate } from './operating.ts';
import { previewedInput } from './previewed-input.ts';

/** Sets one file of a group, or several in one change. */
export async function setLimits(context: Context, group: CgroupId, wanted: readonly string[] = []): Promise<void> {
  // The group that was meant when this began, whatever has its name in the end.
  const ref = refOf(context, group);
  const files = settableFiles(await filesOf(context, group), versionOf(context, group));
  const chosen = wanted.length > 0 ? files.filter(({ name }) => wanted.includes(name)) : await pickFiles(group, files);
  const writes: FileWrite[] = [];
  for (const [at, file] of chosen.entries()) {
    const value = await askValue(context, { ref, file, before: writes, step: at + 1, of: chosen.length });
    if (value === undefined) return;
    writes.push({ file: file.name, value });
  }
  if (writes.length > 0) await operate(context, [change(ref, writes)]);
}

/** Takes limits of a group away. */
export async function clearLimits(context: Context, group: CgroupId): Promise<void> {
  const ref = refOf(context, group);
  const files = clearableFiles(await filesOf(context, group), versionOf(context, group));
  const items = files.map((file) => ({
    ...itemOf(file),
    description: `${plainLabel(shownValue(file))} → ${file.lines.map((line) => line || vscode.l10n.t('none')).join(', ')}`,
    lines: file.lines,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is limited in {0}.', plainLabel(pathOf(group))));
    return;
  }
  const title = vscode.l10n.t('Clear limits of {0}', plainLabel(pathOf(group)));
  const picked = await pickSeveral(items, { title, matchOnDetail: true });
  const writes = (picked ?? []).flatMap(({ lines, file: { name } }) =>
    lines.map((value): FileWrite => ({ file: name, value, exact: true })),
  );
  if (writes.length > 0) await operate(context, [change(ref, writes)]);
}

function filesOf({ agent }: Context, group: CgroupId) {
  return agent.request(ReadCgroupFiles, { group });
}

function versionOf({ state }: Context, group: CgroupId): 1 | 2 {
  const hierarchy = parseCgroupId(group)?.hierarchy;
  return state.snapshot?.hierarchies.find(({ id }) => id === hierarchy)?.version ?? 2;
}

function change(ref: GroupRef, writes: readonly FileWrite[]): SetFiles {
  return { kind: 'cgroup.set', ...ref, writes };
}

interface FileItem extends vscode.QuickPickItem {
  readonly file: SettableFile;
}

function itemOf(file: SettableFile): FileItem {
  const value = shownValue(file);
  const isEndless = value === 'max' || (value === '-1' && file.facts.default === '-1');
  const description = isEndless ? vscode.l10n.t('no limit') : plainLabel(value);
  return { label: file.name, description, detail: file.facts.doc, file };
}

/** By controller. */
function grouped(files: readonly SettableFile[]): (FileItem | vscode.QuickPickItem)[] {
  return files.flatMap((file, at) => {
    const { controller } = file.facts;
    const label = controller === 'core' ? vscode.l10n.t('the group itself') : controller;
    const isFirst = files[at - 1]?.facts.controller !== controller;
    return [...(isFirst ? [{ label, kind: vscode.QuickPickItemKind.Separator }] : []), itemOf(file)];
  });
}

async function pickFiles(group: CgroupId, files: readonly SettableFile[]): Promise<SettableFile[]> {
  const title = vscode.l10n.t('Set a limit of {0}', plainLabel(pathOf(group)));
  const several = { label: `$(list-selection) ${vscode.l10n.t('Several files in one change…')}` };
  const last = { label: '', kind: vscode.QuickPickItemKind.Separator };
  const items: (FileItem | vscode.QuickPickItem)[] = [...grouped(files), ...(files.length > 1 ? [last, several] : [])];
  const options = { title, matchOnDescription: true, matchOnDetail: true };
  const picked = await pickOne(items, options);
  if (picked !== several) return picked && 'file' in picked ? [picked.file] : [];
  const many = await pickSeveral(grouped(files), options);
  return (many ?? []).flatMap((item) => ('file' in item ? [item.file] : []));
}

interface Question {
  readonly ref: GroupRef;
  readonly file: SettableFile;
  /** Writes that are decided already. */
  readonly before: readonly FileWrite[];
  readonly step: number;
  readonly of: number;
}

/** All writes of the change are checked together with the last value. */
function askValue(context: Context, question: Question): Thenable<string | undefined> {
  const { ref, file, before, step, of } = question;
  const count = of > 1 ? ` (${step}/${of})` : '';
  const title = vscode.l10n.t('{0} of {1}', file.name, plainLabel(pathOf(ref.group))) + count;
  const choices = choicesOf(file);
  if (choices) return pickValue(title, file, choices);
  const isLast = step === of;
  const operation = (value: string) => change(ref, [...(isLast ? before : []), { file: file.name, value }]);
  const example = exampleOf(file);
  return previewedInput(context, {
    title,
    prompt: file.facts.doc,
    value: startOf(file),
    more: !isLast,
    ...(example !== '' && { placeholder: vscode.l10n.t('as {0}', example) }),
    operation,
  });
}

/** A file with a line for each device begins empty. */
function startOf(file: SettableFile): string {
  return / by |device rule/.test(file.facts.value) ? '' : shownValue(file);
}

async function pickValue(title: string, file: SettableFile, choices: readonly string[]): Promise<string | undefined> {
  const now = shownValue(file);
  const items = choices.map((label) => ({
    label,
    ...(now === label && { description: vscode.l10n.t('current') }),
  }));
  return (await pickOne(items, { title, placeHolder: file.facts.doc }))?.label;
}
