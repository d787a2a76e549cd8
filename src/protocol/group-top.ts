import { TOP_ORDERS, type TopOrder, type TopRow } from '../model/cgroup/top.ts';
import { groupPathReader } from './cgroup-readers.ts';
import { MOST_SHOWN } from './group-details.ts';
import { panelMessage } from './panel.ts';
import { either, flag, list, number, object, oneOf, optional, text } from './reader.ts';

/** Far more than one message has. */
const MOST_ROWS = 100_000;

const hierarchy = either(number, oneOf(null));

const topRow = object<TopRow>({
  path: groupPathReader,
  tasks: optional(number),
  cpu: optional(number),
  memory: optional(number),
  limit: optional(number),
  read: optional(number),
  write: optional(number),
  throttled: optional(number),
  pressure: optional(number),
});

/** What the page keeps, and how the table is shown. */
export interface GroupTopState {
  /** The number of one hierarchy; null: all, merged by path. */
  readonly hierarchy: number | null;
  readonly order: TopOrder;
  readonly descending: boolean;
  readonly filter: string;
  /** Without the groups below. */
  readonly own: boolean;
}

export const readGroupTopState = object<GroupTopState>({
  hierarchy,
  order: oneOf(...TOP_ORDERS),
  descending: flag,
  filter: text(1000),
  own: flag,
});

/** As systemd-cgtop(1) begins. */
export const FIRST_TOP_STATE: GroupTopState = {
  hierarchy: null,
  order: 'cpu',
  descending: true,
  filter: '',
  own: false,
};

/** One hierarchy that the table can be of. */
export interface TopSource {
  readonly hierarchy: number;
  /** Raw text. */
  readonly label: string;
}

/** Extension to page: what the table can be of. */
export const ShowSources = panelMessage(
  'sources',
  object<{ readonly sources: readonly TopSource[] }>({
    sources: list(object<TopSource>({ hierarchy: number, label: text() }), 64),
  }),
);

/** A part of what changed. */
export interface TopUpdate {
  /** All rows of before are gone. */
  readonly reset: boolean;
  readonly rows: readonly TopRow[];
  /** Paths. */
  readonly gone: readonly string[];
  /** Time between two readings, in ms. */
  readonly interval: number;
  /** Milliseconds since the Epoch. */
  readonly at: number;
}

/** Extension to page. */
export const TopRead = panelMessage(
  'topRead',
  object<TopUpdate>({
    reset: flag,
    rows: list(topRow, MOST_ROWS),
    gone: list(groupPathReader, MOST_ROWS),
    interval: number,
    at: number,
  }),
);

/** Page to extension: what is looked at, of all groups. */
export interface TopSight {
  readonly hierarchy: number | null;
  /** Those in sight. */
  readonly paths: readonly string[];
  /** Sorted by pressure: it is read of all groups. */
  readonly pressure: boolean;
}

export const LookAtGroups = panelMessage(
  'lookAt',
  object<TopSight>({ hierarchy, paths: list(groupPathReader, 500), pressure: flag }),
);

/** Page to extension: show the details of groups. */
export const OpenDetails = panelMessage(
  'details',
  object<{ readonly paths: readonly string[] }>({ paths: list(groupPathReader, MOST_SHOWN) }),
);
