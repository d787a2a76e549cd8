import type { Family, Link, Network, NextHop, Route } from '../network.ts';
import type { Rule } from '../rule.ts';
import { isIn, networkOf } from './addresses.ts';
import type { Flow } from './report.ts';

/** Numbers of IP protocols, and of tables that are always there. */
const PROTOCOLS = { icmp: 1, ipencap: 4, tcp: 6, udp: 17, ipv6: 41, gre: 47, esp: 50 } as const;
const ICMP6 = 58;
const TABLES = { local: 255, main: 254, default: 253 } as const;

/** What the routes say of a packet (ip-route(8), ip-rule(8)). */
export type Decision =
  | {
      readonly kind: 'route';
      readonly route: Route;
      readonly hop: NextHop;
      readonly rule: Rule;
      readonly others: number;
    }
  | { readonly kind: 'local'; readonly route: Route; readonly rule: Rule }
  | { readonly kind: 'refused'; readonly type: Refusal; readonly rule: Rule; readonly route?: Route }
  | { readonly kind: 'none' };

export type Refusal = 'blackhole' | 'unreachable' | 'prohibit';

/** What a packet is looked up by. */
export interface Lookup {
  readonly flow: Pick<Flow, 'family' | 'source' | 'destination' | 'protocol' | 'sourcePort' | 'port' | 'mark'>;
  /** Where it came in; absent for what is made here. */
  readonly iif?: Link;
  /** The vrf that it belongs to: of the link that it came in by, or that its sender is bound to. */
  readonly vrf?: Link;
}

/** Rules that a namespace begins with, for where they cannot be read. */
function defaultRules(family: Family): Rule[] {
  const rule = (priority: number, table: number): Rule => ({ family, priority, action: 'lookup', table });
  return [rule(0, TABLES.local), rule(32766, TABLES.main), rule(32767, TABLES.default)];
}

/** Asks rule after rule, until one decides. */
export function lookUp(network: Network, lookup: Lookup): Decision {
  const { family } = lookup.flow;
  const own = network.rules.filter((rule) => rule.family === family);
  const rules = (own.length > 0 ? own : defaultRules(family)).toSorted((a, b) => a.priority - b.priority);
  for (let at = 0; at < rules.length; ) {
    const rule = rules[at++];
    if (!rule || !holds(rule, lookup)) continue;
    if (rule.action === 'goto') {
      const next = rules.findIndex(({ priority }) => priority >= (rule.goto ?? 0));
      // The kernel only lets rules lead on.
      if (next < at) return { kind: 'none' };
      at = next;
      continue;
    }
    const decision = askRule(network, rule, lookup);
    if (decision) return decision;
  }
  return { kind: 'none' };
}

/** Conditions that only the sender knows are taken as those of a usual program of root: no mark, no TOS. */
function holds(rule: Rule, { flow, iif, vrf }: Lookup): boolean {
  const within = (range: { from: number; to: number } | undefined, port: number | undefined) =>
    range === undefined || (port !== undefined && port >= range.from && port <= range.to);
  const protocol = flow.protocol === 'icmp' && flow.family === 'inet6' ? ICMP6 : PROTOCOLS[flow.protocol];
  const all =
    (rule.from === undefined || isIn(flow.source, rule.from, flow.family)) &&
    (rule.to === undefined || isIn(flow.destination, rule.to, flow.family)) &&
    (rule.iif === undefined || rule.iif === (iif?.name ?? 'lo') || rule.iif === vrf?.name) &&
    (rule.oif === undefined || (iif === undefined && rule.oif === vrf?.name)) &&
    (rule.fwmark === undefined || ((rule.fwmark ^ (flow.mark ?? 0)) & (rule.fwmask ?? -1)) === 0) &&
    (rule.tos ?? 0) === 0 &&
    (rule.l3mdev === undefined || vrf !== undefined) &&
    (rule.ipProtocol === undefined || rule.ipProtocol === protocol) &&
    within(rule.sourcePort, flow.sourcePort) &&
    within(rule.destinationPort, flow.port) &&
    within(rule.uids, 0);
  return all !== (rule.not === true);
}

/** Undefined: the next rule is asked. */
function askRule(network: Network, rule: Rule, lookup: Lookup): Decision | undefined {
  if (rule.action === 'nop' || rule.action === 'goto') return undefined;
  if (rule.action !== 'lookup') return { kind: 'refused', type: rule.action, rule };
  const table = rule.l3mdev ? lookup.vrf?.details.table : rule.table;
  const [route, ...others] = bestRoutes(network, table, lookup, rule.suppressPrefixLength ?? -1);
  if (!route || route.type === 'throw') return undefined;
  if (route.type === 'local' || route.type === 'anycast') return { kind: 'local', route, rule };
  if (route.type === 'blackhole' || route.type === 'unreachable' || route.type === 'prohibit') {
    return { kind: 'refused', type: route.type, rule, route };
  }
  const hops = route.nextHops.filter(({ flags }) => !flags.includes('dead'));
  const hop = hops[0];
  return hop && { kind: 'route', route, hop, rule, others: hops.length - 1 + others.length };
}

/** The longest prefix, of these the smallest metric; the first decides. */
function bestRoutes(network: Network, table: number | undefined, { flow }: Lookup, longerThan: number): Route[] {
  const { family, destination } = flow;
  let best: { readonly length: number; readonly metric: number; readonly routes: Route[] } | undefined;
  for (const route of network.routes) {
    if (route.table !== table || route.family !== family || route.type === 'multicast') continue;
    const length = networkOf(route.destination, family)?.prefix ?? -1;
    if (length < (best?.length ?? 0) || length <= longerThan || !isIn(destination, route.destination, family)) continue;
    const metric = route.metric ?? 0;
    const isBetter = !best || length > best.length || metric < best.metric;
    if (isBetter) best = { length, metric, routes: [route] };
    else if (best && metric === best.metric && family === 'inet6') best.routes.push(route);
  }
  return best?.routes ?? [];
}

/** The vrf that a link is a port of. */
export function vrfOf(network: Network, link: Link | undefined): Link | undefined {
  if (link?.kind === 'vrf') return link;
  const master = link?.master === undefined ? undefined : network.links.find(({ index }) => index === link.master);
  return master?.kind === 'vrf' ? master : undefined;
}

/** As iproute2 calls it. */
export function tableName(table: number): string {
  return Object.entries(TABLES).find(([, number]) => number === table)?.[0] ?? String(table);
}
