import { type LinkName, option } from '../ip-args.ts';
import type { Link, LinkDetails } from '../network.ts';

/** What stands behind `type KIND` of a kind of link. */
type Args = (details: LinkDetails, nameOf: LinkName) => string[];

const none: Args = () => [];
const mode: Args = ({ mode: is }) => option('mode', is);

/** Kinds that `ip link add` makes by themselves, without a link below or another end (ip-link(8)). */
const KINDS: Readonly<Record<string, Args>> = {
  dummy: none,
  ifb: none,
  wireguard: none,
  bond: mode,
  bridge: ({ vlanFiltering, defaultPvid, stp }) => [
    ...(vlanFiltering ? ['vlan_filtering', '1'] : []),
    ...(defaultPvid === undefined || defaultPvid === 1 ? [] : ['vlan_default_pvid', String(defaultPvid)]),
    ...(stp ? ['stp_state', '1'] : []),
  ],
  vrf: ({ table }) => option('table', table),
  vxlan: ({ vni, remote, local, port, through, learning }, nameOf) => [
    ...option('id', vni),
    ...option(remote !== undefined && isGroup(remote) ? 'group' : 'remote', remote),
    ...option('local', local),
    ...below(through, nameOf),
    ...option('dstport', port),
    ...(learning === false ? ['nolearning'] : []),
  ],
  geneve: ({ vni, remote, port }) => [...option('id', vni), ...option('remote', remote), ...option('dstport', port)],
  gre: tunnel,
  gretap: tunnel,
  ip6gre: tunnel,
  ip6gretap: tunnel,
  ipip: tunnel,
  sit: tunnel,
  vti: tunnel,
};

/** Kinds that stand on another link, which is named before. */
const STACKED: Readonly<Record<string, Args>> = {
  vlan: ({ vlanId, vlanProtocol }) => [...option('protocol', vlanProtocol), ...option('id', vlanId)],
  macvlan: mode,
  macvtap: mode,
  ipvlan: mode,
  ipvtap: mode,
};

/** Kinds with another end. */
export const PAIRED: ReadonlySet<string> = new Set(['veth', 'vxcan', 'netkit']);

export function isStacked({ kind }: Link): boolean {
  return kind !== undefined && Object.hasOwn(STACKED, kind);
}

/** `type vxlan id 5 remote 10.0.0.2`: what makes a link as it is; undefined for a kind that `ip link add` does not make. */
export function typeArgs({ kind = '', details }: Link, nameOf: LinkName): string[] | undefined {
  const all = { ...KINDS, ...STACKED };
  const args = Object.hasOwn(all, kind) ? all[kind] : undefined;
  return args && ['type', kind, ...args(details, nameOf)];
}

/** `tuntap add dev tap0 mode tap`; undefined for another kind. */
export function tuntapArgs({ kind, name, details: { tunType, owner, group } }: Link): string[] | undefined {
  if (kind !== 'tun' || tunType === undefined) return undefined;
  return ['tuntap', 'add', 'dev', name, 'mode', tunType, ...option('user', owner), ...option('group', group)];
}

function tunnel({ local, remote, inputKey, outputKey, through }: LinkDetails, nameOf: LinkName): string[] {
  return [
    ...option('local', local),
    ...option('remote', remote),
    ...option('ikey', inputKey),
    ...option('okey', outputKey),
    ...below(through, nameOf),
  ];
}

function below(index: number | undefined, nameOf: LinkName): string[] {
  return option('dev', index === undefined ? undefined : nameOf(index));
}

function isGroup(address: string): boolean {
  return /^(?:22[4-9]|23\d)\./.test(address) || /^ff/i.test(address);
}
