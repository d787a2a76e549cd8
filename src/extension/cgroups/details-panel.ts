import { DisposableStore } from '../../base/disposable.ts';
import { printable } from '../../base/text.ts';
import { type CgroupId, groupName } from '../../model/cgroup/cgroup.ts';
import { hierarchyLabel } from '../../model/cgroup/hierarchy.ts';
import { groupMeaning } from '../../model/cgroup/meaning.ts';
import { pathGroup } from '../../model/cgroup/path-group.ts';
import { equal, type Snapshot } from '../../model/snapshot.ts';
import {
  CloseGroup,
  type GroupDetailsState,
  GroupsRead,
  RevealGroup,
  readGroupDetailsState,
  ShowGroups,
  type ShownGroup,
} from '../../protocol/group-details.ts';
import { PausePanel } from '../../protocol/panel.ts';
import { ReadCgroups } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { HostState } from '../host-state.ts';
import type { Panel } from '../panels/panel.ts';
import type { PanelKind, Served } from '../panels/panel-host.ts';
import { Pulse } from '../panels/pulse.ts';
import { text } from '../ui.ts';

/** Values are read so often while somebody looks. */
const POLL_MS = 1000;

export interface GroupDetailsParts {
  readonly agent: AgentClient;
  readonly state: HostState;
  /** Shows a group in the view *Cgroups*. */
  readonly reveal: (group: CgroupId) => void;
}

/** The panel that shows what one group uses, or several side by side, with plots over time. */
export function groupDetailsPanel(parts: GroupDetailsParts): PanelKind<GroupDetailsState> {
  return {
    viewType: 'isolens.groupDetails',
    page: 'group-details',
    readState: readGroupDetailsState,
    keyOf: ({ paths }) => paths.toSorted().join('\n'),
    titleOf,
    serve: (panel, state) => new GroupDetails(panel, state, parts),
  };
}

function titleOf({ paths }: GroupDetailsState): string {
  return printable(paths.map(groupName).join(', '), 60);
}

/** Reads the groups of one panel while it can be seen. */
class GroupDetails implements Served<GroupDetailsState> {
  readonly #panel: Panel;
  readonly #parts: GroupDetailsParts;
  readonly #store = new DisposableStore();
  readonly #pulse: Pulse;
  #state: GroupDetailsState;
  #shown: readonly ShownGroup[] = [];

  constructor(panel: Panel, state: GroupDetailsState, parts: GroupDetailsParts) {
    this.#panel = panel;
    this.#parts = parts;
    this.#state = state;
    this.#pulse = this.#store.add(new Pulse(panel, parts.agent, () => this.#read()));
    panel.on(PausePanel, ({ paused }) => {
      this.#pulse.paused = paused;
    });
    panel.on(RevealGroup, ({ path }) => this.#reveal(path));
    panel.on(CloseGroup, ({ path }) => this.#close(path));
    this.#store.add(panel.onReady(() => this.#show()));
    this.#store.add(parts.state.onChange((snapshot) => this.#follow(snapshot)));
    this.#follow(parts.state.snapshot);
  }

  get state(): GroupDetailsState {
    return this.#state;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** In the first of its hierarchies. */
  #reveal(path: string): void {
    const group = this.#shown.find((each) => each.path === path)?.chains[0]?.[0];
    if (group !== undefined) this.#parts.reveal(group);
  }

  #close(path: string): void {
    this.#state = { paths: this.#state.paths.filter((each) => each !== path) };
    this.#panel.title = titleOf(this.#state);
    this.#follow(this.#parts.state.snapshot);
  }

  /** While no snapshot tells of groups the page keeps what it has. */
  #follow(snapshot: Snapshot | undefined): void {
    if (!snapshot) return;
    const groups = this.#state.paths.map((path) => shownGroup(path, snapshot));
    if (equal(groups, this.#shown)) return;
    this.#shown = groups;
    this.#show();
  }

  #show(): void {
    if (this.#shown.length === 0) return;
    this.#panel.post(ShowGroups, { groups: this.#shown });
    this.#pulse.now();
  }

  async #read(): Promise<number> {
    const groups = [...new Set(this.#shown.flatMap(({ chains }) => chains.flat()))];
    if (this.#shown.length > 0) {
      const values = groups.length > 0 ? await this.#parts.agent.request(ReadCgroups, { groups }) : [];
      this.#panel.post(GroupsRead, { at: Date.now(), values });
    }
    return POLL_MS;
  }
}

function shownGroup(path: string, snapshot: Snapshot): ShownGroup {
  const group = pathGroup(path, snapshot);
  const labels = group.chains.map(([id]) => {
    const number = id === undefined ? undefined : snapshot.cgroups[id]?.hierarchy;
    const hierarchy = snapshot.hierarchies.find((each) => each.id === number);
    return hierarchy ? hierarchyLabel(hierarchy) : '';
  });
  const meaning = groupMeaning(path, snapshot.containers);
  return { ...group, hierarchies: labels, ...(meaning && { meaning: text(meaning.words) }) };
}
