import type { Address, LinkIndex, Neighbour, NextHop, Route } from './network.ts';
import type { Netem } from './qdisc.ts';

/** Name of a link by its index; undefined for one that is not there. Raw text. */
export type LinkName = (index: LinkIndex) => string | undefined;

/** A word with its value; nothing where there is none. */
export function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}

/** What stands behind `ip address add` for an address as it is (ip-address(8)). */
export function addressArgs(address: Omit<Address, 'index'>, link: string): string[] {
  const { family, local, prefixLength, peer, broadcast, scope, label, flags } = address;
  const isOld = family === 'inet';
  return [
    ...(peer === undefined ? [`${local}/${prefixLength}`] : [local, 'peer', `${peer}/${prefixLength}`]),
    ...option('broadcast', broadcast),
    ...(isOld && scope !== 'global' ? ['scope', scope] : []),
    ...(isOld && label !== undefined && label !== link ? ['label', label] : []),
    'dev',
    link,
    ...flags.filter((flag) => SETTABLE.has(flag)),
  ];
}

/** Flags that a person sets; the kernel sets the others. */
const SETTABLE = new Set(['nodad', 'noprefixroute', 'mngtmpaddr', 'autojoin']);

/** `ip route add` with what makes a route as it is (ip-route(8)). */
export function routeCommand(route: Route, nameOf: LinkName): string[] {
  const { family, type, destination, table, protocol, scope, preferredSource, metric, nextHops } = route;
  const [only, ...others] = nextHops;
  const hops =
    others.length > 0
      ? nextHops.flatMap((hop) => ['nexthop', ...hopArgs(hop, family, nameOf), 'weight', String(hop.weight)])
      : only && hopArgs(only, family, nameOf);
  return [
    'ip',
    ...(family === 'inet6' ? ['-6'] : []),
    'route',
    'add',
    ...(type === 'unicast' ? [] : [type]),
    destination,
    ...(table === MAIN ? [] : ['table', String(table)]),
    ...(protocol === BOOT ? [] : ['proto', String(protocol)]),
    ...(family === 'inet' && nextHops.length > 0 ? ['scope', scope] : []),
    ...option('src', preferredSource),
    ...option('metric', metric),
    ...(hops ?? []),
  ];
}

/** Table that routes are in when nobody names one. */
const MAIN = 254;
/** What ip-route(8) says of itself when nobody tells it otherwise: RTPROT_BOOT. */
const BOOT = 3;

function hopArgs({ gateway, index, flags }: NextHop, family: Route['family'], nameOf: LinkName): string[] {
  const link = index === undefined ? undefined : nameOf(index);
  const isOther = family === 'inet' && gateway?.includes(':') === true;
  return [
    ...(gateway === undefined ? [] : ['via', ...(isOther ? ['inet6'] : []), gateway]),
    ...option('dev', link),
    ...(flags.includes('onlink') ? ['onlink'] : []),
  ];
}

/** `ip neighbour replace` with what makes an entry that was made by hand (ip-neighbour(8)). */
export function neighbourCommand({ destination, linkLayerAddress }: Neighbour, link: string): string[] {
  return [
    'ip',
    'neighbour',
    'replace',
    destination,
    ...option('lladdr', linkLayerAddress),
    'dev',
    link,
    'nud',
    'permanent',
  ];
}

/** What stands behind `netem` (tc-netem(8)): `delay 100ms 10ms loss 1%`. */
export function netemArgs({ delay, jitter, loss, duplicate, corrupt, reorder, rate, limit }: Partial<Netem>): string[] {
  const share = (name: string, part: number | undefined) => (part === undefined ? [] : [name, percent(part)]);
  return [
    ...(limit === undefined || limit === DEFAULT_LIMIT ? [] : ['limit', String(limit)]),
    ...(delay === undefined && jitter === undefined ? [] : ['delay', milliseconds(delay ?? 0)]),
    ...(jitter === undefined ? [] : [milliseconds(jitter)]),
    ...share('loss', loss),
    ...share('duplicate', duplicate),
    ...share('corrupt', corrupt),
    ...share('reorder', reorder),
    ...(rate === undefined ? [] : ['rate', `${Math.round(rate * 8)}bit`]),
  ];
}

/** Packets that netem holds when nobody tells it otherwise. */
const DEFAULT_LIMIT = 1000;

function milliseconds(seconds: number): string {
  return `${Number((seconds * 1000).toFixed(3))}ms`;
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(4))}%`;
}
