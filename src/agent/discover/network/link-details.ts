import type { LinkDetails } from '../../../model/network/network.ts';
import { type Attributes, attributes } from '../../kernel/netlink.ts';
import { addressText, flag, present } from './values.ts';

type Parse = (data: Attributes) => LinkDetails;

/** By the kind of the link; numbers are those of linux/if_link.h and linux/if_tunnel.h. */
const DETAILS: Readonly<Record<string, Parse>> = {
  vlan: (data) =>
    present({
      vlanId: data.get(1)?.readUInt16LE(0),
      vlanProtocol: protocolName(data.get(5)?.readUInt16BE(0)),
    }),
  vxlan: (data) =>
    present({
      vni: data.get(1)?.readUInt32LE(0),
      remote: addressText(data.get(2) ?? data.get(16)),
      local: addressText(data.get(4) ?? data.get(17)),
      port: data.get(15)?.readUInt16BE(0),
      through: data.get(3)?.readUInt32LE(0),
      learning: flag(data.get(7)),
    }),
  geneve: (data) =>
    present({
      vni: data.get(1)?.readUInt32LE(0),
      remote: addressText(data.get(2) ?? data.get(7)),
      port: data.get(5)?.readUInt16BE(0),
    }),
  macvlan: macvlan,
  macvtap: macvlan,
  ipvlan: ipvlan,
  ipvtap: ipvlan,
  bond: (data) => present({ mode: BOND_MODES[data.get(1)?.[0] ?? -1], activePort: data.get(2)?.readUInt32LE(0) }),
  bridge: (data) =>
    present({
      stp: data.has(5) ? data.get(5)?.readUInt32LE(0) !== 0 : undefined,
      vlanFiltering: flag(data.get(7)),
      defaultPvid: data.get(39)?.readUInt16LE(0),
    }),
  netkit: (data) => present({ mode: ['l2', 'l3'][data.get(5)?.readUInt32LE(0) ?? -1] }),
  tun: (data) =>
    present({
      owner: data.get(1)?.readUInt32LE(0),
      group: data.get(2)?.readUInt32LE(0),
      tunType: ([undefined, 'tun', 'tap'] as const)[data.get(3)?.[0] ?? 0],
      persist: flag(data.get(6)),
    }),
  vrf: (data) => present({ table: data.get(1)?.readUInt32LE(0) }),
  gre: gre,
  gretap: gre,
  ip6gre: gre,
  ip6gretap: gre,
  erspan: gre,
  ip6erspan: gre,
  ipip: ipTunnel,
  sit: ipTunnel,
  ip6tnl: ipTunnel,
  vti: vti,
  vti6: vti,
};

const BOND_MODES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'];
const MACVLAN_MODES: Readonly<Record<number, string>> = {
  1: 'private',
  2: 'vepa',
  4: 'bridge',
  8: 'passthru',
  16: 'source',
};

function macvlan(data: Attributes): LinkDetails {
  return present({ mode: MACVLAN_MODES[data.get(1)?.readUInt32LE(0) ?? 0] });
}

function ipvlan(data: Attributes): LinkDetails {
  return present({ mode: ['l2', 'l3', 'l3s'][data.get(1)?.readUInt16LE(0) ?? -1] });
}

/** A bit of IFLA_GRE_IFLAGS and IFLA_GRE_OFLAGS, in the byte order of the network: there is a key. */
const GRE_KEY = 0x2000;

function gre(data: Attributes): LinkDetails {
  const key = (flags: number, value: number) =>
    ((data.get(flags)?.readUInt16BE(0) ?? 0) & GRE_KEY) === 0 ? undefined : data.get(value)?.readUInt32BE(0);
  return present({
    local: addressText(data.get(6)),
    remote: addressText(data.get(7)),
    through: link(data.get(1)),
    inputKey: key(2, 4),
    outputKey: key(3, 5),
  });
}

/** IFLA_IPTUN_LINK, LOCAL and REMOTE. */
function ipTunnel(data: Attributes): LinkDetails {
  return present({ local: addressText(data.get(2)), remote: addressText(data.get(3)), through: link(data.get(1)) });
}

/** IFLA_VTI_LINK, LOCAL and REMOTE. */
function vti(data: Attributes): LinkDetails {
  return present({ local: addressText(data.get(4)), remote: addressText(data.get(5)), through: link(data.get(1)) });
}

/** Index of a link; 0 stands for none. */
function link(value: Buffer | undefined): number | undefined {
  return value?.readUInt32LE(0) || undefined;
}

/** What a kind of link has of its own: IFLA_INFO_DATA. */
export function detailsOf(kind: string | undefined, data: Buffer | undefined): LinkDetails {
  const parse = kind !== undefined && Object.hasOwn(DETAILS, kind) ? DETAILS[kind] : undefined;
  return parse && data ? parse(attributes(data)) : {};
}

function protocolName(protocol: number | undefined): string | undefined {
  if (protocol === undefined) return undefined;
  return { 0x8100: '802.1Q', 0x88a8: '802.1ad' }[protocol] ?? `0x${protocol.toString(16)}`;
}
