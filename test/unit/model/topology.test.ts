import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Network, Route } from '../../../src/model/network/network.ts';
import { applyTopologyChange, EMPTY_TOPOLOGY, type TopologyChange } from '../../../src/model/network/topology.ts';
import { splitTopologyChange } from '../../../src/model/network/topology-parts.ts';
import { networkOf } from '../../support/networks.ts';

const LIMITS = { most: 10_000, mostOfOne: 50_000 };

function change(networks: readonly Network[], known: Partial<TopologyChange> = {}): TopologyChange {
  return { first: false, networks, gone: [], more: false, ...known };
}

function routes(count: number): Route[] {
  return Array.from({ length: count }, (_, at) => ({
    family: 'inet',
    type: 'unicast',
    destination: `10.${at >> 8}.${at & 255}.0/24`,
    table: 254,
    protocol: 3,
    scope: 'link',
    nextHops: [{ index: 1, weight: 1, flags: [] }],
  }));
}

describe('a change of the topology', () => {
  it('replaces, adds and takes away; what it does not tell stays the same object', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => networkOf(id));
    assert.ok(a && b && c);
    const wires = [{ relation: 'pair' as const, kind: 'veth', a: { namespace: 'a', index: 2, link: 'x' } }];
    const before = applyTopologyChange(EMPTY_TOPOLOGY, change([a, b], { first: true, wires }));
    const after = applyTopologyChange(before, change([c, networkOf('b', { routes: routes(1) })], { gone: ['a'] }));
    assert.deepEqual(Object.keys(after.networks), ['b', 'c']);
    assert.equal(after.networks['b']?.routes.length, 1);
    assert.equal(after.wires, before.wires);
    assert.deepEqual(applyTopologyChange(after, change([a], { first: true, wires: [] })).networks, { a });
  });

  it('is split into parts that together are the same, whose first alone begins anew and whose last tells the wires', () => {
    const networks = Array.from({ length: 30 }, (_, at) => networkOf(`net:[${at}]`, { routes: routes(10) }));
    const whole = { first: true, networks, gone: ['x'], wires: [], problems: [] };
    const parts = splitTopologyChange(whole, LIMITS);
    assert.ok(parts.length > 3);
    for (const part of parts) assert.ok(JSON.stringify(part).length < LIMITS.most + 1000);
    assert.deepEqual(
      parts.map(({ first }) => first),
      parts.map((_, at) => at === 0),
    );
    assert.deepEqual(
      parts.map(({ more, wires }) => more === (wires === undefined)),
      parts.map(() => true),
    );
    assert.deepEqual(
      parts.map(({ gone }) => gone.length),
      parts.map((_, at) => (at === 0 ? 1 : 0)),
    );
    const [last] = parts.slice(-1);
    assert.equal(last?.more, false);
    const { networks: found } = parts.reduce(applyTopologyChange, EMPTY_TOPOLOGY);
    assert.deepEqual(Object.values(found), networks);
  });

  it('is one part when nothing is in it', () => {
    assert.equal(splitTopologyChange({ first: true, networks: [], gone: [] }, LIMITS).length, 1);
  });

  it('leaves out what of one namespace is too much, and says how much that is', () => {
    const [part] = splitTopologyChange(
      change([networkOf('a', { routes: routes(3000), omitted: { routes: 5 } })]),
      LIMITS,
    );
    const network = part?.networks[0];
    assert.ok(network && network.routes.length > 0);
    assert.ok(JSON.stringify(network).length <= LIMITS.mostOfOne);
    assert.equal(network.routes.length + (network.omitted?.routes ?? 0), 3005);
  });
});
