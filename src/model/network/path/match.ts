import { parseAddress } from '../../spec/address.ts';
import type { AddressCondition, FirewallCondition, WordCondition } from '../firewall.ts';
import type { Link, Network } from '../network.ts';
import type { NumberRange } from '../rule.ts';
import { isIn } from './addresses.ts';
import type { Flow } from './report.ts';
import { lookUp } from './route.ts';

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** A packet at a hook of the firewall. */
export interface Passage {
  readonly hook: Hook;
  readonly flow: Flow;
  readonly iif?: Link;
  readonly oif?: Link;
  /** `established`: it answers one that came through. */
  readonly state: 'new' | 'established';
}

/** Ports that the kernel gives to senders (`ip_local_port_range`). */
const EPHEMERAL = { from: 32768, to: 60999 };

/** Whether a packet is one that a condition is about. */
export function holds(network: Network, passage: Passage, condition: FirewallCondition): boolean {
  return isTrue(network, passage, condition) !== (condition.not === true);
}

function isTrue(network: Network, { flow, iif, oif, state }: Passage, condition: FirewallCondition): boolean {
  switch (condition.kind) {
    case 'saddr':
      return isAmong(flow.source, flow, condition);
    case 'daddr':
      return isAmong(flow.destination, flow, condition);
    case 'iif':
      return iif !== undefined && condition.names.some((pattern) => fitsName(iif.name, pattern));
    case 'oif':
      return oif !== undefined && condition.names.some((pattern) => fitsName(oif.name, pattern));
    case 'sport':
      return hasPorts(flow) && condition.ports.some((range) => isSourcePort(range, flow.sourcePort));
    case 'dport':
      return hasPorts(flow) && condition.ports.some((range) => isInRange(range, flow.port));
    default:
      return condition.words.includes(wordOf(network, flow, state, condition));
  }
}

function wordOf(network: Network, flow: Flow, state: Passage['state'], { kind }: WordCondition): string {
  switch (kind) {
    case 'protocol':
      return flow.protocol === 'icmp' && flow.family === 'inet6' ? 'ipv6-icmp' : flow.protocol;
    case 'family':
      return flow.family;
    case 'ctstate':
      return state;
    case 'icmptype':
      return flow.protocol !== 'icmp' ? '' : state === 'established' ? 'echo-reply' : 'echo-request';
    case 'saddrtype':
      return typeOf(network, flow, flow.source);
    case 'daddrtype':
      return typeOf(network, flow, flow.destination);
  }
}

function typeOf(network: Network, flow: Flow, address: string): string {
  const decision = lookUp(network, { flow: { ...flow, source: '', destination: address } });
  return decision.kind === 'local' ? 'local' : 'unicast';
}

/** Networks are `10.0.0.0/24`, or from one address to another. */
function isAmong(address: string, flow: Flow, { family, networks }: AddressCondition): boolean {
  return (
    family === flow.family && networks.some((network) => isIn(address, network, family) || isBetween(address, network))
  );
}

function isBetween(address: string, range: string): boolean {
  const [value, from, to] = [address, ...range.split('-')].map((text) => parseAddress(text)?.value);
  return value !== undefined && from !== undefined && to !== undefined && value >= from && value <= to;
}

function fitsName(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function isInRange({ from, to }: NumberRange, port: number | undefined): boolean {
  return port !== undefined && port >= from && port <= to;
}

/** A sender that was not told its port gets one of those that are free. */
function hasPorts({ protocol }: Flow): boolean {
  return protocol === 'tcp' || protocol === 'udp';
}

function isSourcePort(range: NumberRange, port: number | undefined): boolean {
  return port === undefined ? range.from <= EPHEMERAL.from && range.to >= EPHEMERAL.to : isInRange(range, port);
}
