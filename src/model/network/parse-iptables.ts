import type {
  FirewallAct,
  FirewallChain,
  FirewallCondition,
  FirewallRule,
  Ruleset,
  TranslatingAct,
} from './firewall.ts';
import type { Family } from './network.ts';
import type { NumberRange } from './rule.ts';

/** Places of the chains that come with a table, and when they are asked (nft(8) names the same numbers). */
const HOOKS: Readonly<Record<string, string>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};
const PRIORITIES: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 };
const TARGETS: Readonly<Record<string, FirewallAct>> = {
  ACCEPT: { kind: 'accept' },
  DROP: { kind: 'drop' },
  REJECT: { kind: 'reject' },
  RETURN: { kind: 'return' },
  MASQUERADE: { kind: 'masquerade' },
  LOG: { kind: 'continue' },
  NFLOG: { kind: 'continue' },
  MARK: { kind: 'continue' },
  CONNMARK: { kind: 'continue' },
  TCPMSS: { kind: 'continue' },
  CT: { kind: 'continue' },
};
const TRANSLATIONS: Readonly<Record<string, readonly [TranslatingAct['kind'], string]>> = {
  SNAT: ['snat', '--to-source'],
  DNAT: ['dnat', '--to-destination'],
  REDIRECT: ['redirect', '--to-ports'],
};
/** Matches whose options are read, or that ask for nothing themselves. */
const MATCHES = new Set([
  'tcp',
  'udp',
  'sctp',
  'multiport',
  'conntrack',
  'state',
  'addrtype',
  'comment',
  'iprange',
  'icmp',
  'icmp6',
]);
/** Options of targets that change nothing of what becomes of the packet. */
const OF_TARGETS =
  /^--(?:reject-with|random|random-fully|persistent|log-|nflog-|set-|save-|restore-|and-|or-|xor-|nfmask|ctmask|clamp-mss|zone|notrack|helper|to-)/;

/** What `iptables-save` or `ip6tables-save` says (iptables-save(8)). */
export function parseIptables(text: string, family: 'ip' | 'ip6'): Ruleset {
  const chains: FirewallChain[] = [];
  const rules: FirewallRule[] = [];
  let table = '';
  for (const line of text.split('\n')) {
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (line.startsWith('*')) table = line.slice(1).trim();
    else if (name !== undefined) chains.push(chainOf(family, table, name, policy));
    else if (line.startsWith('-A ')) rules.push(parseRule(line, family, table));
  }
  return { chains, rules };
}

function chainOf(family: 'ip' | 'ip6', table: string, chain: string, policy: string | undefined): FirewallChain {
  const hook = Object.hasOwn(HOOKS, chain) && policy !== '-' ? HOOKS[chain] : undefined;
  const ref = { family, table, chain };
  if (hook === undefined) return ref;
  const isBefore = hook === 'prerouting' || hook === 'output';
  return {
    ...ref,
    hook,
    type: table === 'nat' ? 'nat' : 'filter',
    priority: table === 'nat' ? (isBefore ? -100 : 100) : (PRIORITIES[table] ?? 0),
    policy: policy === 'DROP' ? 'drop' : 'accept',
  };
}

function parseRule(line: string, family: 'ip' | 'ip6', table: string): FirewallRule {
  const [, chain = '', ...words] = tokens(line);
  const reader = new RuleReader(words, family === 'ip' ? 'inet' : 'inet6');
  reader.read();
  const { conditions, act, understood, marks } = reader;
  return { family, table, chain, conditions, act, understood, ...(marks && { marks }), text: line };
}

/** Words are apart by spaces; those with a space stand in quotes. */
function tokens(line: string): string[] {
  const found = line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  return found.map((word) => (word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word));
}

/** Reads the words of one rule from left to right. */
class RuleReader {
  readonly conditions: FirewallCondition[] = [];
  act: FirewallAct = { kind: 'continue' };
  understood = true;
  marks = false;
  readonly #words: string[];
  readonly #family: Family;
  #not: { readonly not?: true } = {};

  constructor(words: readonly string[], family: Family) {
    this.#words = [...words];
    this.#family = family;
  }

  read(): void {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word === '!') {
        this.#not = { not: true };
        continue;
      }
      this.#option(word);
      this.#not = {};
    }
  }

  #option(option: string): void {
    const condition = this.#condition(option);
    if (condition) this.conditions.push({ ...this.#not, ...condition });
    else if (option === '-m') this.understood &&= MATCHES.has(this.#next());
    else if (option === '-j' || option === '-g') this.#target(option);
    else if (option === '--comment') this.#next();
    else this.understood &&= OF_TARGETS.test(option) && this.#skip();
  }

  #condition(option: string): FirewallCondition | undefined {
    const family = this.#family;
    switch (option) {
      case '-s':
      case '-d':
        return { kind: option === '-s' ? 'saddr' : 'daddr', family, networks: [this.#network()] };
      case '--src-range':
      case '--dst-range':
        return { kind: option === '--src-range' ? 'saddr' : 'daddr', family, networks: [this.#next()] };
      case '-i':
      case '-o':
        return { kind: option === '-i' ? 'iif' : 'oif', names: [this.#next().replace(/\+$/, '*')] };
      case '-p':
        return { kind: 'protocol', words: [this.#next()] };
      case '--sport':
      case '--sports':
        return { kind: 'sport', ports: this.#ports() };
      case '--dport':
      case '--dports':
        return { kind: 'dport', ports: this.#ports() };
      case '--ctstate':
      case '--state':
        return this.#state();
      case '--icmp-type':
      case '--icmpv6-type':
        return { kind: 'icmptype', words: [icmpType(this.#next())] };
      case '--src-type':
      case '--dst-type':
        return {
          kind: option === '--src-type' ? 'saddrtype' : 'daddrtype',
          words: this.#next().toLowerCase().split(','),
        };
      default:
        return undefined;
    }
  }

  /** Undefined where it is also asked whether addresses were translated. */
  #state(): FirewallCondition | undefined {
    const words = this.#next().toLowerCase().split(',');
    return words.some((word) => word === 'dnat' || word === 'snat') ? undefined : { kind: 'ctstate', words };
  }

  #target(option: '-j' | '-g'): void {
    const name = this.#next();
    this.marks ||= name === 'MARK' || name === 'CONNMARK';
    const known = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
    const [kind, to] = (Object.hasOwn(TRANSLATIONS, name) ? TRANSLATIONS[name] : undefined) ?? [];
    if (kind !== undefined) this.act = { kind, ...translated(this.#words[this.#words.indexOf(to ?? '') + 1] ?? '') };
    else this.act = known ?? { kind: option === '-j' ? 'jump' : 'goto', chain: name };
  }

  #next(): string {
    return this.#words.shift() ?? '';
  }

  /** The value of an option that changes nothing, where it has one. */
  #skip(): true {
    if (this.#words[0] !== undefined && !this.#words[0].startsWith('-')) this.#words.shift();
    return true;
  }

  #network(): string {
    const network = this.#next();
    return network.includes('/') ? network : `${network}/${this.#family === 'inet' ? 32 : 128}`;
  }

  /** `80`, `1000:2000`, `80,443`. */
  #ports(): readonly NumberRange[] {
    return this.#next().split(',').map(rangeOf);
  }
}

/** iptables-save(8) tells types as numbers, and those of pings are told as words. */
const PINGS: Readonly<Record<string, string>> = {
  8: 'echo-request',
  0: 'echo-reply',
  128: 'echo-request',
  129: 'echo-reply',
};

function icmpType(text: string): string {
  return Object.hasOwn(PINGS, text) ? (PINGS[text] ?? text) : text;
}

function rangeOf(text: string): NumberRange {
  const [from = '', to = from] = text.split(/[:-]/);
  return { from: Number(from), to: to === '' ? 65535 : Number(to) };
}

/** `10.0.0.2:80`, `[2001:db8::1]:80`, `2001:db8::1`, `10.0.0.2-10.0.0.9`, `8080-8090`. */
function translated(text: string): Omit<TranslatingAct, 'kind'> {
  if (/^\d+(?:-\d+)?$/.test(text)) return { ports: rangeOf(text) };
  const isIpv6 = text.split(':').length > 2;
  const [, bracketed, behind] = /^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? [];
  const [host = '', ports] = bracketed !== undefined ? [bracketed, behind] : isIpv6 ? [text] : text.split(':');
  return { ...(host !== '' && { address: host }), ...(ports !== undefined && { ports: rangeOf(ports) }) };
}
