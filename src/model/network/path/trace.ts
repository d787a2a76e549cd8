import { type Message, message } from '../../../base/message.ts';
import type { Link, Network } from '../network.ts';
import { broken, hopOf, nameOf, refOf, warning } from './finding.ts';
import { filter, filterBridged } from './firewall.ts';
import { blackHole, lossOf, tooLarge } from './link-limits.ts';
import type { Hook } from './match.ts';
import { cross } from './neighbour.ts';
import { whyNoRoute } from './no-route.ts';
import type { Flow, LinkRef, PathFinding, PathHop } from './report.ts';
import { type Decision, lookUp, vrfOf } from './route.ts';
import { loopbackDown, noSource, notForwarding, refusalOf, routeNote, validateSource } from './router.ts';
import { spread } from './segment.ts';
import { sourceFor } from './source-address.ts';
import type { SegmentQuery } from './station.ts';
import type { Delivery, Trace, TraceOptions } from './traced.ts';
import { type Translation, turnDestination, turnSource } from './translation.ts';
import type { PathWorld, Place } from './world.ts';

/** The kernel lets a packet pass so many routers. */
const MOST_HOPS = 64;
const NO_LIMIT = 65536;

/** Follows a packet from a namespace, as the kernels of all namespaces on its way would. */
export function trace(world: PathWorld, options: TraceOptions): Trace {
  return new Tracer(world, options).run();
}

class Tracer {
  readonly #world: PathWorld;
  readonly #options: TraceOptions;
  readonly #hops: PathHop[] = [];
  readonly #doubts: PathFinding[] = [];
  readonly #warnings: PathFinding[] = [];
  readonly #translations = new Map<string, Translation>();
  readonly #seen = new Set<string>();
  #sent: Flow;
  #flow: Flow;
  #network: Network;
  #iif: Link | undefined;
  #notes: Message[] = [];
  #mtu = NO_LIMIT;
  #stopAt: number | undefined;
  #delivered: Delivery | undefined;

  constructor(world: PathWorld, options: TraceOptions) {
    this.#world = world;
    this.#options = options;
    this.#sent = options.flow;
    this.#flow = options.flow;
    this.#network = options.start;
  }

  run(): Trace {
    let stop: PathFinding | undefined;
    for (let count = 0; !stop && !this.#delivered; count++) {
      stop = count > MOST_HOPS ? this.#loop() : this.#step();
    }
    return {
      sent: this.#sent,
      hops: this.#hops,
      ...(stop && { stop, stopAt: this.#stopAt ?? this.#hops.length - 1 }),
      doubts: this.#doubts,
      warnings: this.#warnings,
      ...(this.#delivered && { delivered: this.#delivered }),
      translations: this.#translations,
      mtu: this.#mtu,
    };
  }

  /** One namespace; a finding when it goes no further. */
  #step(): PathFinding | undefined {
    const stop = this.#iif ? this.#receive(this.#iif) : this.#make();
    if (stop) return this.#finish(stop);
    const decision = this.#lookUp();
    if (decision.kind === 'local') return this.#deliver();
    const refusal = refusalOf(this.#world, this.#network, this.#flow, decision);
    if (refusal || decision.kind !== 'route') return this.#finish(refusal ?? this.#noRoute());
    return this.#send(decision);
  }

  /** A packet is made here: it gets its source, and passes the firewall for what is sent. */
  #make(): PathFinding | undefined {
    const decision = this.#lookUp();
    if (this.#flow.source === '') {
      const source = this.#sourceBy(decision);
      if (source !== undefined) this.#flow = { ...this.#flow, source };
      else if (decision.kind === 'route') return noSource(this.#world, this.#network, this.#linkOf(decision.hop.index));
    }
    this.#sent = this.#flow;
    this.#flow = turnDestination(this.#flow, this.#options.answers?.get(this.#network.namespace));
    const oif = decision.kind === 'route' ? this.#linkOf(decision.hop.index) : this.#loopback();
    return this.#filter('output', undefined, oif);
  }

  #sourceBy(decision: Decision): string | undefined {
    if (decision.kind === 'local') return this.#flow.destination;
    return decision.kind === 'route' ? sourceFor(this.#network, decision, this.#flow.destination) : undefined;
  }

  /** A packet comes in: where it says that it comes from must be possible, then the firewall may change where it goes. */
  #receive(iif: Link): PathFinding | undefined {
    const key = `${this.#network.namespace} ${iif.index} ${this.#flow.destination}`;
    if (this.#seen.has(key)) return this.#loop();
    this.#seen.add(key);
    this.#flow = turnDestination(this.#flow, this.#options.answers?.get(this.#network.namespace));
    const stop = this.#filter('prerouting', iif, undefined);
    return stop ?? validateSource(this.#world, { network: this.#network, link: iif }, this.#flow);
  }

  #lookUp(): Decision {
    const vrf = this.#iif ? vrfOf(this.#network, this.#iif) : this.#hops.length === 0 ? this.#options.vrf : undefined;
    return lookUp(this.#network, { flow: this.#flow, ...(this.#iif && { iif: this.#iif }), ...(vrf && { vrf }) });
  }

  #deliver(): PathFinding | undefined {
    const lo = this.#loopback();
    const where = nameOf(this.#world, { network: this.#network });
    if (!this.#iif && lo && !lo.flags.includes('UP'))
      return this.#finish(loopbackDown(this.#world, { network: this.#network, link: lo }));
    const stop = this.#filter('input', this.#iif ?? lo, undefined);
    this.#notes.push(message('{0} is an address of {1}.', this.#flow.destination, where));
    if (stop) return this.#finish(stop);
    this.#hop(undefined);
    this.#delivered = { network: this.#network, ...(this.#iif && { link: this.#iif }), flow: this.#flow };
    return undefined;
  }

  #noRoute(): PathFinding {
    const where = { network: this.#network };
    const own = this.#network.addresses.find(({ local }) => local === this.#flow.destination);
    if (own) {
      const sentence = message(
        '{0} is an address of {1} in another VRF or table.',
        this.#flow.destination,
        nameOf(this.#world, where),
      );
      return broken('vrf', where, sentence);
    }
    return whyNoRoute(this.#query(this.#flow), this.#network, this.#flow, this.#options.answers !== undefined);
  }

  /** The packet leaves by a route. */
  #send(decision: Decision & { readonly kind: 'route' }): PathFinding | undefined {
    const { route, hop, others } = decision;
    const link = this.#linkOf(hop.index);
    if (!link) return this.#finish(this.#noRoute());
    const out: Place = { network: this.#network, link };
    const next = hop.gateway ?? this.#flow.destination;
    this.#notes.push(routeNote(decision, link.name, next));
    if (others > 0) {
      const sentence = message(
        '{0} has {1} routes as good to {2}: only the first was looked at.',
        nameOf(this.#world, out),
        others + 1,
        route.destination,
      );
      this.#warnings.push(warning('multipath', out, sentence));
    }
    const stop = this.#iif ? this.#forward(this.#iif, link) : undefined;
    const late = stop ?? this.#leave(link) ?? tooLarge(this.#world, out, this.#flow);
    if (late) return this.#finish(late, link);
    return this.#cross(out, next);
  }

  #leave(oif: Link): PathFinding | undefined {
    const stop = this.#filter('postrouting', undefined, oif);
    this.#flow = turnSource(this.#flow, this.#options.answers?.get(this.#network.namespace));
    return stop;
  }

  #forward(iif: Link, oif: Link): PathFinding | undefined {
    const off = notForwarding(this.#world, { network: this.#network, link: iif }, this.#flow);
    return off ?? this.#filter('forward', iif, oif);
  }

  /** Over the segment to the next namespace. */
  #cross(out: Place, next: string): PathFinding | undefined {
    const { expected } = this.#options;
    const goal = { out, next, ...(expected && { expected }) };
    const { arrival, stop, warnings } = cross(this.#query(this.#flow), goal);
    this.#warnings.push(...warnings);
    this.#hop(out.link);
    const at = this.#hops.length - 1;
    if (arrival) this.#hops.push(...arrival.hops);
    if (!arrival) return stop ?? this.#loop();
    const filtered =
      stop?.severity === 'broken' ? stop : (this.#bridged(arrival.hops) ?? this.#lost(this.#hops.slice(at)));
    if (filtered) return this.#wouldArrive(arrival.place, filtered, at);
    if (stop) this.#doubt(stop);
    this.#mtu = Math.min(this.#mtu, arrival.mtu);
    if (arrival.mtu < out.link.mtu && arrival.mtu > 0) this.#warnings.push(blackHole(this.#world, out, arrival.mtu));
    if (arrival.place.network !== this.#network) this.#flow = unmarked(this.#flow);
    this.#network = arrival.place.network;
    this.#iif = arrival.place.link;
    return undefined;
  }

  #bridged(hops: readonly PathHop[]): PathFinding | undefined {
    const { stop, doubt } = filterBridged(this.#world, hops, this.#flow, this.#state);
    if (doubt) this.#doubt(doubt);
    return stop;
  }

  #lost(hops: readonly PathHop[]): PathFinding | undefined {
    for (const { namespace, out } of hops) {
      const network = this.#world.network(namespace);
      const place = network && this.#world.place(network, out?.index);
      const loss = place && lossOf(this.#world, place);
      if (loss?.severity === 'broken') return loss;
      if (loss) this.#warnings.push(loss);
    }
    return undefined;
  }

  /** The hop that it would have come to, if nothing on the segment had stopped it. */
  #wouldArrive({ network, link }: Place, stop: PathFinding, from: number): PathFinding {
    this.#hops.push({ namespace: network.namespace, layer: 3, in: refOf(link), notes: [] });
    this.#stopAt = from + hopOf(this.#hops.slice(from), stop);
    return stop;
  }

  #query(flow: Flow): SegmentQuery {
    return {
      world: this.#world,
      packet: flow,
      size: flow.size,
      depth: this.#options.depth,
      spread,
      carry: (start, outer, depth) => {
        const { delivered, ...rest } = trace(this.#world, { start, flow: outer, depth });
        return { ...rest, ...(delivered && { delivered: delivered.network }) };
      },
    };
  }

  /** The firewall at a hook, and what it translates. */
  #filter(hook: Hook, iif: Link | undefined, oif: Link | undefined): PathFinding | undefined {
    const before = this.#flow;
    const passage = { hook, flow: before, state: this.#state, ...(iif && { iif }), ...(oif && { oif }) } as const;
    const { flow, notes, stop, doubt } = filter(this.#world, this.#network, passage);
    this.#notes.push(...notes);
    if (doubt) this.#doubt(doubt);
    if (flow !== before) {
      const first = this.#translations.get(this.#network.namespace)?.before ?? before;
      this.#translations.set(this.#network.namespace, { before: first, after: flow });
      this.#flow = flow;
    }
    return stop;
  }

  get #state(): 'new' | 'established' {
    return this.#options.answers ? 'established' : 'new';
  }

  /** Each is told once. */
  #doubt(doubt: PathFinding): void {
    const isKnown = this.#doubts.some(({ namespace, code }) => namespace === doubt.namespace && code === doubt.code);
    if (!isKnown) this.#doubts.push(doubt);
  }

  #loop(): PathFinding {
    const where = { network: this.#network };
    const sentence = message(
      'The packet for {0} comes to {1} again: routes lead in a circle.',
      this.#flow.destination,
      nameOf(this.#world, where),
    );
    return broken('route-loop', where, sentence);
  }

  #finish(stop: PathFinding, out?: Link): PathFinding {
    this.#hop(out);
    return stop;
  }

  #hop(out: Link | undefined): void {
    const ref = (name: 'in' | 'out', link: Link | undefined): { in?: LinkRef; out?: LinkRef } =>
      link ? { [name]: refOf(link) } : {};
    this.#hops.push({
      namespace: this.#network.namespace,
      layer: 3,
      ...ref('in', this.#iif),
      ...ref('out', out),
      notes: this.#notes,
    });
    this.#notes = [];
  }

  #linkOf(index: number | undefined): Link | undefined {
    return this.#world.place(this.#network, index)?.link;
  }

  #loopback(): Link | undefined {
    return this.#network.links.find(({ flags }) => flags.includes('LOOPBACK'));
  }
}

/** A mark does not leave its network namespace. */
function unmarked(flow: Flow): Flow {
  const { mark: _, ...unmarkedFlow } = flow;
  return unmarkedFlow;
}
