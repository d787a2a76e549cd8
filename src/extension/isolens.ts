import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { AgentClient, type AgentState } from './agent-client/agent-client.ts';
import { watchAttention } from './attention.ts';
import { GroupPanels } from './cgroups/panels.ts';
import { CgroupsView } from './cgroups/view.ts';
import { agentCommands } from './commands/agent.ts';
import type { Context } from './commands/context.ts';
import { controlCommands } from './commands/control-groups.ts';
import { copyCommands } from './commands/copy.ts';
import { groupCommands } from './commands/groups.ts';
import { inspectCommands } from './commands/inspect.ts';
import { tellInterrupted } from './commands/interrupted.ts';
import { limitCommands } from './commands/limits.ts';
import { operateCommands } from './commands/operate.ts';
import { revealCommands } from './commands/reveal.ts';
import { viewCommands } from './commands/view.ts';
import { feedHostFacts } from './feed-host-facts.ts';
import { HostState } from './host-state.ts';
import type { Language } from './language/language.ts';
import { limitDecorations } from './limits/decorations.ts';
import { Limits } from './limits/limits.ts';
import { logTo } from './log.ts';
import { recentDecorations } from './namespaces/decorations.ts';
import { tooltips } from './namespaces/tooltip.ts';
import { NamespacesView } from './namespaces/view.ts';
import { PanelHost } from './panels/panel-host.ts';
import { ReadOnlyDocuments } from './read-only-documents.ts';

declare const __BUILD__: string;

/** Puts the parts together. The agent starts with the first look at a view. `began`: when the activation did, in ms. */
export function start(extension: vscode.ExtensionContext, began: number, language: Language): Disposable {
  const store = new DisposableStore();
  const log = store.add(vscode.window.createOutputChannel('Isolens', { log: true }));
  const agent = store.add(new AgentClient({ program: agentProgram(extension), build: __BUILD__, log: logTo(log) }));
  const state = store.add(new HostState(() => agent.resync()));
  const view = store.add(new NamespacesView(state, tooltips(agent)));
  const limits = store.add(new Limits(agent, extension.workspaceState));
  const cgroups = store.add(new CgroupsView(state, agent, limits));
  const panels = store.add(new PanelHost(extension.extensionUri, (line) => log.warn(line)));
  const groupPanels = new GroupPanels(panels, { agent, state, reveal: (group) => void cgroups.reveal(group) });
  const documents = store.add(new ReadOnlyDocuments());
  const context: Context = { agent, state, view, cgroups, groupPanels, limits, documents, log };
  store.add(agent.onDelta((delta) => state.apply(delta)));
  store.add(agent.onState((to) => followAgent(context, to)));
  for (const provider of [recentDecorations, limitDecorations])
    store.add(vscode.window.registerFileDecorationProvider(provider));
  const commands = [
    ...controlCommands(context),
    ...agentCommands(context, String(extension.extension.packageJSON.version)),
    ...copyCommands(context),
    ...groupCommands(context),
    ...inspectCommands(context),
    ...limitCommands(context),
    ...operateCommands(context),
    ...revealCommands(context),
    ...viewCommands(context),
  ];
  for (const command of commands) store.add(command);
  store.add(tellInterrupted(context));
  store.add(watchAttention([view.view, cgroups.view, panels], (attention) => agent.setAttention(attention)));
  store.add(feedHostFacts(context, language));
  log.info(`Activated in ${(performance.now() - began).toFixed(0)} ms`);
  return store;
}

/** Tests put a broken agent in its place. */
function agentProgram(extension: vscode.ExtensionContext): string {
  const other = extension.extensionMode === vscode.ExtensionMode.Test ? process.env['ISOLENS_TEST_AGENT'] : undefined;
  return other ?? extension.asAbsolutePath('dist/agent.cjs');
}

/** The welcome views tell what goes on; a snapshot of an agent that has gone is not shown as if it were live. */
function followAgent({ state, log }: Context, to: AgentState): void {
  void vscode.commands.executeCommand('setContext', 'isolens.state', to);
  log.info(`The agent is ${to}`);
  if (to !== 'running') state.clear();
}
