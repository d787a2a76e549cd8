import { type IpAddress, parseAddress, type Subnet, subnetOf } from '../model/spec/address.ts';
import {
  type Bridge,
  type Container,
  type ContainerStmt,
  type Interface,
  isBridge,
  isContainer,
  isHost,
  isInterface,
  isJoin,
  isNat,
  isPort,
  isTagVlan,
  isVeth,
  isVlanFiltering,
  type Link,
  type NetStmt,
  type Place,
} from './generated/ast.ts';
import { type AddressUse, addressesOf, netStatements, SpecIndex, statementsOf } from './spec-index.ts';

/** One network namespace of the file: a place, with the containers that join it. */
export interface Stack {
  /** Undefined: the host in a file without a block `host`, or a place that is not declared. */
  readonly place: Place | undefined;
  readonly isHost: boolean;
  /** Whether it has interfaces that the file does not tell: the host, and what is joined from outside. */
  readonly isOpen: boolean;
  /** Those of its profiles too. */
  readonly statements: readonly (NetStmt | ContainerStmt)[];
  readonly attachments: readonly Attachment[];
}

/** An interface of a stack, or a bridge with its own address in the stack that it stands in. */
export interface Attachment {
  readonly stack: Stack;
  readonly segment: Segment;
  /** An interface of a profile is in many stacks. */
  readonly owner: Interface | Bridge;
  readonly addresses: readonly AddressUse[];
}

/** What is heard by everyone when one speaks: a wire, or one VLAN of a bridge that filters. */
export interface Segment {
  /** Undefined: an interface without a wire, or whose wire is not declared. */
  readonly wire: Link | undefined;
  /** Whether it reaches beyond the file: a network card of the host, another machine. */
  readonly isOpen: boolean;
  /** The bridge itself comes first. */
  readonly attachments: readonly Attachment[];
}

type Filling<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** A namespace is looked for through so many containers that join one another. */
const MAX_JOINS = 64;

/** So many are asked of those who have an address somewhere, so that the time stays small. */
const MAX_HOLDERS = 64;

const ADDRESSES = new WeakMap<Stack, ReadonlySet<string>>();
const SEGMENTS = new WeakMap<Stack, ReadonlySet<Segment>>();

/** Who hears whom: the stacks and segments of a file, made once for each parse. */
export class Wiring {
  static readonly #known = new WeakMap<SpecIndex, Wiring>();

  readonly host: Stack;
  readonly stacks: readonly Stack[];
  readonly segments: readonly Segment[];
  readonly #stackOf: ReadonlyMap<Place, Filling<Stack>>;
  readonly #segments = new Map<Link, Map<string | undefined, Filling<Segment>>>();
  readonly #loose: Segment[] = [];
  readonly #inUse = new WeakMap<Segment, ReadonlyMap<string, readonly Attachment[]>>();
  #everywhere: ReadonlyMap<string, readonly Attachment[]> | undefined;
  readonly #translated = new WeakMap<Segment, readonly Subnet[]>();

  static of(index: SpecIndex): Wiring {
    let wiring = Wiring.#known.get(index);
    if (!wiring) {
      wiring = new Wiring(index);
      Wiring.#known.set(index, wiring);
    }
    return wiring;
  }

  private constructor(index: SpecIndex) {
    const host = emptyStack(index.hosts[0], true);
    this.host = host;
    this.#stackOf = new Map(index.places.map((place) => [place, isHost(place) ? host : emptyStack(place, false)]));
    const orphans: Stack[] = [];
    for (const wire of index.wires) {
      if (!isBridge(wire)) continue;
      const place = index.placeOfBridge(wire);
      const stack = place ? this.#filling(place) : wire.place ? emptyStack(undefined, false) : host;
      if (!place && wire.place) orphans.push(stack);
      this.#attach(stack, wire, this.#segmentOf(wire, undefined));
    }
    for (const place of index.places) this.#fill(place);
    this.stacks = [...new Set([host, ...index.places.map((place) => this.#filling(place)), ...orphans])];
    this.segments = [...[...this.#segments.values()].flatMap((vlans) => [...vlans.values()]), ...this.#loose];
  }

  /** The stack that a place has or joins. */
  stackOf(place: Place): Stack {
    return this.#filling(place);
  }

  /** The segments of a wire: one, or one for each VLAN. */
  segmentsOf(wire: Link): readonly Segment[] {
    return [...(this.#segments.get(wire)?.values() ?? [])];
  }

  /** Who answers for an address on a segment: first who has it there, then who has it on another interface. */
  holderOf(segment: Segment, ip: IpAddress, asking: Stack): Stack | undefined {
    const key = addressKey(ip);
    const direct = this.#addressesOn(segment)
      .get(key)
      ?.find(({ stack }) => stack !== asking);
    if (direct) return direct.stack;
    this.#everywhere ??= byAddress(this.segments.flatMap(({ attachments }) => attachments));
    const others = this.#everywhere.get(key)?.slice(0, MAX_HOLDERS) ?? [];
    return others.find(({ stack }) => stack !== asking && isOnSegment(stack, segment))?.stack;
  }

  #addressesOn(segment: Segment): ReadonlyMap<string, readonly Attachment[]> {
    let inUse = this.#inUse.get(segment);
    if (!inUse) {
      inUse = byAddress(segment.attachments);
      this.#inUse.set(segment, inUse);
    }
    return inUse;
  }

  /** Networks whose addresses a stack on this segment hides from others, by `nat`. */
  translatedOn(segment: Segment): readonly Subnet[] {
    let translated = this.#translated.get(segment);
    if (!translated) {
      translated = [...new Set(segment.attachments.map(({ stack }) => stack))].flatMap(translatedBy);
      this.#translated.set(segment, translated);
    }
    return translated;
  }

  /** Follows `join net of`. */
  #filling(place: Place): Filling<Stack> {
    const seen = new Set<Place>();
    let at = place;
    for (let next = joinedBy(at); next && !seen.has(next) && seen.size < MAX_JOINS; next = joinedBy(at)) {
      seen.add(at);
      at = next;
    }
    return this.#stackOf.get(at) ?? emptyStack(at, false);
  }

  #fill(place: Place): void {
    const stack = this.#filling(place);
    if (isContainer(place) && joinsOutside(place)) stack.isOpen = true;
    // A profile that is used on two ways brings its statements once.
    const statements = new Set(netStatements(place));
    for (const statement of statements) {
      stack.statements.push(statement);
      if (!isInterface(statement)) continue;
      const wire = statement.wire?.ref;
      this.#attach(stack, statement, wire ? this.#segmentOf(wire, statement) : this.#looseSegment(statement));
    }
  }

  #attach(stack: Filling<Stack>, owner: Interface | Bridge, segment: Filling<Segment>): void {
    const attachment: Attachment = { stack, segment, owner, addresses: addressesOf(owner).map(withoutEverything) };
    stack.attachments.push(attachment);
    segment.attachments.push(attachment);
  }

  #segmentOf(wire: Link, port: Interface | undefined): Filling<Segment> {
    let vlans = this.#segments.get(wire);
    if (!vlans) {
      vlans = new Map();
      this.#segments.set(wire, vlans);
    }
    const vlan = port && isBridge(wire) && filters(wire) ? port.body.find(isTagVlan)?.vid : undefined;
    let segment = vlans.get(vlan);
    if (!segment) {
      segment = { wire, isOpen: reachesOut(wire), attachments: [] };
      vlans.set(vlan, segment);
    }
    return segment;
  }

  #looseSegment({ wire }: Interface): Filling<Segment> {
    const segment = { wire: undefined, isOpen: wire !== undefined, attachments: [] };
    this.#loose.push(segment);
    return segment;
  }
}

function emptyStack(place: Place | undefined, host: boolean): Filling<Stack> {
  return { place, isHost: host, isOpen: host, statements: [], attachments: [] };
}

function joinedBy(place: Place): Place | undefined {
  if (!isContainer(place)) return undefined;
  return statementsOf(place).filter(isJoin).find(joinsNet)?.target?.ref;
}

function joinsOutside(container: Container): boolean {
  return statementsOf(container)
    .filter(isJoin)
    .some((join) => joinsNet(join) && !join.target);
}

function joinsNet({ kind }: { readonly kind?: string }): boolean {
  return kind === 'net';
}

function filters(bridge: Bridge): boolean {
  return bridge.body.some((each) => isVlanFiltering(each) && each.on === 'on');
}

function reachesOut(wire: Link): boolean {
  return isBridge(wire) ? wire.body.some(isPort) : !isVeth(wire);
}

/** A network of all addresses (`/0`) is a mistake (A02) that would make everything overlap. */
function withoutEverything(use: AddressUse): AddressUse {
  return use.subnet?.prefix === 0 ? { ...use, subnet: undefined } : use;
}

/** A key for maps: addresses of both families, whatever their prefix. */
export function addressKey({ family, value }: Pick<IpAddress, 'family' | 'value'>): string {
  return `${family}/${value}`;
}

export function subnetKey({ family, base, prefix }: Subnet): string {
  return `${family}/${base}/${prefix}`;
}

function byAddress(attachments: readonly Attachment[]): ReadonlyMap<string, readonly Attachment[]> {
  const map = new Map<string, Attachment[]>();
  for (const attachment of attachments) {
    for (const { ip } of attachment.addresses) {
      if (!ip) continue;
      const key = addressKey(ip);
      const known = map.get(key);
      if (known) known.push(attachment);
      else map.set(key, [attachment]);
    }
  }
  return map;
}

export function hasAddress(stack: Stack, ip: Pick<IpAddress, 'family' | 'value'>): boolean {
  let own = ADDRESSES.get(stack);
  if (!own) {
    own = new Set(byAddress(stack.attachments).keys());
    ADDRESSES.set(stack, own);
  }
  return own.has(addressKey(ip));
}

export function isOnSegment(stack: Stack, segment: Segment): boolean {
  let own = SEGMENTS.get(stack);
  if (!own) {
    own = new Set(stack.attachments.map((each) => each.segment));
    SEGMENTS.set(stack, own);
  }
  return own.has(segment);
}

/** Networks that a stack hides by `nat`. */
export function translatedBy(stack: Stack): readonly Subnet[] {
  return stack.statements.filter(isNat).flatMap(({ source }) => parseSubnet(source) ?? []);
}

/** A network as in `route` and `nat`; one address is a network too. Bits behind the prefix are cleared. */
export function parseSubnet(text: string | undefined): Subnet | undefined {
  const ip = text === undefined ? undefined : parseAddress(text);
  return ip && subnetOf({ ...ip, prefix: ip.prefix ?? (ip.family === 4 ? 32 : 128) });
}

/** What people call a stack. */
export function stackName({ place, isHost: host }: Stack): string {
  return host ? 'host' : (place?.name ?? '?');
}
