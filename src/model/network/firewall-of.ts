import type { Firewall, Ruleset } from './firewall.ts';
import { parseNft } from './nft/parse-nft.ts';
import { parseIptables } from './parse-iptables.ts';

/** What the tools of firewalls printed; absent what was not asked for or failed. */
export interface FirewallOutputs {
  readonly nftJson?: string;
  readonly nftText?: string;
  readonly iptables?: string;
  readonly ip6tables?: string;
}

/** Most rules and characters of text that are told. */
export interface FirewallLimits {
  readonly rules: number;
  readonly text: number;
}

/** One firewall of what all tools say; undefined when none said anything. Tables that iptables(8) tells count as it tells them. */
export function firewallOf(outputs: FirewallOutputs, limits: FirewallLimits): Firewall | undefined {
  const { nftJson, nftText = '', iptables, ip6tables } = outputs;
  if (nftJson === undefined && iptables === undefined && ip6tables === undefined) return undefined;
  const old = [
    ...(iptables === undefined ? [] : [parseIptables(iptables, 'ip')]),
    ...(ip6tables === undefined ? [] : [parseIptables(ip6tables, 'ip6')]),
  ];
  const told = new Set(old.flatMap(({ chains }) => chains.map(({ family, table }) => `${family} ${table}`)));
  const nft = nftJson === undefined ? { chains: [], rules: [] } : without(parseNft(nftJson, nftText), told);
  const all = [nft, ...old];
  const rules = all.flatMap((ruleset) => ruleset.rules);
  return {
    chains: all.flatMap(({ chains }) => chains).slice(0, limits.rules),
    rules: rules.slice(0, limits.rules).map((rule) => ({ ...rule, text: rule.text.slice(0, 1000) })),
    unknown: rules.filter(({ understood }) => !understood).length + Math.max(0, rules.length - limits.rules),
    text: [nftText, iptables, ip6tables]
      .filter((text) => text !== undefined)
      .join('\n')
      .slice(0, limits.text),
  };
}

function without({ chains, rules }: Ruleset, tables: ReadonlySet<string>): Ruleset {
  const isKept = ({ family, table }: { readonly family: string; readonly table: string }) =>
    !tables.has(`${family} ${table}`);
  return { chains: chains.filter(isKept), rules: rules.filter(isKept) };
}
