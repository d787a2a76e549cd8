import { createRequire } from 'node:module';
import { Arranger, type EngineWorker } from '../../src/drawing/arranger.ts';
import type { Wiring } from '../../src/drawing/build-scene.ts';
import { type Measured, measure } from '../../src/drawing/measure.ts';
import type { Scene } from '../../src/drawing/scene.ts';
import type { Address, Link, Network } from '../../src/model/network/network.ts';
import type { Place } from '../../src/model/network/place.ts';
import type { Wire } from '../../src/model/network/wires.ts';
import { networkOf } from './networks.ts';

const NONE = { bytes: 0, packets: 0, errors: 0, dropped: 0 };

/** A link that is up, unless told otherwise. */
export function link(index: number, name: string, more: Partial<Link> = {}): Link {
  return {
    index,
    name,
    linkType: 'ether',
    flags: ['BROADCAST', 'UP', 'LOWER_UP'],
    mtu: 1500,
    operstate: 'UP',
    rx: NONE,
    tx: NONE,
    details: {},
    ...more,
  };
}

export const LOOPBACK = link(1, 'lo', { flags: ['LOOPBACK', 'UP', 'LOWER_UP'], linkType: 'loopback' });

/** An address of a link: `10.0.0.1/24`. */
export function address(index: number, text: string): Address {
  const [local = '', length] = text.split('/');
  const family = local.includes(':') ? 'inet6' : 'inet';
  return { index, family, local, prefixLength: Number(length), scope: 'global', flags: [] };
}

/** A namespace with a loopback and these links. */
export function network(namespace: string, links: readonly Link[], addresses: readonly Address[] = []): Network {
  return networkOf(namespace, { links: [LOOPBACK, ...links], addresses });
}

/** A cable between the links with these indexes. */
export function cable(a: string, first: number, b: string, second: number): Wire {
  return {
    relation: 'pair',
    kind: 'veth',
    a: { namespace: a, index: first, link: '' },
    b: { namespace: b, index: second, link: '' },
  };
}

/** Namespaces are called as their ids; `host` is the initial one. */
export function wiring(networks: readonly Network[], wires: readonly Wire[]): Wiring {
  const place = (namespace: string): Place => ({
    namespace,
    inode: 1,
    title: namespace,
    initial: namespace === 'host',
    processes: 1,
  });
  return { networks, wires, places: new Map(networks.map(({ namespace }) => [namespace, place(namespace)])) };
}

/** A host with a bridge `br0`, and namespaces `n1`, `n2`, … wired to it. @param idOf id of each; 0 is the host */
export function bridged(count: number, idOf = (n: number) => (n === 0 ? 'host' : `n${n}`)): Wiring {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const ports = numbers.map((n) => link(10 + n, `veth${n}`, { kind: 'veth', master: 3 }));
  const host = network(idOf(0), [link(3, 'br0', { kind: 'bridge' }), ...ports], [address(3, '10.0.0.254/16')]);
  const others = numbers.map((n) =>
    network(idOf(n), [link(2, 'eth0', { kind: 'veth' })], [address(2, `10.0.${n >> 8}.${n & 255}/16`)]),
  );
  return wiring(
    [host, ...others],
    numbers.map((n) => cable(idOf(0), 10 + n, idOf(n), 2)),
  );
}

export function sizesOf({ boxes }: Scene): Map<string, Measured> {
  return new Map(boxes.map((box) => [box.key, measure(box)]));
}

/** The layout engine, in this thread. */
export function arranger(): Arranger {
  const load = createRequire(import.meta.url);
  const engine: { readonly Worker: new () => EngineWorker } = load('elkjs/lib/elk-worker.min.js');
  return new Arranger({ makeWorker: () => new engine.Worker(), timer: () => () => undefined });
}
