import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { printable } from '../../base/text.ts';
import type { Namespace } from '../../model/namespace.ts';
import { kernelName } from '../../model/namespace.ts';
import type { Process } from '../../model/process.ts';
import { CompareMounts, InspectNamespace, ListMounts, ReadCommandLine, type Request } from '../../protocol/protocol.ts';
import type { Writer } from '../document-lines.ts';
import {
  comparisonDocument,
  holdersDocument,
  mountDifferenceDocument,
  namespaceDocument,
  processDocument,
} from '../namespaces/documents.ts';
import { text } from '../ui.ts';
import {
  type Context,
  currentIndex,
  namespacesOf,
  pickNamespace,
  pickProcess,
  processesOf,
  registerCommand,
} from './context.ts';

/** Documents are as wide as they need to be. */
export const writer: Writer = { say: text, show: (raw) => printable(raw, 100_000) };

/** Read-only documents about namespaces and processes. */
export function inspectCommands(context: Context): Disposable[] {
  return [
    registerCommand(context, 'isolens.whyAlive', async (_, nodes) => {
      const chosen = namespacesOf(context, nodes);
      const all = chosen.length > 0 ? chosen : [await pickNamespace(context, vscode.l10n.t('Why is it alive?'))];
      for (const ns of all) if (ns) await whyAlive(context, ns);
    }),
    registerCommand(context, 'isolens.showDetails', async (_, nodes) => {
      for (const ns of namespacesOf(context, nodes)) await namespaceDetails(context, ns);
      for (const process of processesOf(context, nodes)) await processDetails(context, process);
    }),
    registerCommand(context, 'isolens.compare', (_, nodes) => compare(context, processesOf(context, nodes))),
    registerCommand(context, 'isolens.compareMounts', (_, nodes) =>
      compareMounts(context, namespacesOf(context, nodes)),
    ),
  ];
}

function show({ documents, state }: Context, title: string, lines: readonly string[]): Promise<void> {
  return documents.show(title, state.snapshot?.host.id ?? '', lines);
}

/** What cannot be told is left out of a document. */
async function orUndefined<P, R>({ agent }: Context, request: Request<P, R>, params: P): Promise<R | undefined> {
  try {
    return await agent.request(request, params);
  } catch {
    return undefined;
  }
}

async function whyAlive(context: Context, ns: Namespace): Promise<void> {
  const index = currentIndex(context);
  if (index) await show(context, vscode.l10n.t('Why is {0} alive', kernelName(ns)), holdersDocument(writer, index, ns));
}

async function namespaceDetails(context: Context, ns: Namespace): Promise<void> {
  const inside = await orUndefined(context, InspectNamespace, { namespace: ns.id });
  const mounts = ns.kind === 'mnt' ? await orUndefined(context, ListMounts, { namespace: ns.id }) : undefined;
  const index = currentIndex(context);
  if (index) await show(context, kernelName(ns), namespaceDocument(writer, index, ns, inside, mounts));
}

async function processDetails(context: Context, process: Process): Promise<void> {
  const argv = (await orUndefined(context, ReadCommandLine, { process: process.id })) ?? process.argv;
  const index = currentIndex(context);
  if (index) await show(context, `${process.pid} ${process.comm}`, processDocument(writer, index, process, argv));
}

async function compare(context: Context, chosen: readonly Process[]): Promise<void> {
  const a = chosen[0] ?? (await pickProcess(context, vscode.l10n.t('Compare')));
  const b = a && (chosen[1] ?? (await pickProcess(context, vscode.l10n.t('Compare {0} with', a.pid), a)));
  const index = currentIndex(context);
  if (!a || !b || !index) return;
  const mounts = await mountDifference(context, a.namespaces.mnt, b.namespaces.mnt);
  const lines = comparisonDocument(writer, index, a, b, mounts);
  await show(context, vscode.l10n.t('{0} and {1} compared', a.pid, b.pid), lines);
}

/** Nothing when both are in the same mount namespace. */
async function mountDifference(context: Context, a: string | undefined, b: string | undefined) {
  return a !== undefined && b !== undefined && a !== b ? orUndefined(context, CompareMounts, { a, b }) : undefined;
}

async function compareMounts(context: Context, chosen: readonly Namespace[]): Promise<void> {
  const isMnt = (ns: Namespace) => ns.kind === 'mnt';
  const [first, second] = chosen.filter(isMnt);
  const a = first ?? (await pickNamespace(context, vscode.l10n.t('Compare the mounts of'), isMnt));
  const b =
    a &&
    (second ?? (await pickNamespace(context, vscode.l10n.t('with those of'), (ns) => isMnt(ns) && ns.id !== a.id)));
  if (!a || !b) return;
  const difference = await context.agent.request(CompareMounts, { a: a.id, b: b.id });
  const title = vscode.l10n.t('Mounts of {0} and {1}', a.inode, b.inode);
  await show(context, title, mountDifferenceDocument(writer, a, b, difference));
}
