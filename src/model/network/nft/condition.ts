import type { AddressCondition, ChainRef, FirewallCondition, WordCondition } from '../firewall.ts';
import { each, type Json, listOf, networkOf, objectOf, portOf } from './value.ts';

/** Elements of named sets by `family table @name`. */
export type NftSets = ReadonlyMap<string, readonly unknown[]>;

/** Keys of `meta`: the condition that they are. */
const META: Readonly<Record<string, 'iif' | 'oif' | 'protocol' | 'family'>> = {
  iifname: 'iif',
  iif: 'iif',
  oifname: 'oif',
  oif: 'oif',
  l4proto: 'protocol',
  nfproto: 'family',
};
const FAMILIES: Readonly<Record<string, string>> = { ipv4: 'inet', ipv6: 'inet6' };
/** Protocols of the transport layer that have ports. */
const WITH_PORTS = new Set(['tcp', 'udp', 'udplite', 'sctp', 'dccp']);

/** What a `match` of nft(8) asks for: all of these; undefined when it is not understood. */
export function conditionsOf(
  { op, left, right }: Json,
  ref: ChainRef,
  sets: NftSets,
): readonly FirewallCondition[] | undefined {
  const values = valuesOf(right, ref, sets);
  if (!values || !['==', '!=', 'in'].includes(String(op))) return undefined;
  return conditionOn(left, values, op === '!=' ? { not: true } : {});
}

/** The same of one side alone. */
export function conditionOn(left: unknown, values: readonly unknown[], not: Not): FirewallCondition[] | undefined {
  const { meta, ct, payload, fib } = objectOf(left);
  if (meta !== undefined) return metaCondition(String(objectOf(meta)['key']), values, not);
  if (ct !== undefined) return objectOf(ct)['key'] === 'state' ? words('ctstate', values, not) : undefined;
  if (fib !== undefined) return fibCondition(objectOf(fib), values, not);
  return payload === undefined ? undefined : payloadConditions(objectOf(payload), values, not);
}

type Not = { readonly not?: true };

/** One value, those of a set, or of a set with a name. */
function valuesOf(right: unknown, { family, table }: ChainRef, sets: NftSets): readonly unknown[] | undefined {
  if (typeof right === 'string' && right.startsWith('@')) return sets.get(`${family} ${table} ${right}`);
  if (Array.isArray(right)) return right;
  const { set } = objectOf(right);
  return set === undefined ? [right] : listOf(set);
}

function words(kind: WordCondition['kind'], values: readonly unknown[], not: Not): FirewallCondition[] | undefined {
  const found = each(values, (value) => (typeof value === 'string' ? value : undefined));
  return found && [{ ...not, kind, words: found }];
}

function metaCondition(key: string, values: readonly unknown[], not: Not): FirewallCondition[] | undefined {
  const kind = Object.hasOwn(META, key) ? META[key] : undefined;
  const texts = each(values, (value) => (typeof value === 'string' ? value : undefined));
  if (!kind || !texts) return undefined;
  if (kind === 'iif' || kind === 'oif') return [{ ...not, kind, names: texts }];
  if (kind === 'protocol') return [{ ...not, kind, words: texts }];
  return [{ ...not, kind, words: texts.map((text) => FAMILIES[text] ?? text) }];
}

/** `fib daddr type local`: whose address it is. */
function fibCondition({ result, flags }: Json, values: readonly unknown[], not: Not): FirewallCondition[] | undefined {
  const [flag, ...others] = listOf(flags);
  if (result !== 'type' || others.length > 0) return undefined;
  if (flag !== 'saddr' && flag !== 'daddr') return undefined;
  return words(`${flag}type`, values, not);
}

function payloadConditions(
  { protocol, field }: Json,
  values: readonly unknown[],
  not: Not,
): FirewallCondition[] | undefined {
  const kind = String(field);
  if (kind === 'saddr' || kind === 'daddr') return addressCondition(kind, String(protocol), values, not);
  if (kind === 'sport' || kind === 'dport') return portConditions(kind, String(protocol), values, not);
  if ((protocol === 'ip' && kind === 'protocol') || (protocol === 'ip6' && kind === 'nexthdr')) {
    return words('protocol', values, not);
  }
  return kind === 'type' ? icmpConditions(String(protocol), values, not) : undefined;
}

/** `icmp type echo-request` asks for the protocol too. */
function icmpConditions(protocol: string, values: readonly unknown[], not: Not): FirewallCondition[] | undefined {
  const name = { icmp: 'icmp', icmpv6: 'ipv6-icmp' }[protocol];
  const types = words('icmptype', values, not);
  return name === undefined || !types ? undefined : [{ kind: 'protocol', words: [name] }, ...types];
}

function addressCondition(
  kind: AddressCondition['kind'],
  protocol: string,
  values: readonly unknown[],
  not: Not,
): FirewallCondition[] | undefined {
  if (protocol !== 'ip' && protocol !== 'ip6') return undefined;
  const family = protocol === 'ip' ? 'inet' : 'inet6';
  const networks = each(values, (value) => networkOf(value, family));
  // Turned around it still asks for a packet of that family.
  return (
    networks && [
      { kind: 'family', words: [family] },
      { ...not, kind, family, networks },
    ]
  );
}

/** `tcp dport 80` asks for the protocol too; `th` stands for any with ports. */
function portConditions(
  kind: 'sport' | 'dport',
  protocol: string,
  values: readonly unknown[],
  not: Not,
): FirewallCondition[] | undefined {
  const ports = each(values, portOf);
  if (!ports) return undefined;
  const condition: FirewallCondition = { ...not, kind, ports };
  if (protocol === 'th') return [condition];
  return WITH_PORTS.has(protocol) ? [{ kind: 'protocol', words: [protocol] }, condition] : undefined;
}
