import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { pathGroup } from '../../model/cgroup/path-group.ts';
import { equal, type Snapshot } from '../../model/snapshot.ts';
import { RevealGroup } from '../../protocol/group-details.ts';
import {
  type GroupTopState,
  LookAtGroups,
  OpenDetails,
  readGroupTopState,
  ShowSources,
  TopRead,
  type TopSight,
  type TopSource,
} from '../../protocol/group-top.ts';
import { PausePanel } from '../../protocol/panel.ts';
import { ReadTop } from '../../protocol/protocol.ts';
import type { Panel } from '../panels/panel.ts';
import type { PanelKind, Served } from '../panels/panel-host.ts';
import { Pulse } from '../panels/pulse.ts';
import type { GroupDetailsParts } from './details-panel.ts';

/** All groups are read so often, unless that would take more than this share of a core. */
const POLL_MS = 1000;
const SHARE = 0.03;
const LONGEST_MS = 30_000;

export interface GroupTopParts extends GroupDetailsParts {
  readonly showDetails: (paths: readonly string[]) => void;
}

/** The panel with a line for each group, sorted by what they use. There is one. */
export function groupTopPanel(parts: GroupTopParts): PanelKind<GroupTopState> {
  return {
    viewType: 'isolens.groupTop',
    page: 'group-top',
    readState: readGroupTopState,
    keyOf: () => '',
    titleOf: () => vscode.l10n.t('Top Cgroups'),
    serve: (panel, state) => new GroupTop(panel, state, parts),
  };
}

/** Reads all groups while the panel can be seen. */
class GroupTop implements Served<GroupTopState> {
  readonly state: GroupTopState;
  readonly #panel: Panel;
  readonly #parts: GroupTopParts;
  readonly #store = new DisposableStore();
  readonly #pulse: Pulse;
  #sight: TopSight;
  #sources: readonly TopSource[] = [];
  #epoch = 0;
  #since = 0;
  #interval = POLL_MS;

  constructor(panel: Panel, state: GroupTopState, parts: GroupTopParts) {
    this.state = state;
    this.#panel = panel;
    this.#parts = parts;
    this.#sight = { hierarchy: state.hierarchy, paths: [], pressure: state.order === 'pressure' };
    // Before the pulse, which reads as soon as the page is ready.
    this.#store.add(panel.onReady(() => this.#begin()));
    this.#pulse = this.#store.add(new Pulse(panel, parts.agent, () => this.#read()));
    panel.on(PausePanel, ({ paused }) => {
      this.#pulse.paused = paused;
    });
    panel.on(LookAtGroups, (sight) => this.#lookAt(sight));
    panel.on(OpenDetails, ({ paths }) => parts.showDetails(paths));
    panel.on(RevealGroup, ({ path }) => this.#reveal(path));
    this.#store.add(parts.state.onChange((snapshot) => this.#follow(snapshot)));
    this.#follow(parts.state.snapshot);
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** A new page knows no rows. */
  #begin(): void {
    this.#epoch = 0;
    this.#panel.post(ShowSources, { sources: this.#sources });
  }

  #follow(snapshot: Snapshot | undefined): void {
    if (!snapshot) return;
    const first = this.#sources.length === 0;
    const mounted = snapshot.hierarchies.filter(({ mount }) => mount).toSorted((a, b) => a.id - b.id);
    const sources = mounted.map((each) => ({ hierarchy: each.id, label: hierarchyLabel(each) }));
    if (equal(sources, this.#sources)) return;
    this.#sources = sources;
    this.#panel.post(ShowSources, { sources });
    if (first) this.#pulse.now();
  }

  /** What came into sight is read with the next pass; another table at once. */
  #lookAt(sight: TopSight): void {
    const other = sight.hierarchy !== this.#sight.hierarchy || (sight.pressure && !this.#sight.pressure);
    this.#sight = sight;
    if (other) this.#pulse.now();
  }

  #reveal(path: string): void {
    const { snapshot } = this.#parts.state;
    const group = snapshot && pathGroup(path, snapshot).chains[0]?.[0];
    if (group !== undefined) this.#parts.reveal(group);
  }

  /** One pass over all groups, told piece by piece. */
  async #read(): Promise<number> {
    for (let more = true; more && this.#panel.visible; ) more = await this.#readPiece();
    return this.#interval;
  }

  async #readPiece(): Promise<boolean> {
    const { hierarchy, paths, pressure } = this.#sight;
    const params = { hierarchy, sight: paths, pressure, epoch: this.#epoch, since: this.#since };
    const { epoch, upTo, rows, gone, cost, more } = await this.#parts.agent.request(ReadTop, params);
    const reset = epoch !== this.#epoch;
    this.#epoch = epoch;
    this.#since = upTo;
    this.#interval = Math.min(LONGEST_MS, Math.max(POLL_MS, Math.round(cost / SHARE / 100) * 100));
    this.#panel.post(TopRead, { reset, rows, gone, interval: this.#interval, at: Date.now() });
    return more;
  }
}
