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
import { environmentCommands } from './commands/environments.ts';
import { groupCommands } from './commands/groups.ts';
import { inspectCommands } from './commands/inspect.ts';
import { tellInterrupted } from './commands/interrupted.ts';
import { limitCommands } from './commands/limits.ts';
import { linkCommands } from './commands/links.ts';
import { operateCommands } from './commands/operate.ts';
import { revealCommands, revealOrOffer } from './commands/reveal.ts';
import { terminalCommands } from './commands/terminals.ts';
import { topologyCommands } from './commands/topology.ts';
import { viewCommands } from './commands/view.ts';
import { EnvironmentActs } from './environments/acts.ts';
import { environmentDecorations } from './environments/decorations.ts';
import { EnvironmentsModel } from './environments/environments-model.ts';
import { EnvironmentLenses } from './environments/lenses.ts';
import { SpecFiles } from './environments/spec-files.ts';
import { EnvironmentTasks, TASK_TYPE } from './environments/tasks.ts';
import { EnvironmentsView } from './environments/view.ts';
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
import { Terminals } from './terminals/terminals.ts';
import { TestExplorer } from './tests/test-explorer.ts';
import { Captures } from './topology/captures.ts';
import { TopologyFeed } from './topology/feed.ts';
import { TopologyPanels } from './topology/panels.ts';

declare const __BUILD__: string;

/** Puts the parts together. The agent starts with the first look at a view, or the first spec. `began`: when the activation did, in ms. */
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
  const feed = store.add(new TopologyFeed(agent));
  const reveal = (namespace: string) => void revealOrOffer(context, namespace);
  const topology = new TopologyPanels(panels, { agent, feed, language, state, reveal });
  const captures = store.add(new Captures(agent));
  const documents = store.add(new ReadOnlyDocuments());
  const terminals = store.add(new Terminals(agent, state));
  const specFiles = store.add(new SpecFiles(language));
  const environments = store.add(new EnvironmentsModel({ agent, state, files: specFiles }));
  const environmentsView = store.add(new EnvironmentsView(environments));
  const acts = new EnvironmentActs({ agent, files: specFiles, model: environments, memory: extension.workspaceState });
  language.setLenses(store.add(new EnvironmentLenses(environments)));
  const context: Context = {
    agent,
    state,
    view,
    cgroups,
    groupPanels,
    topology,
    captures,
    limits,
    specFiles,
    environments,
    environmentsView,
    acts,
    documents,
    terminals,
    log,
    extension: extension.extensionUri,
  };
  store.add(agent.onDelta((delta) => state.apply(delta)));
  store.add(agent.onState((to) => followAgent(context, to)));
  for (const shown of [view, cgroups, environmentsView]) store.add(agent.onActed(() => shown.hurry()));
  for (const provider of [recentDecorations, limitDecorations, environmentDecorations])
    store.add(vscode.window.registerFileDecorationProvider(provider));
  const commands = [
    ...controlCommands(context),
    ...agentCommands(context, String(extension.extension.packageJSON.version)),
    ...copyCommands(context),
    ...environmentCommands(context),
    ...groupCommands(context),
    ...inspectCommands(context),
    ...limitCommands(context),
    ...linkCommands(context),
    ...operateCommands(context),
    ...revealCommands(context),
    ...terminalCommands(context),
    ...topologyCommands(context),
    ...viewCommands(context),
  ];
  for (const command of commands) store.add(command);
  const tasks = new EnvironmentTasks(specFiles, extension.asAbsolutePath('dist/isolens.cjs'));
  store.add(vscode.tasks.registerTaskProvider(TASK_TYPE, tasks));
  store.add(tellInterrupted(context));
  store.add(
    watchAttention([view.view, cgroups.view, environmentsView.view, panels], (attention) =>
      agent.setAttention(attention),
    ),
  );
  store.add(feedHostFacts(context, language));
  store.add(new TestExplorer({ agent, acts, files: specFiles }));
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
