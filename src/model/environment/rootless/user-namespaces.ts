import type { IdMapRange } from '../../namespace.ts';
import type { ResolvedSpec, SpecContainer } from '../../spec/spec.ts';
import type { OrdinaryUser } from '../host.ts';
import type { IdMaps } from '../launch.ts';

/**
 * A spec as an ordinary user makes it: every container is in a user namespace, in which this user is root. A container that
 * has none is in that of the first container whose namespaces it joins, or gets one of its own.
 */
export function withUserNamespaces(spec: ResolvedSpec, user: OrdinaryUser): ResolvedSpec {
  const containers = spec.containers.map((container) => {
    const [joined] = joinedContainers(container, spec);
    return withUserNamespace(container, user, joined?.name);
  });
  return { ...spec, containers };
}

/** @param of the container that has it; undefined: it gets one of its own */
export function withUserNamespace(container: SpecContainer, { uid, gid }: OrdinaryUser, of?: string): SpecContainer {
  const { namespaces } = container;
  if (namespaces.user.kind !== 'host') return container;
  if (of !== undefined) return { ...container, namespaces: { ...namespaces, user: { kind: 'join', of } } };
  return {
    ...container,
    namespaces: { ...namespaces, user: { kind: 'new' } },
    uidMap: ownMap(uid),
    gidMap: ownMap(gid),
  };
}

/** The containers of the file whose namespaces a container joins. */
export function joinedContainers({ namespaces }: SpecContainer, { containers }: ResolvedSpec): SpecContainer[] {
  const names = new Set(Object.values(namespaces).flatMap((each) => (each.kind === 'join' ? each.of : [])));
  return containers.filter(({ name }) => names.has(name));
}

/** Root inside is this id outside, and nobody else is anybody there. */
function ownMap(id: number): readonly IdMapRange[] {
  return [{ inside: 0, outside: id, count: 1 }];
}

/**
 * The maps of the user namespace in which an ordinary user is root and makes a container: 0 is the own id, which owns all
 * files that are needed for it; behind it are the other ids that the container maps.
 */
export function outerMaps({ uidMap, gidMap }: SpecContainer, { uid, gid }: OrdinaryUser): IdMaps {
  return { uidMap: outerMap(uidMap, uid), gidMap: outerMap(gidMap, gid) };
}

function outerMap(ranges: readonly IdMapRange[], own: number): readonly IdMapRange[] {
  const map = [...ownMap(own)];
  let inside = 1;
  for (const { outside, count } of ranges.filter((each) => !isOwn(each, own))) {
    map.push({ inside, outside, count });
    inside += count;
  }
  return map;
}

/** Whether a range is the own id alone. */
export function isOwn({ outside, count }: IdMapRange, own: number): boolean {
  return outside === own && count === 1;
}

/** Ranges with ids of the host, in ids of a user namespace that has each of them as a whole. */
export function rangesWithin(ranges: readonly IdMapRange[], map: readonly IdMapRange[]): readonly IdMapRange[] {
  return ranges.map((range) => {
    const above = map.find(({ outside, count }) => outside === range.outside && count === range.count);
    return { ...range, outside: above?.inside ?? range.outside };
  });
}

/** Whether two user namespaces map the same. */
export function sameMaps(a: IdMaps, b: IdMaps): boolean {
  return sameMap(a.uidMap, b.uidMap) && sameMap(a.gidMap, b.gidMap);
}

function sameMap(a: readonly IdMapRange[], b: readonly IdMapRange[]): boolean {
  const text = (map: readonly IdMapRange[]) => map.map((each) => `${each.inside} ${each.outside} ${each.count}`);
  return text(a).toSorted().join() === text(b).toSorted().join();
}
