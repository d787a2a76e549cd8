import {
  DEFAULT_VXLAN_PORT,
  type SpecBridge,
  type SpecEnd,
  type SpecVeth,
  type SpecVxlan,
  type SpecWire,
} from '../../model/spec/spec.ts';
import {
  type Bridge,
  isLocal,
  isNetem,
  isPort,
  isRemote,
  isStp,
  isUdpPort,
  isVlanFiltering,
  isVni,
  type Link,
  type Option,
  type Veth,
  type Vxlan,
} from '../generated/ast.ts';
import { bytesOf, wireMtu } from '../mtu.ts';
import { addressesOf, type SpecIndex } from '../spec-index.ts';
import { type Attachment, stackName, Wiring } from '../wiring.ts';
import { addressTexts } from './addresses.ts';

/** `mode` of macvlan and ipvlan when nothing is said (ip-link(8)). */
const MODES = { Macvlan: 'bridge', Ipvlan: 'l2' } as const;

/** All wires of a file. */
export function resolveWires(index: SpecIndex): SpecWire[] {
  return index.wires.filter(({ name }) => name !== undefined).flatMap((wire) => resolveWire(wire, index) ?? []);
}

function resolveWire(wire: Link, index: SpecIndex): SpecWire | undefined {
  const { name } = wire;
  switch (wire.$type) {
    case 'Veth':
      return veth(wire, index);
    case 'Bridge':
      return bridge(wire, index);
    case 'Vxlan':
      return vxlan(wire);
    case 'Vlan':
      return { kind: 'vlan', name, parent: wire.parent, id: Number(wire.vid), ...every(wire) };
    case 'Macvlan':
      return { kind: 'macvlan', name, parent: wire.parent, mode: wire.mode ?? MODES.Macvlan, ...every(wire) };
    case 'Ipvlan':
      return { kind: 'ipvlan', name, parent: wire.parent, mode: wire.mode ?? MODES.Ipvlan, ...every(wire) };
  }
}

/** What every wire may say. */
function every(wire: Link): { readonly mtu?: number; readonly netem?: readonly string[] } {
  const mtu = bytesOf(wireMtu(wire));
  const body: readonly { readonly $type: string }[] = wire.body;
  const netem = body.find(isNetem)?.options.flatMap(netemWords);
  return { ...(mtu !== undefined && { mtu }), ...(netem && { netem }) };
}

/** `delay=10ms` as tc-netem(8) takes it. */
function netemWords({ key, value }: Option): string[] {
  return value === undefined ? [key] : [key, value];
}

function endOf({ stack, owner }: Attachment): SpecEnd {
  return { network: stackName(stack), interface: owner.name };
}

function veth(wire: Veth, index: SpecIndex): SpecVeth | undefined {
  const [a, b, ...more] = Wiring.of(index)
    .segmentsOf(wire)
    .flatMap(({ attachments }) => attachments);
  if (!a || !b || more.length > 0) return undefined;
  return { kind: 'veth', name: wire.name, ends: [endOf(a), endOf(b)], ...every(wire) };
}

function bridge(wire: Bridge, index: SpecIndex): SpecBridge {
  const place = index.placeOfBridge(wire);
  return {
    kind: 'bridge',
    name: wire.name,
    network: place ? stackName(Wiring.of(index).stackOf(place)) : 'host',
    addresses: addressTexts(addressesOf(wire)),
    stp: wire.body.findLast(isStp)?.on === 'on',
    vlanFiltering: wire.body.findLast(isVlanFiltering)?.on === 'on',
    ports: wire.body.filter(isPort).map(({ dev, vid, tagged }) => ({
      dev,
      ...(vid !== undefined && { vlan: Number(vid) }),
      tagged,
    })),
    ...every(wire),
  };
}

function vxlan(wire: Vxlan): SpecVxlan {
  const local = wire.body.findLast(isLocal)?.value;
  const remote = wire.body.findLast(isRemote)?.value;
  return {
    kind: 'vxlan',
    name: wire.name,
    id: Number(wire.body.findLast(isVni)?.value),
    port: Number(wire.body.findLast(isUdpPort)?.value ?? DEFAULT_VXLAN_PORT),
    ...(local !== undefined && { local }),
    ...(remote !== undefined && { remote }),
    ...every(wire),
  };
}
