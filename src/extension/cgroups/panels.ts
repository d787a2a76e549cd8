import { type GroupDetailsState, MOST_SHOWN } from '../../protocol/group-details.ts';
import type { PanelHost, PanelKind } from '../panels/panel-host.ts';
import { type GroupDetailsParts, groupDetailsPanel } from './details-panel.ts';

/** The panels about groups. */
export class GroupPanels {
  readonly #host: PanelHost;
  readonly #details: PanelKind<GroupDetailsState>;

  constructor(host: PanelHost, parts: GroupDetailsParts) {
    this.#host = host;
    this.#details = groupDetailsPanel(parts);
    host.register(this.#details);
  }

  /** Side by side; more than fit in a panel are left out. */
  showDetails(paths: readonly string[]): void {
    const shown = [...new Set(paths)].slice(0, MOST_SHOWN);
    if (shown.length > 0) this.#host.open(this.#details, { paths: shown });
  }
}
