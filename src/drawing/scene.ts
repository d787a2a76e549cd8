import type { NamespaceId } from '../model/namespace.ts';
import type { LinkIndex } from '../model/network/network.ts';

/** What is drawn, before it has a place: boxes with rows, and wires between rows. Texts are raw. */
export interface Scene {
  readonly boxes: readonly Box[];
  readonly wires: readonly SceneWire[];
  /** Networks in use, in the order of their colours: `10.0.0.0/24`. */
  readonly subnets: readonly string[];
}

/** Unique in a scene; the same thing has the same key in every scene. */
export type BoxKey = string;
export type RowKey = string;

export type BoxKind =
  /** The initial network namespace of the host. */
  | 'host'
  | 'netns'
  /** Several that are alike, or that do not fit, behind one box. */
  | 'folded'
  /** What is behind an interface of hardware. */
  | 'outside'
  /** Other ends in namespaces that cannot be seen. */
  | 'elsewhere';

export interface Box {
  readonly key: BoxKey;
  readonly kind: BoxKind;
  /** The namespaces that it stands for: one, or several when folded. */
  readonly namespaces: readonly NamespaceId[];
  /** Name, container or number; empty where the kind says all. */
  readonly title: string;
  readonly container?: string;
  /** Processes in it. */
  readonly processes?: number;
  readonly rows: readonly Row[];
}

/** `up`: it carries; `no-carrier`: it is up and nothing answers; `down`: it was not set up. */
export type LinkState = 'up' | 'no-carrier' | 'down';

/** A link as a port of its box, or something that wires can end at. */
export interface Row {
  readonly key: RowKey;
  readonly namespace?: NamespaceId;
  readonly link?: LinkIndex;
  readonly name: string;
  /** `veth`, `vlan 10`, `vxlan 42`; empty for an interface of hardware. */
  readonly kind: string;
  /** 0, or below another row: a port below its bridge, a vlan below its parent. */
  readonly depth: number;
  /** Whether others are its ports: bridge, bond, team, vrf. */
  readonly isSwitch: boolean;
  readonly state: LinkState;
  /** `10.0.0.1/24`. */
  readonly addresses: readonly string[];
  /** Places of their networks in {@link Scene.subnets}. */
  readonly subnets: readonly number[];
  /** How many links it stands for, when folded. */
  readonly count?: number;
}

export interface SceneEnd {
  readonly box: BoxKey;
  readonly row: RowKey;
}

export interface SceneWire {
  readonly key: string;
  /** `veth`, `macvlan`, `vxlan`, `outside`. */
  readonly kind: string;
  readonly a: SceneEnd;
  readonly b: SceneEnd;
  /** Of the end that is worse off. */
  readonly state: LinkState;
  /** Place in {@link Scene.subnets} of the network that it carries, where that is known. */
  readonly subnet?: number;
  /** Packets are wrapped and travel another way: drawn broken. */
  readonly tunnel: boolean;
}
