import { type Message, message } from '../../../base/message.ts';
import type { Firewall, FirewallAct, FirewallChain, FirewallRule, LeadingAct, TableFamily } from '../firewall.ts';
import type { Network } from '../network.ts';
import { broken, nameOf, unknown, within } from './finding.ts';
import { holds, type Passage } from './match.ts';
import type { Flow, PathFinding, PathHop } from './report.ts';
import { type NatAct, translate } from './translation.ts';
import type { PathWorld } from './world.ts';

export interface Filtered {
  /** With the addresses that it has now. */
  readonly flow: Flow;
  readonly notes: readonly Message[];
  /** It is dropped. */
  readonly stop?: PathFinding;
  /** Whether it passes is not known. */
  readonly doubt?: PathFinding;
}

/** Chains that jump to chains are followed so deep, as the kernel does it. */
const DEEPEST = 16;

/** What the firewall of a namespace does with a packet at a hook. */
export function filter(world: PathWorld, network: Network, passage: Passage): Filtered {
  const inside = world.inside(network.namespace);
  const { flow } = passage;
  if (!inside?.firewall) {
    const sentence = message('The firewall of {0} cannot be read.', nameOf(world, { network }));
    return { flow, notes: [], doubt: unknown('firewall-unknown', { network }, sentence) };
  }
  const frames = frameDoubt(world, network, inside.firewall, ['arp', 'netdev']);
  const walk = new Walk(inside.firewall, network, passage);
  for (const chain of chainsAt(inside.firewall, passage)) {
    walk.run(chain);
    if (walk.end) break;
  }
  const found = walk.outcome(world);
  return frames && !found.stop ? { doubt: frames, ...found } : found;
}

/** Rules for frames are not followed: whether there are any that could drop one. */
function frameDoubt(
  world: PathWorld,
  network: Network,
  { chains, rules }: Firewall,
  families: readonly TableFamily[],
): PathFinding | undefined {
  const drops = ({ act, understood }: FirewallRule) => act.kind === 'drop' || act.kind === 'reject' || !understood;
  const found =
    chains.find(({ family, policy }) => families.includes(family) && policy === 'drop') ??
    rules.find((rule) => families.includes(rule.family) && drops(rule));
  if (!found) return undefined;
  const sentence = message(
    'The firewall of {0} has rules for frames in {1} {2}, which are not followed.',
    nameOf(world, { network }),
    found.family,
    found.table,
  );
  return unknown('firewall-unknown', { network }, sentence);
}

/** With `bridge-nf-call-iptables` the firewall of a namespace looks at what its bridges pass on, as if they forwarded it. */
export function filterBridged(
  world: PathWorld,
  hops: readonly PathHop[],
  flow: Flow,
  state: Passage['state'],
): Pick<Filtered, 'stop' | 'doubt'> {
  let doubt: PathFinding | undefined;
  for (const { namespace, device, in: from, out } of hops) {
    const network = world.network(namespace);
    const bridge = network && world.place(network, device?.index)?.link;
    if (!network || bridge?.kind !== 'bridge' || !from || !out) continue;
    const firewall = world.inside(namespace)?.firewall;
    doubt ??= firewall && frameDoubt(world, network, firewall, ['bridge', 'netdev']);
    const { bridgeNetfilter, bridgeNetfilter6 } = network.forwarding;
    if (!(flow.family === 'inet' ? bridgeNetfilter : bridgeNetfilter6)) continue;
    const filtered = filter(world, network, { hook: 'forward', flow, iif: bridge, oif: bridge, state });
    doubt ??= filtered.doubt;
    if (filtered.stop) return { stop: filtered.stop, ...(doubt && { doubt }) };
  }
  return doubt ? { doubt } : {};
}

function appliesTo(family: TableFamily, flow: Flow): boolean {
  return family === 'inet' || family === (flow.family === 'inet' ? 'ip' : 'ip6');
}

/** Only the first packet of a connection is translated: the kernel remembers it for the others. */
function chainsAt({ chains }: Firewall, { hook, flow, state }: Passage): FirewallChain[] {
  const fits = (chain: FirewallChain) =>
    chain.hook === hook && appliesTo(chain.family, flow) && (chain.type !== 'nat' || state === 'new');
  return chains.filter(fits).toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
}

type End = 'accept' | 'drop' | 'reject';

/** One packet on its way through the chains of a hook. */
class Walk {
  readonly #firewall: Firewall;
  readonly #network: Network;
  readonly #passage: Passage;
  readonly #doubts: FirewallRule[] = [];
  readonly #notes: Message[] = [];
  #flow: Flow;
  #end: { readonly how: 'drop' | 'reject'; readonly chain: FirewallChain; readonly rule?: FirewallRule } | undefined;

  constructor(firewall: Firewall, network: Network, passage: Passage) {
    this.#firewall = firewall;
    this.#network = network;
    this.#passage = passage;
    this.#flow = passage.flow;
  }

  get end(): boolean {
    return this.#end !== undefined;
  }

  /** A chain of the hook: who accepts there only ends that chain. */
  run(chain: FirewallChain): void {
    const { how, rule } = this.#chain(chain, 0) ?? { how: chain.policy ?? 'accept' };
    if (how === 'accept') return;
    this.#end = { how, chain, ...(rule && { rule }) };
  }

  outcome(world: PathWorld): Filtered {
    const flow = this.#flow;
    const notes = this.#notes;
    const where = { network: this.#network };
    const name = nameOf(world, where);
    const doubt = this.#doubts.find((rule) => this.#matters(rule));
    if (doubt) {
      const sentence = doubt.understood
        ? message('The firewall of {0} marks it, and marks decide which routes it takes: {1}', name, ruleText(doubt))
        : message('The firewall of {0} has a rule that is not understood: {1}', name, ruleText(doubt));
      return { flow, notes, doubt: unknown('firewall-unknown', where, sentence) };
    }
    if (!this.#end) return { flow, notes };
    const { chain, rule, how } = this.#end;
    const place = `${chain.family} ${chain.table} ${chain.chain}`;
    const sentence = rule
      ? how === 'reject'
        ? message('The firewall of {0} rejects it in {1}: {2}', name, place, ruleText(rule))
        : message('The firewall of {0} drops it in {1}: {2}', name, place, ruleText(rule))
      : message('The firewall of {0} drops what no rule of {1} accepts.', name, place);
    return { flow, notes, stop: broken('firewall', where, sentence, [this.#acceptance(world, chain)]) };
  }

  /** A rule that lets in what was to be dropped, before all others. */
  #acceptance(world: PathWorld, { family, table, chain }: FirewallChain): string[] {
    const { source, destination, family: ip } = this.#flow;
    const kind = ip === 'inet' ? 'ip' : 'ip6';
    const rule = [kind, 'saddr', source, kind, 'daddr', destination, 'accept'];
    return within(world, this.#network.namespace, ['nft', 'insert', 'rule', family, table, chain, ...rule]);
  }

  /** Whether a rule could have changed what became of the packet. */
  #matters({ act, understood }: FirewallRule): boolean {
    // What it marks may take another route.
    if (understood) return this.#end === undefined;
    if (act.kind === 'accept' || act.kind === 'return') return this.#end !== undefined;
    if (act.kind === 'drop' || act.kind === 'reject') return this.#end === undefined;
    return true;
  }

  /** What the rules of a chain decide; undefined when they leave it open. */
  #chain(at: FirewallChain, depth: number): { readonly how: End; readonly rule?: FirewallRule } | undefined {
    const isHere = ({ family, table, chain }: FirewallRule) =>
      family === at.family && table === at.table && chain === at.chain;
    for (const rule of this.#firewall.rules.filter(isHere)) {
      if (!rule.conditions.every((condition) => holds(this.#network, this.#packet, condition))) continue;
      if (!rule.understood) {
        this.#doubts.push(rule);
        continue;
      }
      if (rule.marks && this.#network.rules.some(({ fwmark }) => fwmark !== undefined)) this.#doubts.push(rule);
      const { act } = rule;
      if (act.kind === 'continue') continue;
      if (act.kind === 'return') return undefined;
      if (act.kind === 'accept' || act.kind === 'drop' || act.kind === 'reject') return { how: act.kind, rule };
      if ('chain' in act) {
        const next = this.#named(at, act.chain);
        const found = next && depth < DEEPEST ? this.#chain(next, depth + 1) : undefined;
        if (found || act.kind === 'goto') return found;
        continue;
      }
      const { flow, notes } = translate(this.#network, this.#flow, natOf(act), this.#passage);
      this.#flow = flow;
      this.#notes.push(...notes);
      return { how: 'accept', rule };
    }
    return undefined;
  }

  get #packet(): Passage {
    return { ...this.#passage, flow: this.#flow };
  }

  #named({ family, table }: FirewallChain, name: string): FirewallChain | undefined {
    return this.#firewall.chains.find((each) => each.family === family && each.table === table && each.chain === name);
  }
}

function ruleText({ text }: FirewallRule): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

/** What is left of the acts when the others were looked at. */
function natOf(act: Exclude<FirewallAct, LeadingAct>): NatAct {
  return act.kind === 'snat' || act.kind === 'dnat' || act.kind === 'redirect' ? act : { kind: 'masquerade' };
}
