import type { NamespaceId } from '../model/namespace.ts';
import type { Link, Network } from '../model/network/network.ts';
import type { Place } from '../model/network/place.ts';
import type { Wire, WireEnd } from '../model/network/wires.ts';
import { linkState, rowKey, rowsOf } from './rows.ts';
import type { Box, LinkState, Row, Scene, SceneEnd, SceneWire } from './scene.ts';
import { subnetsOf } from './subnets.ts';

/** What is known of how namespaces are wired. */
export interface Wiring {
  readonly networks: readonly Network[];
  readonly wires: readonly Wire[];
  readonly places: ReadonlyMap<NamespaceId, Place>;
}

/** What is behind interfaces of hardware is called, in the language of the reader. */
export interface OutsideWords {
  readonly gateway: string;
  readonly network: string;
}

const ENGLISH: OutsideWords = { gateway: 'gateway', network: 'network' };
const ELSEWHERE = 'elsewhere';
const OUTSIDE = 'outside';

/** The drawing of what is wired how: the host first, then by name. */
export function sceneOf({ networks, wires, places }: Wiring, words: OutsideWords = ENGLISH): Scene {
  const subnets = subnetsOf(networks);
  const boxes = networks.map((network) => boxOf(network, places.get(network.namespace), rowsOf(network, subnets.of)));
  const rows = new Map(boxes.flatMap((box) => box.rows.map((row) => [row.key, row] as const)));
  const cables = wires.flatMap((wire) => cable(wire, rows));
  const outside = outsideOf(networks, rows, words);
  const strays = wires.filter(({ b }) => !b).flatMap((wire) => stray(wire, rows));
  const added = [
    extraBox(
      OUTSIDE,
      outside.map(({ row }) => row),
    ),
    extraBox(
      ELSEWHERE,
      strays.map(({ row }) => row),
    ),
  ].filter(({ rows: shown }) => shown.length > 0);
  return {
    boxes: [...boxes.toSorted(byPlace), ...added],
    wires: [...cables, ...outside.map(({ wire }) => wire), ...strays.map(({ wire }) => wire)],
    subnets: subnets.names,
  };
}

function boxOf({ namespace }: Network, place: Place | undefined, rows: readonly Row[]): Box {
  return {
    key: namespace,
    kind: place?.initial ? 'host' : 'netns',
    namespaces: [namespace],
    title: place?.title ?? namespace,
    ...(place?.container !== undefined && { container: place.container }),
    ...(place && { processes: place.processes }),
    rows,
  };
}

/** Made once: it is slow to make. */
const NAMES = new Intl.Collator('en', { numeric: true });

function byPlace(a: Box, b: Box): number {
  const host = Number(b.kind === 'host') - Number(a.kind === 'host');
  return host || NAMES.compare(a.title, b.title) || (a.key < b.key ? -1 : 1);
}

function extraBox(kind: 'outside' | 'elsewhere', rows: readonly Row[]): Box {
  return { key: kind, kind, namespaces: [], title: '', rows };
}

type Rows = ReadonlyMap<string, Row>;

function endOf({ namespace, index }: Pick<WireEnd, 'namespace' | 'index'>, rows: Rows): [SceneEnd, Row] | undefined {
  const row = rows.get(rowKey({ namespace }, { index }));
  return row && [{ box: namespace, row: row.key }, row];
}

function cable({ kind, relation, a, b }: Wire, rows: Rows): SceneWire[] {
  const [from, to] = [endOf(a, rows), b && endOf(b, rows)];
  return from && to ? [wireOf(kind, from, to, relation === 'tunnel')] : [];
}

function wireOf(kind: string, [a, from]: [SceneEnd, Row], [b, to]: [SceneEnd, Row], tunnel: boolean): SceneWire {
  const shared = from.subnets.find((subnet) => to.subnets.includes(subnet));
  const subnet = shared ?? from.subnets[0] ?? to.subnets[0];
  return {
    key: `${kind} ${a.row} ${b.row}`,
    kind,
    a,
    b,
    state: worse(from.state, to.state),
    ...(subnet !== undefined && { subnet }),
    tunnel,
  };
}

const BADNESS: readonly LinkState[] = ['up', 'no-carrier', 'down'];

function worse(a: LinkState, b: LinkState): LinkState {
  return BADNESS[Math.max(BADNESS.indexOf(a), BADNESS.indexOf(b))] ?? 'up';
}

interface Added {
  readonly row: Row;
  readonly wire: SceneWire;
}

/** The other end is in a namespace that cannot be seen. */
function stray({ kind, a }: Wire, rows: Rows): Added[] {
  const from = endOf(a, rows);
  if (!from) return [];
  const key = `${ELSEWHERE}/${from[1].key}`;
  const row: Row = { ...bareRow(key, from[1].state), name: '?' };
  return [{ row, wire: wireOf(kind, from, [{ box: ELSEWHERE, row: key }, row], false) }];
}

function bareRow(key: string, state: LinkState): Row {
  return { key, name: '', kind: '', depth: 0, isSwitch: false, state, addresses: [], subnets: [] };
}

/** Interfaces of hardware lead outside: to the gateways that are reached through them. */
function outsideOf(networks: readonly Network[], rows: Rows, words: OutsideWords): Added[] {
  return networks.flatMap((network) =>
    network.links.filter(isHardware).flatMap((link): Added[] => {
      const from = endOf({ namespace: network.namespace, index: link.index }, rows);
      if (!from) return [];
      const key = `${OUTSIDE}/${from[1].key}`;
      const addresses = gatewaysOf(network, link);
      const row: Row = {
        ...bareRow(key, linkState(link)),
        name: addresses.length > 0 ? words.gateway : words.network,
        addresses,
      };
      return [{ row, wire: wireOf(OUTSIDE, from, [{ box: OUTSIDE, row: key }, row], false) }];
    }),
  );
}

function isHardware({ kind, flags, linkType }: Link): boolean {
  return kind === undefined && linkType === 'ether' && !flags.includes('LOOPBACK');
}

function gatewaysOf({ routes }: Network, { index }: Link): string[] {
  const defaults = routes.filter(({ destination, table }) => destination === 'default' && table === 254);
  const hops = defaults.flatMap(({ nextHops }) => nextHops.filter((hop) => hop.index === index));
  return [...new Set(hops.flatMap(({ gateway }) => gateway ?? []))];
}
