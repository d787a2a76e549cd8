import type { NamespaceId } from '../namespace.ts';
import { ipAddressJson, ipNeighbourJson, ipRouteJson, ipRuleJson } from './ip-json.ts';
import type { Network } from './network.ts';
import type { Place } from './place.ts';
import type { WireguardDevice } from './wireguard.ts';
import type { Wire, WireEnd } from './wires.ts';

/**
 * Namespaces with links, routes and neighbours as `ip -j` has them, and wires: `{"namespaces": [{ns, name, links, routes,
 * neigh}], "wires": [{relation, kind, a, b}]}`. An end of a wire is `{ns, name, link}`, null where it cannot be seen.
 * @param wireguard what was read of the wireguard links of a namespace
 */
export function topologyJson(
  networks: readonly Network[],
  wires: readonly Wire[],
  places: ReadonlyMap<NamespaceId, Place>,
  wireguard: ReadonlyMap<NamespaceId, readonly WireguardDevice[]> = new Map(),
): unknown {
  const end = (of: WireEnd | undefined) => {
    const place = of && places.get(of.namespace);
    return place ? { ns: place.inode, name: nameOf(place), link: of.link } : null;
  };
  return {
    namespaces: networks.map((network) => ({
      ns: places.get(network.namespace)?.inode ?? null,
      name: nameOf(places.get(network.namespace)),
      links: ipAddressJson(network, wireguard.get(network.namespace)),
      routes: ipRouteJson(network),
      rules: ipRuleJson(network),
      neigh: ipNeighbourJson(network),
    })),
    wires: wires.map(({ relation, kind, a, b }) => ({ relation, kind, a: end(a), b: end(b) })),
  };
}

/** Name of ip-netns(8); null for none. */
function nameOf(place: Place | undefined): string | null {
  return place?.name ?? null;
}
