import type { NamespaceId } from '../namespace.ts';
import type { Link, Network } from './network.ts';

/** An end of a wire: a link, and the namespace it is in. */
export interface WireEnd {
  readonly namespace: NamespaceId;
  readonly link: string;
}

/** Two links that are the ends of one cable (veth(4), netkit). */
export interface Wire {
  readonly kind: string;
  readonly a: WireEnd;
  /** Absent when the other end is in a namespace that cannot be seen. */
  readonly b?: WireEnd;
}

/** Kinds of links that come in pairs. */
const PAIRS = new Set(['veth', 'netkit', 'vxcan']);

interface Place {
  readonly network: Network;
  readonly link: Link;
}

/**
 * The cables between the links of these namespaces.
 * @param idOf the number that the namespace of the first network has given that of the second (ip-netns(8) `list-id`);
 *   asked only where several links could be the other end
 */
export function wiresOf(
  networks: readonly Network[],
  idOf: (from: Network, to: Network) => number | undefined,
): Wire[] {
  const ends = networks.flatMap((network) =>
    network.links.filter(({ kind }) => kind !== undefined && PAIRS.has(kind)).map((link) => ({ network, link })),
  );
  const done = new Set<Link>();
  return ends.flatMap(({ network, link }): Wire[] => {
    if (done.has(link)) return [];
    done.add(link);
    const other = peerOf({ network, link }, ends, idOf);
    if (other) done.add(other.link);
    return [wire({ network, link }, other)];
  });
}

/** Each end tells the index of the other, and in which namespace that is where it is another one. */
function peerOf(
  { network, link }: Place,
  ends: readonly Place[],
  idOf: (from: Network, to: Network) => number | undefined,
): Place | undefined {
  // The kernel leaves the index out when it is that of the link itself.
  const index = link.link ?? link.index;
  const fits = ends.filter(
    (each) =>
      each.link !== link &&
      each.link.kind === link.kind &&
      each.link.index === index &&
      (each.link.link ?? each.link.index) === link.index &&
      (link.linkNetnsid === undefined) === (each.network === network),
  );
  if (fits.length < 2) return fits[0];
  return fits.find((each) => idOf(network, each.network) === link.linkNetnsid);
}

function wire({ network, link }: Place, other: Place | undefined): Wire {
  const kind = link.kind ?? '';
  const a = { namespace: network.namespace, link: link.name };
  return other ? { kind, a, b: { namespace: other.network.namespace, link: other.link.name } } : { kind, a };
}
