import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { groupBy } from '../base/group-by.ts';
import { type IpAddress, parseAddress, type Subnet, subnetOf } from '../model/spec/address.ts';
import {
  type Address,
  type Bridge,
  type Cgroup,
  type Container,
  type ContainerStmt,
  type Element,
  type Interface,
  isAddress,
  isBridge,
  isCgroup,
  isCgroupRef,
  isContainer,
  isHost,
  isInterface,
  isLimits,
  isNetns,
  isProfile,
  isRoute,
  isSpec,
  isUse,
  type Knob,
  type Link,
  type NetStmt,
  type Place,
  type Profile,
  type Spec,
} from './generated/ast.ts';

/** Something with a name that references can mean. */
export type Named = Element | Interface;

/** An address statement with what it says; `ip` is undefined when it is no address. */
export interface AddressUse {
  readonly node: Address;
  readonly ip: IpAddress | undefined;
  readonly subnet: Subnet | undefined;
}

/** One place on a wire: an interface, or the bridge itself with its own address. */
export interface End {
  readonly wire: Link;
  /** Undefined for a bridge of the host when no `host` block is there. */
  readonly place: Place | undefined;
  readonly owner: Interface | Bridge;
  readonly addresses: readonly AddressUse[];
}

/** What a file says, by name and by relation; made once for each parse. */
export class SpecIndex {
  static readonly #known = new WeakMap<Spec, SpecIndex>();

  readonly spec: Spec;
  readonly places: readonly Place[];
  readonly hosts: readonly Place[];
  readonly containers: readonly Container[];
  readonly profiles: readonly Profile[];
  readonly groups: readonly Cgroup[];
  readonly wires: readonly Link[];
  /** All top-level elements with a name, in order: also those whose name is taken. */
  readonly byName: ReadonlyMap<string, readonly Element[]>;
  readonly #interfaces = new Map<Place | Profile, ReadonlyMap<string, readonly Interface[]>>();
  #onWire: ReadonlyMap<Link | undefined, readonly Interface[]> | undefined;
  #inGroup: ReadonlyMap<Cgroup | undefined, readonly Container[]> | undefined;

  /** The index of the file that a node is in. */
  static of(node: AstNode): SpecIndex {
    const spec = isSpec(node) ? node : (AstUtils.findRootNode(node) as Spec);
    let index = SpecIndex.#known.get(spec);
    if (!index) {
      index = new SpecIndex(spec);
      SpecIndex.#known.set(spec, index);
    }
    return index;
  }

  private constructor(spec: Spec) {
    this.spec = spec;
    const { elements } = spec;
    this.hosts = elements.filter(isHost);
    this.containers = elements.filter(isContainer);
    this.places = elements.filter((element) => isHost(element) || isNetns(element) || isContainer(element));
    this.profiles = elements.filter(isProfile);
    this.groups = elements.filter(isCgroup);
    this.wires = elements.filter(isWire);
    const named = elements.filter(({ name }) => name !== undefined);
    this.byName = groupBy(named, ({ name }) => name);
  }

  /** What a reference of type `wanted` that stands at `node` may mean, by name. */
  visibleFrom(node: AstNode, wanted: string): ReadonlyMap<string, readonly Named[]> {
    if (wanted !== 'Interface') return this.byName;
    if (!isRoute(node)) return new Map();
    let interfaces = this.#interfaces.get(node.$container);
    if (!interfaces) {
      const named = interfacesOf(node.$container).filter(({ name }) => name !== undefined);
      interfaces = groupBy(named, ({ name }) => name);
      this.#interfaces.set(node.$container, interfaces);
    }
    return interfaces;
  }

  /** Interfaces that are `on` a wire, in order. */
  interfacesOn(wire: Link): readonly Interface[] {
    this.#onWire ??= groupBy(this.places.flatMap(interfacesOf), (each) => each.wire?.ref);
    return this.#onWire.get(wire) ?? [];
  }

  /** All ends of a wire: its interfaces, and for a bridge the bridge itself in its place. */
  endsOf(wire: Link): readonly End[] {
    const ends = this.interfacesOn(wire).map(
      (owner): End => ({ wire, owner, place: placeOf(owner), addresses: addressesOf(owner) }),
    );
    if (!isBridge(wire)) return ends;
    return [{ wire, owner: wire, place: this.placeOfBridge(wire), addresses: addressesOf(wire) }, ...ends];
  }

  /** Where a bridge stands: on the host unless it says otherwise; undefined when there is no `host` block. */
  placeOfBridge(bridge: Bridge): Place | undefined {
    return bridge.place ? bridge.place.ref : this.hosts[0];
  }

  /** Containers whose leaf hangs directly below a group. */
  containersIn(group: Cgroup): readonly Container[] {
    this.#inGroup ??= groupBy(this.containers, groupOf);
    return this.#inGroup.get(group) ?? [];
  }

  childrenOf(group: Cgroup): readonly Cgroup[] {
    return this.groups.filter((child) => child.parent?.ref === group);
  }
}

export function isWire(element: Element): element is Link {
  return !isHost(element) && !isNetns(element) && !isContainer(element) && !isProfile(element) && !isCgroup(element);
}

/** Network statements of a place; of a container also those that its profiles bring. */
export function netStatements(place: Place | Profile): readonly (NetStmt | ContainerStmt)[] {
  return isContainer(place) ? statementsOf(place) : place.body;
}

export function interfacesOf(place: Place | Profile): readonly Interface[] {
  const body: readonly AstNode[] = place.body;
  return body.filter(isInterface);
}

/** The place an interface lives in; undefined in a profile. */
export function placeOf(node: Interface): Place | undefined {
  const { $container } = node;
  return isProfile($container) ? undefined : $container;
}

export function addressesOf(owner: Interface | Link): readonly AddressUse[] {
  const body: readonly AstNode[] = owner.body;
  return body.filter(isAddress).map((node) => {
    const ip = node.value === undefined ? undefined : parseAddress(node.value);
    return { node, ip, subnet: ip && subnetOf(ip) };
  });
}

const STATEMENTS = new WeakMap<Container | Profile, readonly ContainerStmt[]>();

/**
 * Statements of a container with those of the profiles it uses, profiles first; for settings that stand once the last
 * one holds. A profile that comes in twice counts where it comes last.
 */
export function statementsOf(container: Container | Profile): readonly ContainerStmt[] {
  let statements = STATEMENTS.get(container);
  if (!statements) {
    statements = [...profilesOf(container)].toReversed().flatMap(({ body }) => body);
    STATEMENTS.set(container, statements);
  }
  return statements;
}

/** So many profiles come together in a container at most, so that the time stays small. */
const MAX_PROFILES = 256;

/** A container before its profiles, the last of them first. */
function profilesOf(container: Container | Profile): ReadonlySet<Container | Profile> {
  const found = new Set<Container | Profile>();
  const open = [container];
  for (let next = open.pop(); next && found.size < MAX_PROFILES; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const { profile } of next.body.filter(isUse)) if (profile?.ref) open.push(profile.ref);
  }
  return found;
}

/** The last statement of a type that holds for a container. */
export function settingOf<T extends ContainerStmt>(
  container: Container | Profile,
  is: (item: unknown) => item is T,
): T | undefined {
  return statementsOf(container).filter(is).at(-1);
}

export function groupOf(container: Container): Cgroup | undefined {
  return settingOf(container, isCgroupRef)?.group?.ref;
}

/** Knobs that hold for the leaf of a container, by key; the last one holds. */
export function knobsOf(container: Container | Profile): ReadonlyMap<string, Knob> {
  const knobs = statementsOf(container)
    .filter(isLimits)
    .flatMap((limits) => limits.knobs);
  return new Map(knobs.map((knob) => [knob.key, knob]));
}
