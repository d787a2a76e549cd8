import { type Message, message } from '../../../base/message.ts';
import type { ResolvedSpec, SpecBridge, SpecInterface, SpecNetwork, SpecWire } from '../../spec/spec.ts';
import type { Action, IpAction } from '../action.ts';
import { environmentOfMark, markOf, otherOwner } from '../host.ts';
import { type Fields, type Observed, type Reality, type Resource, realLink } from '../resource.ts';
import { netnsId, netnsOf } from './netns.ts';

export function linkId(network: string, name: string): string {
  return `link:${network}/${name}`;
}

/** An interface where it is. */
interface End {
  readonly network: string;
  readonly name: string;
  readonly mac?: string;
  readonly mtu?: number;
}

/** Bridges first, then what hangs on them, then the other wires and interfaces without one. */
export function linkResources(spec: ResolvedSpec): readonly Resource[] {
  const bridges = spec.wires.filter((wire): wire is SpecBridge => wire.kind === 'bridge');
  const interfaces = spec.networks.flatMap((network) => network.interfaces.map((each) => ({ network, each })));
  const wireOf = (name: string | undefined) => spec.wires.find((wire) => wire.name === name);
  const done = new Set<string>();
  const links = interfaces.flatMap(({ network, each }): readonly Resource[] => {
    const wire = wireOf(each.wire);
    if (wire?.kind !== 'veth') return one(spec, network, each, wire);
    if (done.has(wire.name)) return [];
    done.add(wire.name);
    return [
      cable(
        spec,
        wire.name,
        wire.ends.map((end) => endOf(spec, end.network, end.interface, wire)),
        wire,
      ),
    ];
  });
  return [...bridges.map((bridge) => bridgeResource(spec, bridge)), ...links, ...bridges.flatMap(ports)];
}

function endOf(spec: ResolvedSpec, network: string, name: string, wire: SpecWire): End {
  const found = spec.networks.find((each) => each.name === network)?.interfaces.find((each) => each.name === name);
  const mtu = found?.mtu ?? wire.mtu;
  return { network, name, ...(found?.mac !== undefined && { mac: found.mac }), ...(mtu !== undefined && { mtu }) };
}

/** A veth pair, made in both namespaces at once: it is never in sight of the host's, and nothing is left half way. */
function cable(
  spec: ResolvedSpec,
  of: string,
  [a, b]: readonly End[],
  wire: SpecWire,
  extra: readonly Action[] = [],
): Resource {
  if (!a || !b) throw new Error(`${of} has not two ends`);
  return link(spec, {
    of,
    ends: [a, b],
    effect: message('Connect {0} of {1} with {2} of {3}', a.name, a.network, b.name, b.network),
    make: [
      ip(undefined, 'link', 'add', 'name', a.name, ...at(a), 'type', 'veth', 'peer', 'name', b.name, ...at(b)),
      ...extra,
    ],
    kind: 'veth',
    netem: wire.netem,
  });
}

function at({ network, mac, mtu }: End): readonly string[] {
  const netns = netnsOf(network);
  return [
    ...(netns === undefined ? [] : ['netns', netns]),
    ...(mac === undefined ? [] : ['address', mac]),
    ...(mtu === undefined ? [] : ['mtu', String(mtu)]),
  ];
}

function ip(netns: string | undefined, ...args: readonly string[]): IpAction {
  return { kind: 'ip', args, ...(netns !== undefined && { netns }) };
}

function one(
  spec: ResolvedSpec,
  network: SpecNetwork,
  each: SpecInterface,
  wire: SpecWire | undefined,
): readonly Resource[] {
  const end: End = {
    network: network.name,
    name: each.name,
    ...(each.mac !== undefined && { mac: each.mac }),
    ...((each.mtu ?? wire?.mtu) !== undefined && { mtu: each.mtu ?? wire?.mtu ?? 0 }),
  };
  switch (wire?.kind) {
    case 'bridge':
      return [onBridge(spec, end, each, wire)];
    case 'vlan':
      return [above(spec, end, wire, ['link', wire.parent], ['type', 'vlan', 'id', String(wire.id)])];
    case 'macvlan':
    case 'ipvlan':
      return [above(spec, end, wire, ['link', wire.parent], ['type', wire.kind, 'mode', wire.mode])];
    case 'vxlan': {
      const { id, local, remote, port } = wire;
      const ends = [
        ...(local === undefined ? [] : ['local', local]),
        ...(remote === undefined ? [] : ['remote', remote]),
      ];
      return [above(spec, end, wire, [], ['type', 'vxlan', 'id', String(id), ...ends, 'dstport', String(port)])];
    }
    default:
      // In a namespace of ours nothing is there before but lo; one of the host's is there already, or it is a dummy.
      return each.name === 'lo' || network.kind === 'host' ? [] : [dummy(spec, end)];
  }
}

/** A veth pair whose other end is a port of the bridge. */
function onBridge(spec: ResolvedSpec, end: End, { peer, vlan }: SpecInterface, bridge: SpecBridge): Resource {
  const port: End = {
    network: bridge.network,
    name: peer ?? end.name,
    ...(bridge.mtu !== undefined && { mtu: bridge.mtu }),
  };
  const netns = netnsOf(bridge.network);
  const made = cable(spec, bridge.name, [end, port], bridge, [
    ip(netns, 'link', 'set', 'dev', port.name, 'master', bridge.name),
    ...(vlan === undefined ? [] : [bridgeVlan(netns, port.name, vlan, false)]),
  ]);
  return {
    ...made,
    of: end.network === 'host' ? bridge.name : end.network,
    effect: message('Connect {0} of {1} to the bridge {2}', end.name, end.network, bridge.name),
    needs: [...made.needs, linkId(bridge.network, bridge.name)],
    repair: [...(made.repair ?? []), ip(netns, 'link', 'set', 'dev', port.name, 'master', bridge.name)],
    declared: { ...made.declared, master: bridge.name },
    observe: (reality) => withMaster(made.observe(reality), reality, port),
  };
}

/** Of a port that is in no bridge any more: empty. */
function withMaster(observed: Observed, reality: Reality, { network, name }: End): Observed {
  if (observed.state !== 'there') return observed;
  const found = realLink(reality, network, name);
  const master = found?.network.links.find(({ index }) => index === found.link.master)?.name ?? '';
  return { state: 'there', real: { ...observed.real, master } };
}

function bridgeVlan(netns: string | undefined, dev: string, vlan: number, tagged: boolean): Action {
  const where = netns === undefined ? [] : ['-n', netns];
  const how = tagged ? [] : ['pvid', 'untagged'];
  return { kind: 'command', argv: ['bridge', ...where, 'vlan', 'add', 'dev', dev, 'vid', String(vlan), ...how] };
}

/** A link above one of the host's, born in the host's namespace and given away. */
function above(
  spec: ResolvedSpec,
  end: End,
  wire: SpecWire,
  before: readonly string[],
  type: readonly string[],
): Resource {
  return link(spec, {
    of: end.network === 'host' ? wire.name : end.network,
    ends: [end],
    effect: message('Create {0} ({1}) in {2}', end.name, wire.kind, end.network),
    make: [ip(undefined, 'link', 'add', ...before, 'name', end.name, ...at(end), ...type)],
    kind: wire.kind,
    netem: wire.netem,
  });
}

function dummy(spec: ResolvedSpec, end: End): Resource {
  const make = [ip(undefined, 'link', 'add', 'name', end.name, ...at(end), 'type', 'dummy')];
  const effect = message('Create {0} ({1}) in {2}', end.name, 'dummy', end.network);
  return link(spec, { of: end.network, ends: [end], effect, make, kind: 'dummy', netem: undefined });
}

function bridgeResource(spec: ResolvedSpec, bridge: SpecBridge): Resource {
  const { network, name, mtu } = bridge;
  const options = [...(bridge.stp ? ['stp_state', '1'] : []), ...(bridge.vlanFiltering ? ['vlan_filtering', '1'] : [])];
  const end: End = { network, name, ...(mtu !== undefined && { mtu }) };
  const made = link(spec, {
    of: name,
    ends: [end],
    effect: message('Create the bridge {0} in {1}', name, network),
    make: [ip(undefined, 'link', 'add', 'name', name, ...at(end), 'type', 'bridge', ...options)],
    kind: 'bridge',
    netem: undefined,
  });
  return { ...made, declared: { ...made.declared, vlan_filtering: String(Number(bridge.vlanFiltering)) } };
}

/** Links that are there already and become ports; they are let go again. */
function ports(bridge: SpecBridge): readonly Resource[] {
  const netns = netnsOf(bridge.network);
  return bridge.ports.map(({ dev, vlan, tagged }): Resource => {
    const vlans = vlan === undefined ? [] : [bridgeVlan(netns, dev, vlan, tagged)];
    return {
      id: `port:${bridge.network}/${dev}`,
      of: bridge.name,
      effect: message('Make {0} a port of {1}', dev, bridge.name),
      call: 'RTM_NEWLINK',
      make: [ip(netns, 'link', 'set', 'dev', dev, 'master', bridge.name), ...vlans],
      remove: [ip(netns, 'link', 'set', 'dev', dev, 'nomaster')],
      needs: [linkId(bridge.network, bridge.name)],
      within: [linkId(bridge.network, bridge.name)],
      declared: { master: bridge.name },
      look: { networks: [bridge.network] },
      observe: (reality) => {
        const found = realLink(reality, bridge.network, dev);
        const master = found?.network.links.find(({ index }) => index === found.link.master)?.name;
        if (master === undefined) return { state: 'absent' };
        if (master !== bridge.name) return { state: 'foreign', owner: message('the bridge {0}', master) };
        return { state: 'there', real: { master } };
      },
    };
  });
}

interface LinkParts {
  readonly of: string;
  readonly ends: readonly End[];
  readonly effect: Message;
  readonly make: readonly Action[];
  readonly kind: string;
  readonly netem: readonly string[] | undefined;
}

/** A link with the mark on each end, up. Its first end is deleted; a second goes with it. */
function link(spec: ResolvedSpec, { of, ends, effect, make, kind, netem }: LinkParts): Resource {
  const mark = markOf(spec.environment);
  const [first] = ends;
  if (!first) throw new Error(`${of} has no end`);
  const homes = ends.flatMap(({ network }) => (network === 'host' ? [] : [netnsId(network)]));
  return {
    id: linkId(first.network, first.name),
    of,
    effect,
    call: 'RTM_NEWLINK',
    make: [...make, ...ends.flatMap((end) => dressed(end, mark, netem))],
    remove: [ip(netnsOf(first.network), 'link', 'del', 'dev', first.name)],
    repair: ends.flatMap((end) => [...dressed(end, mark, netem), ...resized(end)]),
    guard: { network: first.network, link: first.name },
    look: { networks: ends.map(({ network }) => network) },
    mark: `alias ${mark}`,
    needs: homes,
    // The kernel frees a namespace a while after its name: an end in that of the host would stay until then.
    within: homes.length === ends.length ? homes : [],
    declared: fieldsOf(ends, kind),
    observe: (reality) => observed(ends, spec.environment, kind, reality),
  };
}

function dressed({ network, name }: End, mark: string, netem: readonly string[] | undefined): readonly Action[] {
  const netns = netnsOf(network);
  const where = netns === undefined ? [] : ['-n', netns];
  const delay: readonly Action[] = netem
    ? [{ kind: 'command', argv: ['tc', ...where, 'qdisc', 'replace', 'dev', name, 'root', 'netem', ...netem] }]
    : [];
  return [ip(netns, 'link', 'set', 'dev', name, 'alias', mark, 'up'), ...delay];
}

function resized({ network, name, mac, mtu }: End): readonly Action[] {
  const words = [...(mac === undefined ? [] : ['address', mac]), ...(mtu === undefined ? [] : ['mtu', String(mtu)])];
  return words.length > 0 ? [ip(netnsOf(network), 'link', 'set', 'dev', name, ...words)] : [];
}

function fieldsOf(ends: readonly End[], kind: string): Fields {
  const fields: Record<string, string> = { kind };
  for (const { network, name, mac, mtu } of ends) {
    fields[`${network}/${name} state`] = 'UP';
    if (mtu !== undefined) fields[`${network}/${name} mtu`] = String(mtu);
    if (mac !== undefined) fields[`${network}/${name} address`] = mac.toLowerCase();
  }
  return fields;
}

function observed(ends: readonly End[], environment: string, kind: string, reality: Reality): Observed {
  const found = ends.map((end) => ({ end, link: realLink(reality, end.network, end.name)?.link }));
  const foreign = found.find(({ link: each }) => each && environmentOfMark(each.alias) !== environment);
  if (foreign?.link) return { state: 'foreign', owner: otherOwner(foreign.link.alias) };
  if (found.some(({ link: each }) => !each)) return { state: 'absent' };
  const real: Record<string, string> = { kind: found[0]?.link?.kind ?? kind };
  for (const { end, link: each } of found) {
    if (!each) continue;
    const path = `${end.network}/${end.name}`;
    real[`${path} state`] = each.flags.includes('UP') ? 'UP' : 'DOWN';
    real[`${path} mtu`] = String(each.mtu);
    real[`${path} address`] = each.address ?? '';
    if (each.details.vlanFiltering !== undefined) real['vlan_filtering'] = String(Number(each.details.vlanFiltering));
  }
  return { state: 'there', real };
}
