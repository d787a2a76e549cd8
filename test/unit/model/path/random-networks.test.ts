import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainPath } from '../../../../src/model/network/path/explain.ts';
import { Random } from '../../../support/random.ts';
import { type LinkSketch, type NetworkSketch, sketch } from '../../../support/topologies.ts';

const KINDS = [
  'veth',
  'bridge',
  'vlan',
  'macvlan',
  'ipvlan',
  'vxlan',
  'gre',
  'bond',
  'vrf',
  'tun',
  'dummy',
  '',
  'odd',
] as const;
const NAMES = ['a', 'b', 'c', 'd'];
const LINKS = ['l0', 'l1', 'l2', 'l3', 'l4'];

/** Links that stand on each other, on themselves, in circles, and nowhere. */
function networks(seed: number): Record<string, NetworkSketch> {
  const random = new Random(seed);
  const next = () => random.below(1000) / 1000;
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] ?? (all[0] as T);
  const maybe = (chance: number) => next() < chance;
  const link = (): LinkSketch => {
    const kind = pick(KINDS);
    return {
      kind,
      details: {
        vlanId: pick([5, 6]),
        vni: pick([7, 8]),
        port: 4789,
        table: pick([10, 254]),
        mode: pick(['bridge', 'private', 'vepa', 'l2']),
        remote: `10.${pick([0, 1])}.0.${pick([1, 2, 3, 224])}`,
        vlanFiltering: maybe(0.3),
      },
      ...(maybe(0.1) && { down: true }),
      ...(maybe(0.6) && { addresses: [`10.${pick([0, 1])}.0.${pick([1, 2, 3, 4])}/${pick([8, 24, 32])}`] }),
      ...(maybe(0.4) && {
        master: pick(LINKS),
        port: { state: pick(['forwarding', 'blocking']), isolated: maybe(0.2) },
      }),
      ...(maybe(0.4) && { on: pick(LINKS) }),
      ...(maybe(0.8) && { peer: `${pick([...NAMES, 'x'])}/${pick(LINKS)}` }),
      ...(maybe(0.3) && { vlans: [{ from: 5, to: 6, pvid: maybe(0.5), untagged: maybe(0.5) }] }),
      ...(maybe(0.2) && { type: 'none' }),
      forwarding: { rpFilter: pick([0, 1, 2]), proxyArp: maybe(0.2) },
    };
  };
  const network = (): NetworkSketch => ({
    links: Object.fromEntries(LINKS.slice(0, 1 + Math.floor(next() * LINKS.length)).map((name) => [name, link()])),
    routes: [`default via 10.${pick([0, 1])}.0.${pick([1, 2, 3])} dev l0`, '10.1.0.0/16 dev l1'].slice(
      0,
      pick([0, 1, 2]),
    ),
    ...(maybe(0.7) && { forwards: true }),
  });
  return Object.fromEntries(NAMES.map((name) => [name, network()]));
}

describe('a path through any network', () => {
  it('is explained, and comes to an end', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 1500; seed++) {
      const facts = sketch(networks(seed));
      for (const to of [{ namespace: 'b' }, { address: '10.1.0.3' }]) {
        const report = explainPath(facts, { from: { namespace: 'a' }, to });
        assert.deepEqual(JSON.parse(JSON.stringify(report)), report, `seed ${seed}`);
        assert.equal(report.verdict === 'reaches', report.cause === undefined, `seed ${seed}`);
        seen.add(report.cause?.code ?? report.verdict);
      }
    }
    assert.ok(seen.size >= 15, [...seen].join());
  });
});
