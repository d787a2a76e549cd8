import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { kernelName, type Namespace } from '../../model/namespace.ts';
import { commandLine, type Process } from '../../model/process.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { GroupNode } from '../cgroups/group-tree.ts';
import type { GroupPanels } from '../cgroups/panels.ts';
import type { CgroupsView } from '../cgroups/view.ts';
import type { EnvironmentActs } from '../environments/acts.ts';
import type { EnvironmentsModel } from '../environments/environments-model.ts';
import type { SpecFiles } from '../environments/spec-files.ts';
import type { EnvironmentsView } from '../environments/view.ts';
import { plainLabel } from '../escape.ts';
import type { HostState } from '../host-state.ts';
import type { Limits } from '../limits/limits.ts';
import { namespaceLabel } from '../namespaces/namespace-row.ts';
import type { Node } from '../namespaces/nodes.ts';
import { SnapshotIndex } from '../namespaces/snapshot-index.ts';
import type { NamespacesView } from '../namespaces/view.ts';
import type { ReadOnlyDocuments } from '../read-only-documents.ts';
import type { Terminals } from '../terminals/terminals.ts';
import type { Captures } from '../topology/captures.ts';
import type { TopologyPanels } from '../topology/panels.ts';
import { pickOne, showError } from '../ui.ts';

/** What commands work with. */
export interface Context {
  readonly agent: AgentClient;
  readonly state: HostState;
  readonly view: NamespacesView;
  readonly cgroups: CgroupsView;
  readonly groupPanels: GroupPanels;
  readonly topology: TopologyPanels;
  readonly captures: Captures;
  readonly limits: Limits;
  readonly specFiles: SpecFiles;
  readonly environments: EnvironmentsModel;
  readonly environmentsView: EnvironmentsView;
  readonly acts: EnvironmentActs;
  readonly documents: ReadOnlyDocuments;
  readonly terminals: Terminals;
  readonly log: vscode.LogOutputChannel;
  /** Where its files are. */
  readonly extension: vscode.Uri;
}

/** Called with the row that was clicked and all that were selected; without both from the palette. */
export type Handler<N = Node> = (node: N | undefined, nodes: readonly N[]) => Thenable<unknown> | void;

/** Registers a command of the view *Namespaces*; what it throws is shown in one place. */
export function registerCommand(context: Context, id: string, handler: Handler): Disposable {
  return register(context, id, () => context.view.view.selection, handler);
}

/** Registers a command of the view *Cgroups*. */
export function registerGroupCommand(context: Context, id: string, handler: Handler<GroupNode>): Disposable {
  return register(context, id, () => context.cgroups.view.selection, handler);
}

function register<N>(context: Context, id: string, selection: () => readonly N[], handler: Handler<N>): Disposable {
  return registerAny(context, id, async (node?: N, nodes?: readonly N[]) => {
    const all = nodes ?? (node ? [node] : selection());
    await handler(node ?? all[0], all);
  });
}

/** Registers a command that takes anything; what it throws is shown in one place. */
export function registerAny(
  context: Context,
  id: string,
  act: Parameters<typeof vscode.commands.registerCommand>[1],
): Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      await act(...args);
    } catch (error) {
      // Not awaited: the command is over, whether or not the message is ever answered.
      void showError(error, () => context.log.show());
    }
  });
}

/** The namespaces that rows stand for. */
export function namespacesOf({ state }: Context, nodes: readonly Node[]): Namespace[] {
  return nodes.flatMap((node) => (node.type === 'namespace' ? (state.snapshot?.namespaces[node.namespace] ?? []) : []));
}

/** The processes that rows stand for. */
export function processesOf({ state }: Context, nodes: readonly Node[]): Process[] {
  return nodes.flatMap((node) => (node.type === 'process' ? (state.snapshot?.processes[node.process] ?? []) : []));
}

/** Lookups in the latest snapshot; undefined while nothing is known. */
export function currentIndex({ state }: Context): SnapshotIndex | undefined {
  return state.snapshot && new SnapshotIndex(state.snapshot);
}

/** Lets a person choose a namespace. */
export async function pickNamespace(
  { state }: Context,
  title: string,
  fits: (ns: Namespace) => boolean = () => true,
): Promise<Namespace | undefined> {
  const all = Object.values(state.snapshot?.namespaces ?? {}).filter(fits);
  const items = all.map((ns) => ({ label: plainLabel(namespaceLabel(ns)), description: kernelName(ns), ns }));
  return (await pickOne(items, { title, matchOnDescription: true }))?.ns;
}

/** Lets a person choose a process. */
export async function pickProcess({ state }: Context, title: string, without?: Process): Promise<Process | undefined> {
  const all = Object.values(state.snapshot?.processes ?? {}).filter(({ id }) => id !== without?.id);
  const items = all
    .sort((a, b) => a.pid - b.pid)
    .map((process) => ({
      label: plainLabel(`${process.pid} ${process.comm}`),
      description: plainLabel(commandLine(process)),
      process,
    }));
  return (await pickOne(items, { title, matchOnDescription: true }))?.process;
}
