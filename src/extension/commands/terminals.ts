import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import { type Choice, enterGroup, enterNamespaces, enterProcess } from '../../model/enter/choices.ts';
import { type Enter, LONGEST_ARGUMENT } from '../../model/enter/enter.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { DescribeEnter } from '../../protocol/protocol.ts';
import type { GroupNode } from '../cgroups/group-tree.ts';
import type { Node } from '../namespaces/nodes.ts';
import { scriptText, selectedText } from '../terminals/edited-text.ts';
import { pickParts } from '../terminals/pick-parts.ts';
import { type Place, pickPlace } from '../terminals/pick-place.ts';
import { scriptCommand } from '../terminals/script-command.ts';
import { ask, confirm, text } from '../ui.ts';
import { type Context, registerCommand } from './context.ts';
import { acting, previewLines } from './operating.ts';
import { snapshotOf } from './snapshot.ts';

/** Commands that run something in namespaces, in a terminal. */
export function terminalCommands(context: Context): Disposable[] {
  const on = (id: string, act: (node: unknown, nodes: unknown) => Promise<void>) =>
    acting(registerCommand, context, id, act);
  return [
    on('isolens.enter', (node, nodes) => enter(context, rowsOf(node, nodes), false)),
    on('isolens.enterGroup', (node, nodes) => enter(context, rowsOf(node, nodes), false)),
    on('isolens.enterWith', (node, nodes) => enter(context, rowsOf(node, nodes), true)),
    on('isolens.runInNamespace', (node, nodes) => run(context, node, rowsOf(node, nodes))),
    on('isolens.runSelectionInNamespace', () => runSelection(context)),
    registerCommand(context, 'isolens.showTerminal', (node: unknown) => showTerminal(context, node)),
  ];
}

/** A row of any view. */
type AnyRow = Node | GroupNode;

/** Rows that a command was called on; VS Code may hand over other things behind the first. */
function rowsOf(node: unknown, nodes: unknown): AnyRow[] {
  const all: readonly unknown[] = Array.isArray(nodes) && nodes.length > 0 ? nodes : [node];
  return all.filter((each): each is AnyRow => typeof each === 'object' && each !== null && 'type' in each);
}

/** Namespaces together are one place, each process and each group is one of its own. */
function placesOf(rows: readonly AnyRow[], snapshot: Snapshot): Choice[] {
  const namespaces = rows.flatMap((row) =>
    row.type === 'namespace' ? (snapshot.namespaces[row.namespace] ?? []) : [],
  );
  const processes = rows.flatMap((row) => (row.type === 'process' ? (snapshot.processes[row.process] ?? []) : []));
  const groups = rows.flatMap((row) => (row.type === 'group' ? row.group : []));
  return [
    ...(namespaces.length > 0 ? [enterNamespaces(namespaces, snapshot)] : []),
    ...processes.map((process) => enterProcess(process, snapshot)),
    ...groups.map((group) => enterGroup(group, snapshot)),
  ];
}

async function enter(context: Context, rows: readonly AnyRow[], asks: boolean): Promise<void> {
  const title = vscode.l10n.t('Enter Namespace');
  const snapshot = await snapshotOf(context);
  const places: readonly Place[] = placesOf(rows, snapshot);
  const chosen = places.length > 0 ? places : [await pickPlace(snapshot, title)];
  for (const place of chosen) {
    const picksParts = asks || places.length === 0;
    const whole = place && picksParts && place.target.kind === 'join' ? await pickWhole(place, snapshot, title) : place;
    if (whole) await open(context, whole, snapshot);
  }
}

function pickWhole({ target, user }: Place, snapshot: Snapshot, title: string): Promise<Place | undefined> {
  return target.kind === 'join' ? pickParts({ target, user }, snapshot, title) : Promise.resolve(undefined);
}

/** A command that is typed, or a script; in what was clicked on, or what is chosen. */
async function run(context: Context, node: unknown, rows: readonly AnyRow[]): Promise<void> {
  const title = vscode.l10n.t('Run in Namespace');
  const snapshot = await snapshotOf(context);
  const what = node instanceof vscode.Uri ? await scriptOf(node) : undefined;
  const [place = await pickPlace(snapshot, title)] = placesOf(rows, snapshot) as readonly Place[];
  const program = place && (what ?? (await typedCommand(title)));
  if (program) await open(context, { ...place, ...program }, snapshot);
}

async function runSelection(context: Context): Promise<void> {
  const selected = selectedText();
  if (selected === undefined) {
    throw new ProtocolError('refused', message('Nothing is selected.'), message('Select some lines of a script.'));
  }
  const snapshot = await snapshotOf(context);
  const place = await pickPlace(snapshot, vscode.l10n.t('Run in Namespace'));
  if (place) await open(context, { ...place, ...program(scriptCommand(selected, 'selection')) }, snapshot);
}

type Program = Pick<Enter, 'command' | 'directory'>;

async function scriptOf(uri: vscode.Uri): Promise<Program> {
  const command = scriptCommand(await scriptText(uri), uri.scheme === 'file' ? uri.fsPath : path.basename(uri.path));
  return { ...program(command), ...(uri.scheme === 'file' && { directory: path.dirname(uri.fsPath) }) };
}

async function typedCommand(title: string): Promise<Program | undefined> {
  const line = await ask({ title, prompt: vscode.l10n.t('A command line for sh'), placeHolder: 'ip -br addr' });
  return line ? program(['sh', '-c', line]) : undefined;
}

/** @throws ProtocolError too-large: the kernel takes no longer argument */
function program(command: readonly string[]): Program {
  const longest = Math.max(...command.map(({ length }) => length));
  if (longest > LONGEST_ARGUMENT) {
    throw new ProtocolError(
      'too-large',
      message('The script has {0} characters.', longest),
      message('At most {0} can be run in this way: put it into a file and run that.', LONGEST_ARGUMENT),
    );
  }
  const directory = vscode.workspace.workspaceFolders?.[0]?.uri;
  return { command, ...(directory?.scheme === 'file' && { directory: directory.fsPath }) };
}

/** Asks where it can hurt, tells why it is refused, and opens the terminal. */
async function open(context: Context, what: Enter, snapshot: Snapshot): Promise<void> {
  const description = await context.agent.request(DescribeEnter, { enter: what });
  const [refusal] = description.refusals;
  if (refusal) throw new ProtocolError('refused', refusal.message, refusal.remedy);
  const remarks = [...previewLines(description), ...description.warnings.map(text)];
  const agreed =
    description.danger === 'none' || (await confirm(`${text(description.title)}?`, remarks, vscode.l10n.t('Do It')));
  if (agreed) context.terminals.open(what, snapshot, remarks);
}

/** Brings the terminal to the front that a process was started in. */
function showTerminal({ state, terminals }: Context, node: unknown): void {
  const [row] = rowsOf(node, []);
  const process = row?.type === 'process' ? state.snapshot?.processes[row.process] : undefined;
  if (process?.terminal !== undefined && terminals.show(process.terminal)) return;
  void vscode.window.showInformationMessage(vscode.l10n.t('It was not started in a terminal of this window.'));
}
