import {
  bitsOf,
  contains,
  type IpAddress,
  lastOf,
  parseAddress,
  type Subnet,
  subnetOf,
} from '../model/spec/address.ts';
import { type Address, type Gateway, type Interface, isGateway, isRoute, type Route } from './generated/ast.ts';
import type { SpecIndex } from './spec-index.ts';
import { type Attachment, hasAddress, parseSubnet, type Stack, Wiring } from './wiring.ts';

type Family = IpAddress['family'];

/** A gateway or the `via` of a route: who passes packets on. */
export interface NextHop {
  readonly stack: Stack;
  readonly node: Gateway | Route;
  readonly property: 'value' | 'via';
  readonly ip: IpAddress;
  /** The interfaces that it may be reached by: that of a gateway, that of `dev`, else all. */
  readonly by: readonly Attachment[];
}

/** A line of a routing table. */
export interface TableLine {
  readonly subnet: Subnet;
  readonly node: Address | Gateway | Route;
  /** Undefined: the destination is on the wire, or the route goes nowhere. */
  readonly nextHop: NextHop | undefined;
  /** Undefined for a next hop that no interface reaches, and for a route that goes nowhere. */
  readonly attachment: Attachment | undefined;
}

/** A place that a packet comes to. */
export interface Step {
  readonly stack: Stack;
  /** Where the one before is reached from here, on the wire that they share; undefined: not by the address of a network. */
  readonly back: IpAddress | undefined;
}

/** More hops than that are a loop. */
const MAX_HOPS = 32;

/** The route a packet takes in a file. Made once for each parse. */
export class Routing {
  static readonly #known = new WeakMap<SpecIndex, Routing>();

  readonly wiring: Wiring;
  readonly #tables = new WeakMap<Stack, RoutingTable>();

  static of(index: SpecIndex): Routing {
    let routing = Routing.#known.get(index);
    if (!routing) {
      routing = new Routing(Wiring.of(index));
      Routing.#known.set(index, routing);
    }
    return routing;
  }

  private constructor(wiring: Wiring) {
    this.wiring = wiring;
  }

  tableOf(stack: Stack): RoutingTable {
    let table = this.#tables.get(stack);
    if (!table) {
      table = new RoutingTable(stack);
      this.#tables.set(stack, table);
    }
    return table;
  }

  /** The interface by which a next hop is on the wire; undefined: the kernel refuses it. */
  reachOf(nextHop: NextHop): Attachment | undefined {
    return this.tableOf(nextHop.stack).reachOf(nextHop);
  }

  /** Who a next hop is; undefined: nobody in the file, or it cannot be reached. */
  holderOf(nextHop: NextHop): Stack | undefined {
    const by = this.reachOf(nextHop);
    return by && this.wiring.holderOf(by.segment, nextHop.ip, nextHop.stack);
  }

  /** The places a packet passes, the last one has the address; undefined when it is lost on its way. */
  trace(from: Stack, to: IpAddress): readonly Step[] | undefined {
    const steps: Step[] = [];
    for (let at = from; steps.length < MAX_HOPS; ) {
      const line = this.tableOf(at).lookup(to);
      if (!line?.attachment) return undefined;
      const { segment } = line.attachment;
      const hop = line.nextHop?.ip ?? to;
      const next = this.wiring.holderOf(segment, hop, at);
      if (!next) return undefined;
      steps.push({ stack: next, back: sourceFor(line.attachment, hop) });
      if (hasAddress(next, to)) return steps;
      at = next;
    }
    return undefined;
  }
}

/** The own address of an interface by which it speaks to another on its wire. */
export function sourceFor({ addresses }: Attachment, ip: IpAddress): IpAddress | undefined {
  return addresses.find(({ subnet }) => subnet && contains(subnet, ip))?.ip;
}

const ON_LINK = new WeakMap<Stack, readonly (readonly [unknown, Subnet])[]>();

/** Networks that a `route … dev` says to be on the wire of an interface. */
function neighboursBy(stack: Stack): readonly (readonly [unknown, Subnet])[] {
  let told = ON_LINK.get(stack);
  if (!told) {
    told = stack.statements.flatMap((each): (readonly [unknown, Subnet])[] => {
      const subnet = isRoute(each) && each.via === undefined && each.dev ? parseSubnet(each.dest) : undefined;
      return subnet && isRoute(each) ? [[each.dev?.ref, subnet]] : [];
    });
    ON_LINK.set(stack, told);
  }
  return told;
}

/** Whether a `route … dev` says that an address is on the wire. */
function isOnLink(stack: Stack, { owner }: Attachment, ip: IpAddress): boolean {
  return neighboursBy(stack).some(([dev, subnet]) => dev === owner && contains(subnet, ip));
}

/** Gateways and next hops of a stack that are addresses, in order. */
export function nextHopsOf(stack: Stack): readonly NextHop[] {
  const gateways = stack.attachments.flatMap((attachment) =>
    gatewaysOf(attachment).flatMap((node): NextHop[] => {
      const ip = parseHop(node.value);
      return ip ? [{ stack, node, property: 'value', ip, by: [attachment] }] : [];
    }),
  );
  const routes = stack.statements.filter(isRoute).flatMap((node): NextHop[] => {
    const ip = parseHop(node.via);
    return ip ? [{ stack, node, property: 'via', ip, by: attachmentsFor(stack, node) }] : [];
  });
  return [...gateways, ...routes];
}

function gatewaysOf({ owner }: Attachment): readonly Gateway[] {
  return owner.$type === 'Interface' ? owner.body.filter(isGateway) : [];
}

function parseHop(text: string | undefined): IpAddress | undefined {
  const ip = text === undefined ? undefined : parseAddress(text);
  return ip?.prefix === undefined ? ip : undefined;
}

function attachmentsFor({ attachments }: Stack, { dev }: Route): readonly Attachment[] {
  if (!dev) return attachments;
  const owner: Interface | undefined = dev.ref;
  return attachments.filter((each) => each.owner === owner);
}

/** What a stack knows of ways: the longest prefix first, as the kernel looks it up. */
export class RoutingTable {
  readonly lines: readonly TableLine[];
  readonly #stack: Stack;
  /** What is on the wires. */
  readonly #near: Lookup;
  readonly #all: Lookup;

  constructor(stack: Stack) {
    this.#stack = stack;
    const near = [...connected(stack), ...onLink(stack)];
    this.#near = new Lookup(near);
    this.lines = [...near, ...this.#routed()];
    this.#all = new Lookup(this.lines);
  }

  /** `below`: only in networks larger than that. */
  lookup(ip: Pick<IpAddress, 'family' | 'value'>, below?: number): TableLine | undefined {
    return this.#all.find(ip, below);
  }

  /** The interface by which a next hop is on the wire. */
  reachOf({ ip, by }: NextHop): Attachment | undefined {
    if (by === this.#stack.attachments) return this.#near.find(ip)?.attachment;
    return by.find((each) => sourceFor(each, ip) ?? isOnLink(this.#stack, each, ip));
  }

  #routed(): TableLine[] {
    return nextHopsOf(this.#stack).flatMap((nextHop) => {
      const subnet = destinationOf(nextHop);
      return subnet ? [{ subnet, node: nextHop.node, nextHop, attachment: this.reachOf(nextHop) }] : [];
    });
  }
}

/** Lines by the length of their prefix, longest first. */
class Lookup {
  readonly #byLength: Readonly<Record<Family, readonly (readonly [number, ReadonlyMap<bigint, TableLine>])[]>>;

  constructor(lines: readonly TableLine[]) {
    this.#byLength = { 4: group(lines, 4), 6: group(lines, 6) };
  }

  find({ family, value }: Pick<IpAddress, 'family' | 'value'>, below = bitsOf(family) + 1): TableLine | undefined {
    for (const [prefix, lines] of this.#byLength[family]) {
      if (prefix >= below) continue;
      const host = BigInt(bitsOf(family) - prefix);
      const line = lines.get((value >> host) << host);
      if (line) return line;
    }
    return undefined;
  }
}

function group(lines: readonly TableLine[], family: Family): (readonly [number, ReadonlyMap<bigint, TableLine>])[] {
  const groups = new Map<number, Map<bigint, TableLine>>();
  for (const line of lines) {
    if (line.subnet.family !== family) continue;
    const { prefix, base } = line.subnet;
    const same = groups.get(prefix) ?? new Map<bigint, TableLine>();
    groups.set(prefix, same);
    if (!same.has(base)) same.set(base, line);
  }
  return [...groups].sort(([a], [b]) => b - a);
}

function connected({ attachments }: Stack): TableLine[] {
  return attachments.flatMap((attachment) =>
    attachment.addresses.flatMap(({ subnet, node }) =>
      subnet ? [{ subnet, node, nextHop: undefined, attachment }] : [],
    ),
  );
}

/** Routes without a next hop: to a wire, or to nowhere. */
function onLink(stack: Stack): TableLine[] {
  return stack.statements.filter(isRoute).flatMap((node) => {
    const subnet = node.via === undefined ? parseSubnet(node.dest) : undefined;
    return subnet ? [{ subnet, node, nextHop: undefined, attachment: node.dev && attachmentsFor(stack, node)[0] }] : [];
  });
}

/** Where a next hop leads: for a gateway everywhere. */
function destinationOf({ node, ip }: NextHop): Subnet | undefined {
  if (node.$type === 'Gateway') return subnetOf({ ...ip, value: 0n, prefix: 0 });
  const subnet = parseSubnet(node.dest);
  return subnet?.family === ip.family ? subnet : undefined;
}

/** Sorted addresses of a file, to find those in a network. */
export class AddressList {
  readonly #sorted: readonly { readonly ip: IpAddress; readonly attachment: Attachment }[];

  constructor({ stacks }: Wiring) {
    const all = stacks.flatMap(({ attachments }) =>
      attachments.flatMap((attachment) => attachment.addresses.flatMap(({ ip }) => (ip ? [{ ip, attachment }] : []))),
    );
    this.#sorted = all.sort((a, b) => a.ip.family - b.ip.family || compare(a.ip.value, b.ip.value));
  }

  /** At most `most` of the addresses in a network. */
  in(subnet: Subnet, most: number): { readonly ip: IpAddress; readonly attachment: Attachment }[] {
    let low = 0;
    for (let high = this.#sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      const ip = this.#sorted[middle]?.ip;
      if (ip && (ip.family - subnet.family || compare(ip.value, subnet.base)) < 0) low = middle + 1;
      else high = middle;
    }
    const last = lastOf(subnet);
    const found = this.#sorted.slice(low, low + most);
    return found.filter(({ ip }) => ip.family === subnet.family && ip.value <= last);
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
