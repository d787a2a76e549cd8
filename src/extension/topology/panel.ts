import * as vscode from 'vscode';
import { DisposableStore, MutableDisposable } from '../../base/disposable.ts';
import type { NamespaceId } from '../../model/namespace.ts';
import { placesOf } from '../../model/network/place.ts';
import { equal } from '../../model/snapshot.ts';
import { errorText } from '../../protocol/errors.ts';
import type { ExplainParams } from '../../protocol/path.ts';
import { ExplainPath, InspectNetwork, ReadCounters } from '../../protocol/protocol.ts';
import {
  ActOnDrawn,
  AskInside,
  AskPath,
  CopyText,
  FocusNetwork,
  LookAtNetworks,
  RevealNetwork,
  readTopologyState,
  SaveDrawing,
  ShowCounters,
  ShowInside,
  ShowPath,
  ShowPlaces,
  ShowTopology,
  type TopologyState,
} from '../../protocol/topology-page.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { HostState } from '../host-state.ts';
import type { Panel } from '../panels/panel.ts';
import type { PanelKind, Served } from '../panels/panel-host.ts';
import { Pulse } from '../panels/pulse.ts';
import type { TopologyFeed } from './feed.ts';
import { saveDrawing } from './save.ts';

/** Counters are read so often while somebody looks. */
const POLL_MS = 1000;

export interface TopologyParts {
  readonly agent: AgentClient;
  readonly feed: TopologyFeed;
  readonly state: HostState;
  /** Shows a namespace in the view *Namespaces*. */
  readonly reveal: (namespace: NamespaceId) => void;
}

/** The drawing of how network namespaces are wired. There is one. */
export function topologyPanel(parts: TopologyParts): PanelKind<TopologyState> {
  return {
    viewType: 'isolens.topology',
    page: 'topology',
    draws: true,
    readState: readTopologyState,
    keyOf: () => '',
    titleOf: () => vscode.l10n.t('Network Topology'),
    serve: (panel, state) => new TopologyDrawing(panel, state, parts),
  };
}

/** Follows the network namespaces while the panel can be seen. */
class TopologyDrawing implements Served<TopologyState> {
  readonly #panel: Panel;
  readonly #parts: TopologyParts;
  readonly #store = new DisposableStore();
  readonly #watch = this.#store.add(new MutableDisposable());
  #state: TopologyState;
  #ready = false;
  #sight: readonly NamespaceId[] = [];
  #places: unknown;

  constructor(panel: Panel, state: TopologyState, parts: TopologyParts) {
    this.#panel = panel;
    this.#parts = parts;
    this.#state = state;
    const { agent } = parts;
    this.#store.add(panel.onReady(() => this.#begin()));
    this.#store.add(panel.onDidChangeVisibility((visible) => this.#follow(visible)));
    this.#store.add(new Pulse(panel, agent, () => this.#read()));
    this.#store.add(parts.state.onChange(() => this.#tellPlaces()));
    panel.on(LookAtNetworks, ({ namespaces }) => {
      this.#sight = namespaces;
    });
    panel.on(AskInside, ({ namespace }) => void this.#inspect(namespace));
    panel.on(AskPath, (params) => void this.#explain(params));
    panel.on(CopyText, ({ text }) => void vscode.env.clipboard.writeText(text));
    panel.on(RevealNetwork, ({ namespace }) => parts.reveal(namespace));
    panel.on(ActOnDrawn, (target) => void vscode.commands.executeCommand('isolens.changeLink', target));
    panel.on(SaveDrawing, (drawing) => void saveDrawing(drawing));
  }

  get state(): TopologyState {
    return this.#state;
  }

  reopen(state: TopologyState): void {
    this.#state = state;
    if (this.#ready) this.#tellFocus();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** A new page knows nothing; it has kept its state, but for a focus that was asked for since. */
  #begin(): void {
    this.#ready = true;
    this.#places = undefined;
    this.#tellPlaces();
    this.#tellFocus();
    this.#watch.value = this.#parts.feed.listen((change) => this.#panel.post(ShowTopology, change));
  }

  #follow(visible: boolean): void {
    if (visible) return;
    this.#ready = false;
    this.#watch.value = undefined;
  }

  #tellFocus(): void {
    const { focus } = this.#state;
    if (focus !== null) this.#panel.post(FocusNetwork, { namespace: focus });
    this.#state = { ...this.#state, focus: null };
  }

  #tellPlaces(): void {
    const { snapshot } = this.#parts.state;
    if (!snapshot || !this.#ready) return;
    const places = placesOf(snapshot);
    if (equal(places, this.#places)) return;
    this.#places = places;
    this.#panel.post(ShowPlaces, { places });
  }

  async #read(): Promise<number> {
    if (this.#sight.length === 0) return POLL_MS;
    const namespaces = this.#sight.slice(0, 2000);
    this.#panel.post(ShowCounters, await this.#parts.agent.request(ReadCounters, { namespaces }));
    return POLL_MS;
  }

  async #inspect(namespace: NamespaceId): Promise<void> {
    try {
      const inside = await this.#parts.agent.request(InspectNetwork, { namespace });
      this.#panel.post(ShowInside, { namespace, inside });
    } catch (error) {
      this.#panel.post(ShowInside, { namespace, failed: errorText(error) });
    }
  }

  async #explain(params: ExplainParams): Promise<void> {
    try {
      this.#panel.post(ShowPath, { explained: await this.#parts.agent.request(ExplainPath, params) });
    } catch (error) {
      this.#panel.post(ShowPath, { failed: errorText(error) });
    }
  }
}
