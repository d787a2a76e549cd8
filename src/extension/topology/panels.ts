import * as vscode from 'vscode';
import type { NamespaceId } from '../../model/namespace.ts';
import type { Network } from '../../model/network/network.ts';
import type { Place } from '../../model/network/place.ts';
import { ipScript } from '../../model/network/script/ip-script.ts';
import { FIRST_TOPOLOGY_STATE, type TopologyState } from '../../protocol/topology-page.ts';
import type { PanelHost, PanelKind } from '../panels/panel-host.ts';
import type { TopologyFeed } from './feed.ts';
import { type TopologyParts, topologyPanel } from './panel.ts';
import { type SpecTopologyParts, specTopologyPanel } from './spec-panel.ts';

/** The panels with drawings: of what is live, and of what files declare. */
export class TopologyPanels {
  readonly #host: PanelHost;
  readonly #feed: TopologyFeed;
  readonly #topology: PanelKind<TopologyState>;
  readonly #spec: PanelKind<TopologyState>;

  constructor(host: PanelHost, parts: TopologyParts & SpecTopologyParts) {
    this.#host = host;
    this.#feed = parts.feed;
    this.#topology = topologyPanel(parts);
    this.#spec = specTopologyPanel(parts);
    host.register(this.#topology);
    host.register(this.#spec);
  }

  /** What a namespace is made of, as the drawing has it; undefined while nothing is drawn. */
  network(namespace: NamespaceId): Network | undefined {
    return this.#feed.topology.networks[namespace];
  }

  /** A script that makes these namespaces, and how they are wired with each other. */
  script(namespaces: readonly NamespaceId[], places: readonly Place[]): string {
    const { networks, wires } = this.#feed.topology;
    const chosen = [...new Set(namespaces)].flatMap((id) => networks[id] ?? []);
    return ipScript(chosen, wires, new Map(places.map((place) => [place.namespace, place])));
  }

  /** A namespace with those that it is wired to. */
  around(namespace: NamespaceId): NamespaceId[] {
    const { wires } = this.#feed.topology;
    const ends = wires.map(({ a, b }) => [a.namespace, ...(b ? [b.namespace] : [])]);
    return [namespace, ...ends.filter((each) => each.includes(namespace)).flat()];
  }

  /** @param focus the namespace to show with its neighbours; missing: all */
  show(focus?: NamespaceId): void {
    this.#host.open(this.#topology, { ...FIRST_TOPOLOGY_STATE, focus: focus ?? null });
  }

  /** What a file declares, beside it. */
  showSpec(uri: string): void {
    this.#host.open(this.#spec, { ...FIRST_TOPOLOGY_STATE, spec: uri }, vscode.ViewColumn.Beside);
  }
}
