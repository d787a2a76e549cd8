import { readFileSync } from 'node:fs';
import { hasTool, toolTextHere } from '../../../run/tool.ts';
import { present } from '../values.ts';

/** What the tools of firewalls say of a network namespace. */
export interface FirewallTexts {
  /** `nft -j list ruleset`, and the same as text with the handles of rules. */
  readonly nftJson?: string;
  readonly nftText?: string;
  /** `iptables-save` and `ip6tables-save`, as far as there is something that nft(8) does not tell. */
  readonly iptables?: string;
  readonly ip6tables?: string;
  /** Tools that are missing or failed. */
  readonly failed: readonly { readonly tool: string; readonly errno: string }[];
}

/** Each tool has this time. */
const TIMEOUT_MS = 8000;
const MOST = 16 * 1024 * 1024;

/** Asks them in the namespace that this process is in: for a process that is thrown away. */
export function readFirewallTexts(): FirewallTexts {
  const failed: { tool: string; errno: string }[] = [];
  const ask = (tool: string, ...args: string[]) => {
    const { text, errno } = toolTextHere(tool, args, { timeout: TIMEOUT_MS, most: MOST });
    if (errno !== undefined) failed.push({ tool, errno });
    return text;
  };
  const nftJson = ask('nft', '-j', 'list', 'ruleset');
  const nftText = nftJson === undefined ? undefined : ask('nft', '-a', 'list', 'ruleset');
  const save = (family: 'ip' | 'ip6') => {
    const name = family === 'ip' ? 'iptables' : 'ip6tables';
    if (isLegacy(family)) return ask(firstOf(`${name}-legacy-save`, `${name}-save`));
    // What iptables wrote there by its own modules, nft(8) cannot tell; without nft(8) it is all that there is.
    const isNeeded = nftJson === undefined ? hasTool(`${name}-save`) : nftJson.includes('"xt"');
    return isNeeded ? ask(firstOf(`${name}-nft-save`, `${name}-save`)) : undefined;
  };
  const texts = present({ nftJson, nftText, iptables: save('ip'), ip6tables: save('ip6') });
  return { ...texts, failed };
}

function firstOf(...tools: readonly [string, ...string[]]): string {
  return tools.find(hasTool) ?? tools[0];
}

/** Tables of the old iptables are listed there, by network namespace. */
function isLegacy(family: 'ip' | 'ip6'): boolean {
  try {
    return readFileSync(`/proc/thread-self/net/${family}_tables_names`, 'utf8').trim() !== '';
  } catch {
    return false;
  }
}
