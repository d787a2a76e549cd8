import * as vscode from 'vscode';
import { DisposableStore, MutableDisposable } from '../../base/disposable.ts';
import { printable } from '../../base/text.ts';
import { type DeclaredWiring, declaredWiring } from '../../model/network/declared.ts';
import { differences } from '../../model/network/differences.ts';
import { placesOf } from '../../model/network/place.ts';
import type { Topology } from '../../model/network/topology.ts';
import { equal } from '../../model/snapshot.ts';
import {
  readTopologyState,
  SaveDrawing,
  ShowDifferences,
  ShowPlaces,
  ShowSpec,
  ShowTopology,
  type TopologyState,
} from '../../protocol/topology-page.ts';
import type { HostState } from '../host-state.ts';
import type { Language } from '../language/language.ts';
import type { Panel } from '../panels/panel.ts';
import type { PanelKind, Served } from '../panels/panel-host.ts';
import type { TopologyFeed } from './feed.ts';
import { saveDrawing } from './save.ts';

/** After the last key. */
const TYPING_MS = 300;

export interface SpecTopologyParts {
  readonly language: Language;
  readonly feed: TopologyFeed;
  readonly state: HostState;
}

/** The drawing of what one file declares, and what of it is not so on the host. */
export function specTopologyPanel(parts: SpecTopologyParts): PanelKind<TopologyState> {
  return {
    viewType: 'isolens.specTopology',
    page: 'topology',
    draws: true,
    readState: readTopologyState,
    keyOf: ({ spec }) => spec ?? '',
    titleOf: ({ spec }) => vscode.l10n.t('Wiring of {0}', printable(fileName(spec), 60)),
    serve: (panel, state) => new SpecTopology(panel, state, parts),
  };
}

function fileName(spec: string | null): string {
  return spec === null ? '' : (vscode.Uri.parse(spec).path.split('/').at(-1) ?? '');
}

/** Follows a file while the panel can be seen. */
class SpecTopology implements Served<TopologyState> {
  readonly state: TopologyState;
  readonly #panel: Panel;
  readonly #parts: SpecTopologyParts;
  readonly #store = new DisposableStore();
  readonly #watch = this.#store.add(new MutableDisposable());
  #declared: DeclaredWiring | undefined;
  #live: Topology | undefined;
  #told: unknown;
  #timer: NodeJS.Timeout | undefined;

  constructor(panel: Panel, state: TopologyState, parts: SpecTopologyParts) {
    this.state = state;
    this.#panel = panel;
    this.#parts = parts;
    this.#store.add(panel.onReady(() => this.#begin()));
    this.#store.add(panel.onDidChangeVisibility(() => (panel.visible ? undefined : this.#end())));
    this.#store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#changed(document)));
    this.#store.add(vscode.workspace.onDidOpenTextDocument((document) => this.#changed(document)));
    this.#store.add(parts.state.onChange(() => this.#compare()));
    panel.on(SaveDrawing, (drawing) => void saveDrawing(drawing));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #begin(): void {
    this.#declared = undefined;
    this.#told = undefined;
    this.#panel.post(ShowSpec, { spec: this.state.spec ?? '' });
    void this.#read();
    this.#watch.value = this.#parts.feed.listen((change, topology) => {
      this.#live = topology;
      if (!change.more) this.#compare();
    });
  }

  #end(): void {
    this.#watch.value = undefined;
    this.#live = undefined;
  }

  #changed({ uri }: vscode.TextDocument): void {
    if (uri.toString() !== this.state.spec) return;
    clearTimeout(this.#timer);
    // What is not in sight is read when it is again.
    this.#timer = setTimeout(() => this.#panel.visible && void this.#read(), TYPING_MS);
  }

  /** A file that is not open is opened: the language knows only those. */
  async #read(): Promise<void> {
    const uri = vscode.Uri.parse(this.state.spec ?? '');
    const document = await vscode.workspace.openTextDocument(uri).then(
      (opened) => opened,
      () => undefined,
    );
    const spec = document && (await this.#parts.language.resolvedSpec(uri.toString()));
    if (!spec || !this.#panel.visible) return;
    const declared = declaredWiring(spec);
    if (equal(declared, this.#declared)) return;
    this.#declared = declared;
    const { networks, wires, places } = declared;
    this.#panel.post(ShowPlaces, { places });
    this.#panel.post(ShowTopology, { first: true, networks, gone: [], wires, problems: [], more: false });
    this.#compare();
  }

  /** Without the live topology nothing is said. */
  #compare(): void {
    const { snapshot } = this.#parts.state;
    if (!this.#declared || !this.#live || !snapshot) return;
    const actual = { networks: this.#live.networks, places: placesOf(snapshot) };
    const found = differences(this.#declared, actual);
    if (equal(found, this.#told)) return;
    this.#told = found;
    this.#panel.post(ShowDifferences, { differences: found });
  }
}
