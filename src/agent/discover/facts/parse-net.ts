import { formatSubnet, type Subnet } from '../../../model/spec/address.ts';
import type { HostFacts } from '../../../model/spec/host-facts.ts';

type Listening = NonNullable<HostFacts['listening']>[number];

/** Flag of a route to an address of the host itself (`RTF_LOCAL`). */
const LOCAL = 0x80000000;
/** States of sockets as the kernel numbers them: `TCP_LISTEN`, and `TCP_CLOSE` for a UDP socket without a peer. */
const STATES = { tcp: '0A', udp: '07' } as const;

/** A route, and the link that it leads to. */
export interface RouteRow {
  /** `10.0.0.0/24`. */
  readonly to: string;
  readonly device: string;
}

function rows(text: string): string[][] {
  return text.split('\n').map((line) => line.trim().split(/\s+/));
}

/** `0002000A`: the four bytes as the processor keeps them, which is back to front. */
function parseBackward(hex: string): bigint {
  const bytes = hex.match(/../g) ?? [];
  return BigInt(`0x${bytes.toReversed().join('')}`);
}

const isWord = (text: string | undefined): text is string => /^[0-9A-F]{8}$/i.test(text ?? '');

function routeRow(subnet: Subnet, device: string): RouteRow[] {
  return subnet.prefix > 0 ? [{ to: formatSubnet(subnet), device }] : [];
}

/** Each once: tables may have several routes to a network, with other metrics. */
function distinct(routes: readonly RouteRow[]): readonly RouteRow[] {
  return [...new Map(routes.map((route) => [`${route.to} ${route.device}`, route])).values()];
}

/** Routes of `/proc/net/route` (the main table, IPv4) without the default. */
export function parseRoutes4(text: string): readonly RouteRow[] {
  const found = rows(text).flatMap(([device = 'lo', destination, , , , , , mask]) => {
    if (device === 'lo' || !isWord(destination) || !isWord(mask)) return [];
    const prefix = parseBackward(mask).toString(2).replaceAll('0', '').length;
    return routeRow({ family: 4, base: parseBackward(destination), prefix }, device);
  });
  return distinct(found);
}

/** Routes of `/proc/net/ipv6_route` without the default, addresses of the host itself, link-local and multicast. */
export function parseRoutes6(text: string): readonly RouteRow[] {
  const found = rows(text).flatMap((row) => {
    const [destination = '', length = '', , , , , , , flags = '0', device = 'lo'] = row;
    if (!/^[0-9a-f]{32}$/.test(destination) || /^(?:fe[89ab]|ff)/.test(destination) || device === 'lo') return [];
    const prefix = Number.parseInt(length, 16);
    const local = (Number.parseInt(flags, 16) & LOCAL) !== 0;
    return local ? [] : routeRow({ family: 6, base: BigInt(`0x${destination}`), prefix }, device);
  });
  return distinct(found);
}

/** Ports of `/proc/net/tcp`, `udp`, `tcp6` or `udp6` that somebody listens on, at any address. */
export function parseListening(text: string, protocol: 'tcp' | 'udp'): readonly Listening[] {
  const ports = rows(text).flatMap(([, local = '', remote = '', state]): number[] => {
    if (state !== STATES[protocol] || !remote.endsWith(':0000')) return [];
    const port = Number.parseInt(/:([0-9A-F]{4})$/i.exec(local)?.[1] ?? '', 16);
    return port > 0 ? [port] : [];
  });
  return [...new Set(ports)].map((port) => ({ protocol, port }));
}
