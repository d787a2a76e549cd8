import type { Family } from './network.ts';
import type { NumberRange } from './rule.ts';

/** What filters and translates packets of a network namespace (nft(8), iptables(8)), as far as it is understood. */
export interface Firewall {
  readonly chains: readonly FirewallChain[];
  /** In the order in which each chain has them. */
  readonly rules: readonly FirewallRule[];
  /** How many rules have a condition or an act that was not understood. */
  readonly unknown: number;
  /** What `nft list ruleset` and `iptables-save` said, one after the other, cut at a length. Raw text. */
  readonly text: string;
}

/** Chains and rules as a tool told them. */
export type Ruleset = Pick<Firewall, 'chains' | 'rules'>;

/** Families of tables: those of nft(8), `ip` and `ip6` for iptables(8). */
export type TableFamily = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

/** A chain by its table. Names are raw text. */
export interface ChainRef {
  readonly family: TableFamily;
  readonly table: string;
  readonly chain: string;
}

export interface FirewallChain extends ChainRef {
  /** `prerouting`, `input`, `forward`, `output`, `postrouting`, `ingress`, `egress`; absent for a chain that others jump to. */
  readonly hook?: string;
  /** `filter`, `nat`, `route`. */
  readonly type?: string;
  /** The smallest is asked first. */
  readonly priority?: number;
  /** What becomes of a packet that no rule decides about; a chain that others jump to has none. */
  readonly policy?: 'accept' | 'drop';
}

export interface FirewallRule extends ChainRef {
  /** All of them must hold. */
  readonly conditions: readonly FirewallCondition[];
  readonly act: FirewallAct;
  /** False: it has conditions or acts beyond those told. */
  readonly understood: boolean;
  /** It marks packets, which rules of routing may ask for (ip-rule(8), fwmark). */
  readonly marks?: true;
  /** As the tool writes it. Raw text. */
  readonly text: string;
}

export type FirewallCondition = AddressCondition | LinkCondition | PortCondition | WordCondition;

interface Condition {
  /** It is turned around. */
  readonly not?: true;
}

/** One of these networks, `10.0.0.0/24` or ranges `10.0.0.1-10.0.0.9`. */
export interface AddressCondition extends Condition {
  readonly kind: 'saddr' | 'daddr';
  readonly family: Family;
  readonly networks: readonly string[];
}

/** One of these links; a `*` at the end of a name stands for any rest. Raw text. */
export interface LinkCondition extends Condition {
  readonly kind: 'iif' | 'oif';
  readonly names: readonly string[];
}

export interface PortCondition extends Condition {
  readonly kind: 'sport' | 'dport';
  readonly ports: readonly NumberRange[];
}

/** `protocol`: `tcp`, `udp`, `icmp`, `ipv6-icmp`, or a number. `family`: `inet`, `inet6`. `ctstate`: `new`, `established`, … `saddrtype`: `local`, …. `icmptype`: `echo-request`, `echo-reply`, other words or numbers. */
export interface WordCondition extends Condition {
  readonly kind: 'protocol' | 'family' | 'ctstate' | 'saddrtype' | 'daddrtype' | 'icmptype';
  readonly words: readonly string[];
}

export type FirewallAct = PlainAct | LeadingAct | TranslatingAct;

/** `masquerade`: the source becomes the address of the link that it leaves by. `continue`: only counts, logs or marks, or what it does is not understood. */
export interface PlainAct {
  readonly kind: 'accept' | 'drop' | 'reject' | 'return' | 'masquerade' | 'continue';
}

export interface LeadingAct {
  readonly kind: 'jump' | 'goto';
  /** Of the same table. */
  readonly chain: string;
}

/** `address` or `ports` is absent where it stays; `redirect`: to this host itself. */
export interface TranslatingAct {
  readonly kind: 'snat' | 'dnat' | 'redirect';
  readonly address?: string;
  readonly ports?: NumberRange;
}
