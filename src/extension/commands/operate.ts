import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { message } from '../../base/message.ts';
import { netnsNameProblem } from '../../model/operation/netns.ts';
import type { Operation } from '../../model/operation/operation.ts';
import { SIGNALS, type SignalName } from '../../model/operation/signal.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { ListJournal, UndoOperation } from '../../protocol/protocol.ts';
import { journalDocument } from '../namespaces/documents.ts';
import { ask, confirm, pickOne, text } from '../ui.ts';
import {
  type Context,
  type Handler,
  namespacesOf,
  pickNamespace,
  pickProcess,
  processesOf,
  registerCommand,
} from './context.ts';
import { writer } from './inspect.ts';
import { acting, operate } from './operating.ts';
import { revealSoon } from './reveal.ts';

/** Commands that change the host: described, confirmed where it can hurt, written down. */
export function operateCommands(context: Context): Disposable[] {
  const on = (id: string, act: Handler) => acting(registerCommand, context, id, act);
  return [
    on('isolens.createNetns', () => createNetns(context)),
    on('isolens.deleteNetns', async (_, nodes) => {
      const named = namespacesOf(context, nodes).filter((ns) => ns.kind === 'net' && ns.name !== undefined);
      const all = named.length > 0 ? named : [await pickNamed(context)];
      const deletes = all.flatMap((ns): Operation[] =>
        ns?.name === undefined ? [] : [{ kind: 'netns.delete', name: ns.name, namespace: ns.id }],
      );
      await operate(context, deletes, 'harm', deletes.length > 1 ? [oneName()] : []);
    }),
    on('isolens.signalProcess', (_, nodes) => signalProcesses(context, nodes)),
    on('isolens.undo', () => undoLast(context)),
    registerCommand(context, 'isolens.showJournal', async () => {
      const entries = await context.agent.request(ListJournal, null);
      await context.documents.show(vscode.l10n.t('Isolens journal'), 'journal', journalDocument(writer, entries));
    }),
  ];
}

/** Many type all names behind one command. */
function oneName(): string {
  return vscode.l10n.t('“ip netns del” takes one name and ignores all others: so each has a command of its own.');
}

function pickNamed(context: Context) {
  return pickNamespace(
    context,
    vscode.l10n.t('Delete the network namespace'),
    (ns) => ns.kind === 'net' && ns.name !== undefined,
  );
}

async function createNetns(context: Context): Promise<void> {
  const name = await ask({
    title: vscode.l10n.t('Create a network namespace'),
    prompt: vscode.l10n.t('Its name, as for “ip netns add”'),
    validateInput: (value) => {
      const problem = netnsNameProblem(value);
      return problem && text(problem);
    },
  });
  if (name === undefined) return;
  const [entry] = await operate(context, [{ kind: 'netns.create', name }]);
  if (entry?.undo?.kind === 'netns.delete') await revealSoon(context, entry.undo.namespace);
}

async function signalProcesses(context: Context, nodes: Parameters<typeof processesOf>[1]): Promise<void> {
  const chosen = processesOf(context, nodes);
  const picked = chosen.length > 0 ? chosen : [await pickProcess(context, vscode.l10n.t('Send a signal to'))];
  const processes = picked.filter((process) => process !== undefined);
  if (processes.length === 0) return;
  const names = Object.keys(SIGNALS) as SignalName[];
  const items = names.map((name) => ({ label: name, description: String(SIGNALS[name]), name }));
  const signal = (await pickOne(items, { title: vscode.l10n.t('Signal') }))?.name;
  if (!signal) return;
  await operate(
    context,
    processes.map((process) => ({ kind: 'process.signal', process: process.id, signal })),
  );
}

async function undoLast({ agent }: Context): Promise<void> {
  const entries = await agent.request(ListJournal, null);
  const last = entries.findLast((entry) => entry.state === 'done' && entry.undo !== undefined);
  if (!last) throw new ProtocolError('refused', message('Nothing can be taken back.'));
  const question = vscode.l10n.t('Take back “{0}”?', text(last.title));
  if (await confirm(question, [], vscode.l10n.t('Undo'))) await agent.request(UndoOperation, { entry: last.id });
}
