import type { Network } from '../../src/model/network/network.ts';

/** A network namespace with nothing in it, but for what is told. */
export function networkOf(namespace: string, known: Partial<Network> = {}): Network {
  return {
    namespace,
    links: [],
    addresses: [],
    routes: [],
    rules: [],
    neighbours: [],
    forwarding: { ipv4: false, ipv6: false, links: {} },
    qdiscs: [],
    ...known,
  };
}
