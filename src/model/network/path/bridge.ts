import { message } from '../../../base/message.ts';
import type { FdbEntry } from '../network-inside.ts';
import type { VlanRange } from '../port.ts';
import { broken, ipTool, nameOf, type Repair, refOf } from './finding.ts';
import { frameTooLarge } from './link-limits.ts';
import type { PathFinding } from './report.ts';
import { deviceHop, type SegmentQuery, type Step } from './station.ts';
import type { Place } from './world.ts';

/**
 * A bridge passes a frame on: to its own namespace, and out of its other ports.
 * @param from the port that it came in by; undefined for the namespace of the bridge itself
 */
export function passBridge(
  query: SegmentQuery,
  bridge: Place,
  from: Place | undefined,
  tags: readonly number[],
): Step[] {
  const here = [...bridgeState(query, bridge), ...(from ? portState(query, bridge, from) : [])];
  const entry = enterVlan(query, bridge, from ?? bridge, tags);
  const before = [...here, ...entry.obstacles];
  const ports = query.world.ports(bridge).filter(({ link }) => link.index !== from?.link.index || link.port?.hairpin);
  const others = ports.map((port): Step => {
    const exit = leaveVlan(query, bridge, port, entry);
    const obstacles = [
      ...before,
      ...portState(query, bridge, port),
      ...isolation(query, bridge, from, port),
      ...frameTooLarge(query, port),
    ];
    const lead = fixed(query, bridge, port, entry.vlan);
    const hop = deviceHop(bridge, {
      ...(from && { in: refOf(from.link) }),
      out: refOf(port.link),
      notes: [passNote(bridge, entry.vlan)],
    });
    return {
      way: 'out',
      place: port,
      tags: exit.tags,
      obstacles: [...obstacles, ...exit.obstacles, ...lead],
      hops: [hop],
    };
  });
  return from ? [...others, toItself(query, bridge, from, entry, before)] : others;
}

interface VlanEntry {
  /** The VLAN that the frame is in; absent where the bridge does not filter, or takes it for none. */
  readonly vlan?: number;
  /** The tags behind the one that tells the VLAN. */
  readonly tags: readonly number[];
  readonly obstacles: readonly PathFinding[];
}

function passNote(bridge: Place, vlan: number | undefined) {
  return vlan === undefined
    ? message('The bridge {0} passes the frame on.', bridge.link.name)
    : message('The bridge {0} passes the frame on in VLAN {1}.', bridge.link.name, vlan);
}

function toItself(
  query: SegmentQuery,
  bridge: Place,
  from: Place,
  entry: VlanEntry,
  before: readonly PathFinding[],
): Step {
  const exit = leaveVlan(query, bridge, bridge, entry);
  const hop = deviceHop(bridge, { in: refOf(from.link), notes: [passNote(bridge, entry.vlan)] });
  return { way: 'in', place: bridge, tags: exit.tags, obstacles: [...before, ...exit.obstacles], hops: [hop] };
}

function bridgeState({ world }: SegmentQuery, bridge: Place): PathFinding[] {
  if (bridge.link.flags.includes('UP')) return [];
  const { name } = bridge.link;
  const sentence = message('The bridge {0} of {1} is down: it passes nothing on.', name, nameOf(world, bridge));
  const repair = ipTool(world, bridge.network.namespace, ['ip', 'link', 'set', 'dev', name, 'up']);
  return [broken('bridge-down', bridge, sentence, [repair])];
}

/** A port is disabled when the bridge or the port is down: that is told elsewhere. */
function portState({ world }: SegmentQuery, bridge: Place, port: Place): PathFinding[] {
  const state = port.link.port?.state;
  const isTold = state === 'disabled' && !(bridge.link.flags.includes('UP') && port.link.flags.includes('LOWER_UP'));
  if (state === undefined || state === 'forwarding' || isTold) return [];
  const { name } = port.link;
  const sentence = message(
    'The port {0} of the bridge {1} in {2} is in state {3}: it passes nothing on.',
    name,
    bridge.link.name,
    nameOf(world, bridge),
    state,
  );
  const argvs = [
    // As long as there is a spanning tree, it decides.
    ...(bridge.link.details.stp
      ? [['ip', 'link', 'set', 'dev', bridge.link.name, 'type', 'bridge', 'stp_state', '0']]
      : []),
    ['bridge', 'link', 'set', 'dev', name, 'state', 'forwarding'],
  ];
  const repair = argvs.map((argv) => ipTool(world, bridge.network.namespace, argv));
  return [broken('bridge-port-blocked', port, sentence, repair)];
}

function isolation({ world }: SegmentQuery, bridge: Place, from: Place | undefined, to: Place): PathFinding[] {
  if (!from?.link.port?.isolated || !to.link.port?.isolated) return [];
  const sentence = message(
    'The ports {0} and {1} of the bridge {2} in {3} are isolated: they do not talk to each other.',
    from.link.name,
    to.link.name,
    bridge.link.name,
    nameOf(world, bridge),
  );
  const repair = ['bridge', 'link', 'set', 'dev', to.link.name, 'isolated', 'off'];
  return [broken('bridge-isolated', to, sentence, [ipTool(world, bridge.network.namespace, repair)])];
}

function rangeOf(vlans: readonly VlanRange[] | undefined, vlan: number): VlanRange | undefined {
  return vlans?.find(({ from, to }) => vlan >= from && vlan <= to);
}

/** The VLAN of a frame that comes in by a port, or from the bridge itself. */
function enterVlan(query: SegmentQuery, bridge: Place, port: Place, tags: readonly number[]): VlanEntry {
  if (!bridge.link.details.vlanFiltering) return { tags, obstacles: [] };
  const [tag, ...rest] = tags;
  const vlan = tag ?? port.link.vlans?.find(({ pvid }) => pvid)?.from;
  if (vlan !== undefined && rangeOf(port.link.vlans, vlan)) return { vlan, tags: rest, obstacles: [] };
  const where = nameOf(query.world, bridge);
  const { name } = port.link;
  const sentence =
    vlan === undefined
      ? message(
          '{0}, a port of the bridge {1} in {2}, has no VLAN for frames without a tag.',
          name,
          bridge.link.name,
          where,
        )
      : message('{0}, a port of the bridge {1} in {2}, is not in VLAN {3}.', name, bridge.link.name, where, vlan);
  const repair = addVlan(query, bridge, port, vlan ?? 1, vlan === undefined);
  const obstacles = [broken('bridge-vlan', port, sentence, repair)];
  return { ...(vlan !== undefined && { vlan }), tags: rest, obstacles };
}

/** The tags of a frame that goes out by a port, or to the bridge itself. */
function leaveVlan(
  query: SegmentQuery,
  bridge: Place,
  port: Place,
  { vlan, tags }: VlanEntry,
): { readonly tags: readonly number[]; readonly obstacles: readonly PathFinding[] } {
  if (!bridge.link.details.vlanFiltering || vlan === undefined) return { tags, obstacles: [] };
  const range = rangeOf(port.link.vlans, vlan);
  if (range) return { tags: range.untagged ? tags : [vlan, ...tags], obstacles: [] };
  const sentence = message(
    'The frame is in VLAN {0}, and {1}, a port of the bridge {2} in {3}, is not.',
    vlan,
    port.link.name,
    bridge.link.name,
    nameOf(query.world, bridge),
  );
  // Followed as the other end would have it: with its tag where the port has others like that.
  return { tags, obstacles: [broken('bridge-vlan', port, sentence, addVlan(query, bridge, port, vlan, true))] };
}

function addVlan({ world }: SegmentQuery, bridge: Place, port: Place, vlan: number, untagged: boolean): Repair {
  const self = port.link.index === bridge.link.index ? ['self'] : [];
  const how = untagged ? ['pvid', 'untagged'] : [];
  const argv = ['bridge', 'vlan', 'add', 'dev', port.link.name, 'vid', String(vlan), ...how, ...self];
  return [ipTool(world, bridge.network.namespace, argv)];
}

/** Entries made by hand lead to one port, wherever the address really is. */
function fixed({ world, to }: SegmentQuery, bridge: Place, port: Place, vlan: number | undefined): PathFinding[] {
  if (to === undefined) return [];
  const { namespace } = bridge.network;
  const entries = (world.inside(namespace)?.fdb ?? []).filter((entry) => leads(entry, bridge, to, vlan));
  const [entry] = entries;
  if (!entry || entries.some(({ index }) => index === port.link.index)) return [];
  const other = world.place(bridge.network, entry.index)?.link.name ?? String(entry.index);
  const sentence = message(
    'The bridge {0} of {1} has an entry made by hand that {2} is at {3}; it is at {4}.',
    bridge.link.name,
    nameOf(world, bridge),
    to,
    other,
    port.link.name,
  );
  const repair = [
    'bridge',
    'fdb',
    'del',
    to,
    'dev',
    other,
    'master',
    ...(entry.vlan ? ['vlan', String(entry.vlan)] : []),
  ];
  return [broken('bridge-fdb', bridge, sentence, [ipTool(world, namespace, repair)])];
}

function leads(entry: FdbEntry, bridge: Place, to: string, vlan: number | undefined): boolean {
  return (
    entry.master === bridge.link.index &&
    entry.linkLayerAddress === to &&
    (entry.state === 'permanent' || entry.state === 'static') &&
    (entry.vlan === undefined || vlan === undefined || entry.vlan === vlan)
  );
}
