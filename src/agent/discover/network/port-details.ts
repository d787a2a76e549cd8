import type { PortDetails, VlanRange } from '../../../model/network/port.ts';
import { type Attributes, attributes, eachAttribute } from '../../kernel/netlink.ts';
import { flag, present } from './values.ts';

const BRIDGE_STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];
const BOND_STATES = ['active', 'backup'];
const MII_STATES = ['up', 'going_down', 'down', 'going_back'];

/** By what it is a port of; numbers are those of linux/if_link.h. */
const PORTS: Readonly<Record<string, (data: Attributes) => PortDetails>> = {
  bridge: (data) =>
    present({
      state: BRIDGE_STATES[data.get(1)?.[0] ?? -1],
      hairpin: flag(data.get(4)),
      learning: flag(data.get(8)),
      flood: flag(data.get(9)),
      isolated: flag(data.get(33)),
    }),
  bond: (data) =>
    present({ state: BOND_STATES[data.get(1)?.[0] ?? -1], miiStatus: MII_STATES[data.get(2)?.[0] ?? -1] }),
  vrf: (data) => present({ table: data.get(1)?.readUInt32LE(0) }),
};

/** What a link has as a port: IFLA_INFO_SLAVE_DATA. */
export function portOf(kind: string | undefined, data: Buffer | undefined): PortDetails | undefined {
  const parse = kind !== undefined && Object.hasOwn(PORTS, kind) ? PORTS[kind] : undefined;
  return parse && data ? parse(attributes(data)) : undefined;
}

const IFLA_BRIDGE_VLAN_INFO = 2;
/** Bits of `struct bridge_vlan_info` (linux/if_bridge.h). */
const PVID = 0x2;
const UNTAGGED = 0x4;
const RANGE_BEGIN = 0x8;

/** VLANs of a port in a message RTM_NEWLINK of AF_BRIDGE: its IFLA_AF_SPEC, where ranges are two entries. */
export function vlansOf(spec: Buffer | undefined): readonly VlanRange[] {
  const vlans: VlanRange[] = [];
  let from: number | undefined;
  for (const [type, value] of spec ? eachAttribute(spec) : []) {
    if (type !== IFLA_BRIDGE_VLAN_INFO || value.length < 4) continue;
    const flags = value.readUInt16LE(0);
    const vid = value.readUInt16LE(2);
    if ((flags & RANGE_BEGIN) !== 0) from = vid;
    else {
      vlans.push({ from: from ?? vid, to: vid, pvid: (flags & PVID) !== 0, untagged: (flags & UNTAGGED) !== 0 });
      from = undefined;
    }
  }
  return vlans;
}
