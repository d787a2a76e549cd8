import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import { planLines, planSides } from '../../model/environment/plan-lines.ts';
import { downStatus } from '../../model/environment/status-words.ts';
import type { Declared } from '../../protocol/environment.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { ReadContainerLog } from '../../protocol/protocol.ts';
import { statusDocument } from '../environments/documents.ts';
import { groupOfContainer, networkOfPlace, processOfContainer } from '../environments/places.ts';
import { declaredBy } from '../environments/settings.ts';
import { text } from '../ui.ts';
import { type Context, registerAny } from './context.ts';
import { type EnvironmentTarget, registerEnvironmentCommand } from './environment-targets.ts';
import { writer } from './inspect.ts';
import { newSpec } from './new-spec.ts';
import { revealOrOffer } from './reveal.ts';
import { openShell, runInNamespace } from './shell.ts';

/** Plans, makes, looks at and removes what `.cspec` files declare. */
export function environmentCommands(context: Context): Disposable[] {
  const { acts } = context;
  const on = (id: string, act: (target: EnvironmentTarget) => Promise<void>) =>
    registerEnvironmentCommand(context, id, act);
  const declaring = (id: string, act: (declared: Declared) => Promise<unknown>, restart = false) =>
    on(id, async (target) => {
      const declared = await acts.declared(fileOf(target), restart);
      if (declared) await act(declared);
    });
  return [
    declaring('isolens.environment.plan', (declared) => showPlan(context, declared)),
    declaring('isolens.environment.compare', (declared) => compare(context, declared)),
    declaring('isolens.environment.up', (declared) => acts.up(declared)),
    declaring('isolens.environment.restart', (declared) => acts.up(declared), true),
    on('isolens.environment.down', async (target) => acts.down(await nameOf(context, target))),
    on('isolens.environment.status', (target) => showStatus(context, target)),
    on('isolens.environment.showLog', (target) => showLog(context, target)),
    on('isolens.environment.openFile', (target) => openFile(target)),
    on('isolens.environment.preview', async (target) => context.topology.showSpec(fileOf(target).uri)),
    on('isolens.environment.shell', (target) => openShell(context, target)),
    on('isolens.environment.runInNamespace', (target) => runInNamespace(context, target, fileOf(target))),
    on('isolens.environment.showInTopology', async (target) => context.topology.show(networkOf(context, target).id)),
    on('isolens.environment.revealNamespace', (target) => revealNamespace(context, target)),
    on('isolens.environment.revealGroup', (target) => revealGroup(context, target)),
    registerAny(context, 'isolens.environment.new', () => newSpec(context.extension)),
  ];
}

/** @throws ProtocolError for what runs and whose file is not here */
function fileOf({ file, entry }: EnvironmentTarget) {
  if (file) return file;
  throw new ProtocolError(
    'gone',
    message('The file of {0} is not in this workspace: {1}', entry?.name ?? '', entry?.status.file ?? ''),
    message('Open its folder.'),
  );
}

/** Also of a file with errors: what runs is removed whatever the file says by now. */
async function nameOf({ specFiles }: Context, { file, entry }: EnvironmentTarget): Promise<string> {
  const name = entry?.name ?? (file && (await specFiles.checkNow(file))?.spec.environment);
  if (name === undefined) throw new ProtocolError('gone', message('No environment is known of it.'));
  return name;
}

async function showPlan({ acts, documents, state }: Context, declared: Declared): Promise<void> {
  const plan = await acts.plan(declared);
  const title = vscode.l10n.t('Plan of {0}', plan.environment);
  await documents.show(title, state.snapshot?.host.id ?? '', planLines(plan, text));
}

/** What is there now beside what up leaves behind: only what differs. */
async function compare({ acts, documents }: Context, declared: Declared): Promise<void> {
  const { environment, ...plan } = await acts.plan(declared);
  const { before, after } = planSides(plan, (await acts.status(declared)).drifts);
  const put = (title: string, lines: readonly string[]) => documents.put(title, 'environment', lines.map(writer.show));
  const left = put(vscode.l10n.t('{0} now', environment), before);
  const right = put(vscode.l10n.t('{0} after up', environment), after);
  await vscode.commands.executeCommand('vscode.diff', left, right, vscode.l10n.t('{0}: now and after up', environment));
}

async function showStatus({ acts, documents, specFiles }: Context, { file, entry }: EnvironmentTarget): Promise<void> {
  const known = entry ?? (file && (await statusOf({ acts, specFiles }, file)));
  if (!known) return;
  await documents.show(vscode.l10n.t('Status of {0}', known.name), 'status', statusDocument(writer, known));
}

async function statusOf(
  { acts, specFiles }: Pick<Context, 'acts' | 'specFiles'>,
  file: NonNullable<EnvironmentTarget['file']>,
) {
  const checked = await specFiles.checkNow(file);
  if (!checked) return undefined;
  const status = checked.errors > 0 ? downStatus(checked) : await acts.status(declaredBy(file, checked.spec));
  return { key: file.uri, name: checked.spec.environment, file, errors: checked.errors, status };
}

/** What a container wrote, as lines: control characters are shown escaped. */
async function showLog({ agent, documents }: Context, { entry, place }: EnvironmentTarget): Promise<void> {
  if (!entry || place === undefined) return;
  const container = place;
  let whole = '';
  for (let from = 0; ; ) {
    const part = await agent.request(ReadContainerLog, { environment: entry.name, container, from });
    whole += part.text;
    if (part.text === '' || part.to <= from) break;
    from = part.to;
  }
  const lines = whole === '' ? [vscode.l10n.t('It has written nothing.')] : whole.replace(/\n$/, '').split('\n');
  await documents.show(vscode.l10n.t('Log of {0} in {1}', container, entry.name), 'log', lines.map(writer.show));
}

/** Opens the file where the place is declared. */
async function openFile(target: EnvironmentTarget): Promise<void> {
  const uri = vscode.Uri.parse(target.file?.uri ?? vscode.Uri.file(target.entry?.status.file ?? '').toString());
  const editor = await vscode.window.showTextDocument(uri);
  const { place } = target;
  if (place === undefined) return;
  const command = 'vscode.executeDocumentSymbolProvider';
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(command, uri);
  const symbol = symbols?.find(({ name }) => name === place);
  if (!symbol) return;
  editor.selection = new vscode.Selection(symbol.selectionRange.start, symbol.selectionRange.start);
  editor.revealRange(symbol.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function networkOf({ state }: Context, { entry, place }: EnvironmentTarget) {
  const found = state.snapshot && entry && networkOfPlace(state.snapshot, entry.status, place ?? '');
  if (!found) throw new ProtocolError('gone', message('The network namespace of {0} is not there.', place ?? ''));
  return found;
}

/** Of a container its process 1, which is in all of its namespaces. */
async function revealNamespace(context: Context, target: EnvironmentTarget): Promise<void> {
  const view = target.entry?.status.containers.find(({ name }) => name === target.place);
  const process = context.state.snapshot && processOfContainer(context.state.snapshot, view);
  await revealOrOffer(context, process?.id ?? networkOf(context, target).id);
}

async function revealGroup({ state, cgroups }: Context, { entry, place }: EnvironmentTarget): Promise<void> {
  const view = entry?.status.containers.find(({ name }) => name === place);
  const group = state.snapshot && groupOfContainer(state.snapshot, view);
  if (group === undefined) throw new ProtocolError('gone', message('The group of {0} is not there.', place ?? ''));
  await cgroups.reveal(group);
}
