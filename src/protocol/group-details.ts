import type { PathGroup } from '../model/cgroup/path-group.ts';
import type { CgroupValues } from '../model/cgroup/values.ts';
import { cgroupIdReader, cgroupValuesReader, groupPathReader } from './cgroup-readers.ts';
import { panelMessage } from './panel.ts';
import { list, number, object, optional, text } from './reader.ts';

/** So many groups are shown side by side, at the most. */
export const MOST_SHOWN = 8;
const MOST_HIERARCHIES = 32;
const DEEPEST = 1024;

/** A group as the details panel shows it. */
export interface ShownGroup extends PathGroup {
  /** `cgroup v2`, `memory`: raw text, for each chain. */
  readonly hierarchies: readonly string[];
  /** What the group stands for, in the language of VS Code: `systemd service`. */
  readonly meaning?: string;
}

const shownGroup = object<ShownGroup>({
  path: groupPathReader,
  chains: list(list(cgroupIdReader, DEEPEST), MOST_HIERARCHIES),
  hierarchies: list(text(), MOST_HIERARCHIES),
  meaning: optional(text()),
});

/** What the page keeps for the time after a reload: here what the extension needs of it. */
export interface GroupDetailsState {
  readonly paths: readonly string[];
}

export const readGroupDetailsState = object<GroupDetailsState>({ paths: list(groupPathReader, MOST_SHOWN) });

/** Extension to page: the groups that are shown; again when their hierarchies or what is above them changes. */
export const ShowGroups = panelMessage(
  'showGroups',
  object<{ readonly groups: readonly ShownGroup[] }>({ groups: list(shownGroup, MOST_SHOWN) }),
);

/** What the shown groups and those above them use. */
export interface GroupReading {
  /** Milliseconds since the Epoch. */
  readonly at: number;
  readonly values: readonly CgroupValues[];
}

/** Extension to page, once a second while the page can be seen. */
export const GroupsRead = panelMessage(
  'groupsRead',
  object<GroupReading>({ at: number, values: list(cgroupValuesReader, MOST_SHOWN * DEEPEST) }),
);

/** Page to extension: show a group in the view *Cgroups*. */
export const RevealGroup = panelMessage('reveal', object<{ readonly path: string }>({ path: groupPathReader }));

/** Page to extension: a group is no longer shown. */
export const CloseGroup = panelMessage('close', object<{ readonly path: string }>({ path: groupPathReader }));
