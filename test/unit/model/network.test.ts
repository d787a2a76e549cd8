import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Link, Network } from '../../../src/model/network/network.ts';
import { wiresOf } from '../../../src/model/network/wires.ts';
import { networkOf } from '../../support/networks.ts';

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
  return networkOf(namespace, { links });
}

function told(networks: readonly Network[], ids: Readonly<Record<string, number>> = {}): string[] {
  const wires = wiresOf(networks, (from, to) => ids[`${from} ${to}`]);
  return wires.map(({ a, b }) => `${a.namespace}/${a.link}-${b ? `${b.namespace}/${b.link}` : '?'}`);
}

describe('wires', () => {
  it('join the ends of a veth pair across namespaces', () => {
    const networks = [network('sfo', veth('a', 2, 3, 0)), network('nyc', veth('b', 3, 2, 0))];
    assert.deepEqual(told(networks, { 'sfo nyc': 0 }), ['sfo/a-nyc/b']);
  });

  it('join ends in one namespace, and ends of the same index', () => {
    assert.deepEqual(told([network('sfo', veth('a', 2, 3), veth('b', 3, 2))]), ['sfo/a-sfo/b']);
    const same = [network('sfo', veth('a', 2, undefined, 0)), network('nyc', veth('b', 2, undefined, 0))];
    assert.deepEqual(told(same, { 'sfo nyc': 0 }), ['sfo/a-nyc/b']);
  });

  it('end in the dark where the other namespace is not seen, also when another would fit', () => {
    assert.deepEqual(told([network('sfo', veth('a', 2, 9, 0))]), ['sfo/a-?']);
    const unrelated = [network('sfo', veth('a', 2, 9, 0)), network('nyc', veth('b', 9, 2, 0))];
    assert.deepEqual(told(unrelated, { 'sfo nyc': 3 }), ['sfo/a-?', 'nyc/b-?']);
  });

  it('are told apart by the ids of namespaces where several ends would fit', () => {
    const networks = [
      network('x', veth('a', 2, 2, 7)),
      network('y', veth('b', 2, 2, 0)),
      network('z', veth('c', 2, 2, 0), veth('d', 3, 9, 4)),
    ];
    assert.deepEqual(told(networks, { 'x y': 6, 'x z': 7 }), ['x/a-z/c', 'y/b-?', 'z/d-?']);
  });

  it('tell what stands on a link of another namespace, and nothing of what does so in its own', () => {
    const on = (kind: string, link: number, linkNetnsid?: number) => ({ ...veth(kind, 7, link, linkNetnsid), kind });
    const networks = [network('host', veth('eth0', 2, 9, 5)), network('box', on('macvlan', 2, 0), on('vlan', 3))];
    assert.deepEqual(told(networks, { 'box host': 0 }), ['host/eth0-?', 'box/macvlan-host/eth0']);
    assert.deepEqual(told(networks), ['host/eth0-?', 'box/macvlan-?']);
  });

  it('join tunnels whose far ends are each other, and none where that could be several', () => {
    const end = (namespace: string, own: string, remote: string, vni = 7) => ({
      ...network(namespace, { ...veth('vx', 4, undefined), kind: 'vxlan', details: { vni, remote } }),
      addresses: [{ index: 2, family: 'inet' as const, local: own, prefixLength: 24, scope: 'global', flags: [] }],
    });
    const [a, b, c] = [
      end('a', '10.0.0.1', '10.0.0.2'),
      end('b', '10.0.0.2', '10.0.0.1'),
      end('c', '10.0.0.2', '10.0.0.1'),
    ];
    assert.deepEqual(told([a, b]), ['a/vx-b/vx']);
    assert.deepEqual(told([a, b, c]), []);
    assert.deepEqual(told([a, end('b', '10.0.0.2', '10.0.0.1', 8)]), []);
  });
});
