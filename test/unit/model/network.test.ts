import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Link, Network } from '../../../src/model/network/network.ts';
import { wiresOf } from '../../../src/model/network/wires.ts';

const NONE = { bytes: 0, packets: 0, errors: 0, dropped: 0 };

function veth(name: string, index: number, link: number | undefined, linkNetnsid?: number): Link {
  return {
    index,
    name,
    kind: 'veth',
    linkType: 'ether',
    flags: [],
    mtu: 1500,
    operstate: 'UP',
    rx: NONE,
    tx: NONE,
    details: {},
    ...(link !== undefined && { link }),
    ...(linkNetnsid !== undefined && { linkNetnsid }),
  };
}

function network(namespace: string, ...links: Link[]): Network {
  return { namespace, links, addresses: [], routes: [], neighbours: [] };
}

function told(networks: readonly Network[], ids: Readonly<Record<string, number>> = {}): string[] {
  const wires = wiresOf(networks, (from, to) => ids[`${from.namespace} ${to.namespace}`]);
  return wires.map(({ a, b }) => `${a.namespace}/${a.link}-${b ? `${b.namespace}/${b.link}` : '?'}`);
}

describe('wires', () => {
  it('join the ends of a veth pair across namespaces', () => {
    assert.deepEqual(told([network('sfo', veth('a', 2, 3, 0)), network('nyc', veth('b', 3, 2, 0))]), ['sfo/a-nyc/b']);
  });

  it('join ends in one namespace, and ends of the same index', () => {
    assert.deepEqual(told([network('sfo', veth('a', 2, 3), veth('b', 3, 2))]), ['sfo/a-sfo/b']);
    assert.deepEqual(told([network('sfo', veth('a', 2, undefined, 0)), network('nyc', veth('b', 2, undefined, 0))]), [
      'sfo/a-nyc/b',
    ]);
  });

  it('end in the dark where the other namespace is not seen', () => {
    assert.deepEqual(told([network('sfo', veth('a', 2, 9, 0))]), ['sfo/a-?']);
  });

  it('are told apart by the ids of namespaces where several ends would fit', () => {
    const networks = [
      network('x', veth('a', 2, 2, 7)),
      network('y', veth('b', 2, 2, 0)),
      network('z', veth('c', 2, 2, 0), veth('d', 3, 9, 4)),
    ];
    assert.deepEqual(told(networks, { 'x y': 6, 'x z': 7 }), ['x/a-z/c', 'y/b-?', 'z/d-?']);
  });
});
