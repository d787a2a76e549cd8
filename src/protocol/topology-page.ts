import type { NamespaceId } from '../model/namespace.ts';
import type { Difference } from '../model/network/differences.ts';
import type { NetworkInside } from '../model/network/network-inside.ts';
import type { Place } from '../model/network/place.ts';
import type { TopologyChange } from '../model/network/topology.ts';
import type { LinkRef } from '../model/operation/link/place.ts';
import type { Problem } from '../model/problem.ts';
import { messageReader } from './message-reader.ts';
import { namespaceIdReader } from './namespace-id.ts';
import { networkInsideReader, problemReader } from './network-inside-reader.ts';
import { networkReader, topologyCountersReader, wireReader } from './network-readers.ts';
import { panelMessage } from './panel.ts';
import { type Explained, explainedReader, readExplainParams } from './path.ts';
import { linkRefReader } from './read-link-operation.ts';
import { either, flag, list, number, object, oneOf, optional, record, text } from './reader.ts';

/** Far more than one message has. */
const MOST = 100_000;
/** Keys of boxes and rows hold the ids of namespaces. */
const key = text(600);

/** What the page keeps: how the drawing is shown, and where a person has put boxes. */
export interface TopologyState {
  /** The file whose wiring is drawn, as a URI; null: what is live. */
  readonly spec: string | null;
  /** The namespace that is shown alone with its neighbours; null for all. */
  readonly focus: NamespaceId | null;
  readonly search: string;
  readonly withoutLonely: boolean;
  readonly withoutDown: boolean;
  /** Kind of links; empty for all. */
  readonly kind: string;
  /** Folded boxes that are open. */
  readonly opened: readonly string[];
  /** Left top of each box, by its key, in px. */
  readonly places: Readonly<Record<string, readonly number[]>>;
  readonly asTable: boolean;
}

export const readTopologyState = object<TopologyState>({
  spec: either(text(4096), oneOf(null)),
  focus: either(namespaceIdReader, oneOf(null)),
  search: text(1000),
  withoutLonely: flag,
  withoutDown: flag,
  kind: text(64),
  opened: list(key, MOST),
  places: record(list(number, 2), MOST),
  asTable: flag,
});

export const FIRST_TOPOLOGY_STATE: TopologyState = {
  spec: null,
  focus: null,
  search: '',
  withoutLonely: false,
  withoutDown: false,
  kind: '',
  opened: [],
  places: {},
  asTable: false,
};

const place = object<Place>({
  namespace: namespaceIdReader,
  inode: number,
  name: optional(text()),
  title: text(),
  initial: flag,
  container: optional(text()),
  processes: number,
  leader: optional(text()),
});

/** Extension to page: what namespaces are called, and who is in them; all of them. */
export const ShowPlaces = panelMessage(
  'places',
  object<{ readonly places: readonly Place[] }>({ places: list(place, MOST) }),
);

/** Extension to page: what is drawn is declared by this file, not live. */
export const ShowSpec = panelMessage('spec', object<{ readonly spec: string }>({ spec: text(4096) }));

/** Extension to page: what of the declared wiring is not so on the host; all of it. */
export const ShowDifferences = panelMessage(
  'differences',
  object<{ readonly differences: readonly Difference[] }>({
    differences: list(
      object<Difference>({ namespace: namespaceIdReader, link: optional(number), sentence: messageReader }),
      MOST,
    ),
  }),
);

/** Extension to page: a part of what changed. */
export const ShowTopology = panelMessage(
  'topology',
  object<TopologyChange>({
    first: flag,
    networks: list(networkReader, MOST),
    gone: list(namespaceIdReader, MOST),
    wires: optional(list(wireReader, MOST)),
    problems: optional(list<Problem>(problemReader, MOST)),
    more: flag,
  }),
);

/** Extension to page: counters of links, for rates. */
export const ShowCounters = panelMessage('counters', topologyCountersReader);

/** Page to extension: which namespaces are in sight. */
export const LookAtNetworks = panelMessage(
  'lookAtNetworks',
  object<{ readonly namespaces: readonly NamespaceId[] }>({ namespaces: list(namespaceIdReader, 2000) }),
);

/** Page to extension: look inside one. */
export const AskInside = panelMessage(
  'askInside',
  object<{ readonly namespace: NamespaceId }>({ namespace: namespaceIdReader }),
);

/** Extension to page: what is inside, or why it cannot be told. */
export const ShowInside = panelMessage(
  'inside',
  object<{ readonly namespace: NamespaceId; readonly inside?: NetworkInside; readonly failed?: string }>({
    namespace: namespaceIdReader,
    inside: optional(networkInsideReader),
    failed: optional(text()),
  }),
);

/** Page to extension: whether one end reaches another. */
export const AskPath = panelMessage('askPath', readExplainParams);

/** Extension to page: the answer, or why there is none. */
export const ShowPath = panelMessage(
  'path',
  object<{ readonly explained?: Explained; readonly failed?: string }>({
    explained: optional(explainedReader),
    failed: optional(text()),
  }),
);

/** Page to extension: put a text on the clipboard. */
export const CopyText = panelMessage('copy', object<{ readonly text: string }>({ text: text(64 * 1024) }));

/** Extension to page: show one namespace with its neighbours; null: all. */
export const FocusNetwork = panelMessage(
  'focus',
  object<{ readonly namespace: NamespaceId | null }>({ namespace: either(namespaceIdReader, oneOf(null)) }),
);

/** Page to extension: show a namespace in the view *Namespaces*. */
export const RevealNetwork = panelMessage(
  'revealNetwork',
  object<{ readonly namespace: NamespaceId }>({ namespace: namespaceIdReader }),
);

/** What of a drawing something is to be done with: a namespace, a link, or one end of a wire. */
export interface DrawnTarget {
  readonly namespace?: NamespaceId;
  /** One, or the ends of a wire. */
  readonly links?: readonly LinkRef[];
}

/** Also what the menu of VS Code tells of where it was opened. */
export const readDrawnTarget = object<DrawnTarget>({
  namespace: optional(namespaceIdReader),
  links: optional(list(linkRefReader, 2)),
});

/** Page to extension: ask what is to be done, and do it. */
export const ActOnDrawn = panelMessage('actOn', readDrawnTarget);

export const DRAWING_FORMATS = ['svg', 'png', 'mermaid', 'dot', 'json', 'sh'] as const;
export type DrawingFormat = (typeof DRAWING_FORMATS)[number];

/** Page to extension: save the drawing in a file that a person chooses. PNG in base64. */
export const SaveDrawing = panelMessage(
  'save',
  object<{ readonly format: DrawingFormat; readonly content: string }>({
    format: oneOf(...DRAWING_FORMATS),
    content: text(64 * 1024 * 1024),
  }),
);
