import { printable } from '../../../base/text.ts';
import type { NamespaceId } from '../../namespace.ts';
import { netnsNameProblem } from '../../operation/netns.ts';
import type { LinkName } from '../ip-args.ts';
import type { Link, LinkIndex, Network } from '../network.ts';
import type { Place } from '../place.ts';
import type { Wire, WireEnd } from '../wires.ts';

/** A network namespace that a script makes, or the host that it is wired to. */
export interface Member {
  /** Name that it gets; undefined: the host, which is there. */
  readonly name: string | undefined;
  readonly network: Network;
  /** The links of it that the script makes or sets up, by their numbers. */
  readonly links: ReadonlySet<LinkIndex>;
  readonly nameOf: LinkName;
}

/**
 * What a script is about: of the host only what is wired to the others, with the bridges of that. What has a name that cannot
 * be written in a script is left out.
 */
export function membersOf(
  networks: readonly Network[],
  wires: readonly Wire[],
  places: ReadonlyMap<NamespaceId, Place>,
): Member[] {
  const taken = new Set<string>();
  const chosen = new Set(
    networks.filter(({ namespace }) => !isHost(places.get(namespace))).map(({ namespace }) => namespace),
  );
  return networks.map((network) => {
    const place = places.get(network.namespace);
    const links = isHost(place) ? wiredLinks(network, wires, chosen) : network.links;
    return {
      name: isHost(place) ? undefined : freeName(place, taken),
      network,
      links: new Set(links.filter(isWritable).map(({ index }) => index)),
      nameOf: (index) => network.links.find((link) => link.index === index)?.name,
    };
  });
}

function isHost(place: Place | undefined): boolean {
  return place?.initial === true;
}

/** Its own name where that is one; else one made of what people call it. */
function freeName(place: Place | undefined, taken: Set<string>): string {
  const { name, title = 'netns' } = place ?? {};
  const plain =
    title
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[.-]+|-+$/g, '')
      .slice(0, 60) || 'netns';
  const wanted = name !== undefined && !netnsNameProblem(name) ? name : plain;
  let free = wanted;
  for (let n = 2; taken.has(free); n++) free = `${wanted}-${n}`;
  taken.add(free);
  return free;
}

function isWritable({ name }: Link): boolean {
  return !name.includes('\ufffd') && printable(name, 1000) === name;
}

/** Links of the host whose other end is in one of these, and the bridges that they are ports of. */
function wiredLinks({ namespace, links }: Network, wires: readonly Wire[], chosen: ReadonlySet<NamespaceId>): Link[] {
  const isHere = (end: WireEnd | undefined) => end?.namespace === namespace;
  const wired = wires.flatMap(({ a, b }) => {
    if (isHere(a) && b && chosen.has(b.namespace)) return [a.index];
    return isHere(b) && b && chosen.has(a.namespace) ? [b.index] : [];
  });
  const found = new Set(wired);
  const masters = links.filter(({ index }) => found.has(index)).flatMap(({ master }) => master ?? []);
  const all = new Set([...found, ...masters]);
  // A device of hardware is there, and is only named.
  return links.filter(({ index, kind }) => all.has(index) && kind !== undefined);
}
