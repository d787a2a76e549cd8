import { type GroupDetailsState, MOST_SHOWN } from '../../protocol/group-details.ts';
import { FIRST_TOP_STATE, type GroupTopState } from '../../protocol/group-top.ts';
import type { PanelHost, PanelKind } from '../panels/panel-host.ts';
import { type GroupDetailsParts, groupDetailsPanel } from './details-panel.ts';
import { groupTopPanel } from './top-panel.ts';

/** The panels about groups. */
export class GroupPanels {
  readonly #host: PanelHost;
  readonly #details: PanelKind<GroupDetailsState>;
  readonly #top: PanelKind<GroupTopState>;

  constructor(host: PanelHost, parts: GroupDetailsParts) {
    this.#host = host;
    this.#details = groupDetailsPanel(parts);
    this.#top = groupTopPanel({ ...parts, showDetails: (paths) => this.showDetails(paths) });
    host.register(this.#details);
    host.register(this.#top);
  }

  /** Side by side; more than fit in a panel are left out. */
  showDetails(paths: readonly string[]): void {
    const shown = [...new Set(paths)].slice(0, MOST_SHOWN);
    if (shown.length > 0) this.#host.open(this.#details, { paths: shown });
  }

  /** All groups, sorted by what they use. */
  showTop(): void {
    this.#host.open(this.#top, FIRST_TOP_STATE);
  }
}
