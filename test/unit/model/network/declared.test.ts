import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { formatMessage, type Message } from '../../../../src/base/message.ts';
import { sceneOf } from '../../../../src/drawing/build-scene.ts';
import { type DeclaredWiring, declaredWiring } from '../../../../src/model/network/declared.ts';
import { differences } from '../../../../src/model/network/differences.ts';
import type { Network } from '../../../../src/model/network/network.ts';
import type { ResolvedSpec } from '../../../../src/model/spec/spec.ts';

const SPECS = path.join(import.meta.dirname, '../../../fixtures/spec');

function example(name: string): DeclaredWiring {
  const spec: ResolvedSpec = JSON.parse(readFileSync(path.join(SPECS, `${name}.json`), 'utf8'));
  return declaredWiring(spec);
}

const drawn = ({ networks, wires, places }: DeclaredWiring) =>
  sceneOf({ networks, wires, places: new Map(places.map((place) => [place.namespace, place])) });

/** As if all of it were up. */
function up({ networks, places }: DeclaredWiring) {
  return { networks: Object.fromEntries(networks.map((network) => [network.namespace, network])), places };
}

const english = (sentence: Message) => formatMessage(sentence);

describe('the wiring that a file declares', () => {
  for (const file of readdirSync(SPECS)) {
    it(`every wire of ${file} has two ends that are there`, () => {
      const declared = example(file.replace(/\.json$/, ''));
      const { boxes, wires } = drawn(declared);
      const rows = new Set(boxes.flatMap((box) => box.rows.map(({ key }) => key)));
      for (const { a, b } of wires) assert.ok(rows.has(a.row) && rows.has(b.row));
      assert.equal(new Set(wires.map(({ key }) => key)).size, wires.length);
    });
  }

  it('is a cable between two namespaces', () => {
    const { boxes, wires } = drawn(example('netns-pair'));
    assert.deepEqual(
      boxes.map(({ title, rows }) => `${title} ${rows[0]?.name} ${rows[0]?.addresses.join()}`),
      ['nyc eth0 10.0.0.2/24', 'sfo eth0 10.0.0.1/24'],
    );
    assert.equal(wires.length, 1);
  });

  it('is ports of a bridge with cables to the namespaces', () => {
    const { boxes, wires } = drawn(example('bridge'));
    assert.deepEqual(
      boxes[0]?.rows.map(({ name, depth }) => [name, depth]),
      [
        ['br0', 0],
        ['red-eth0-77krt', 1],
        ['green-eth-3j81f', 1],
        ['blue-eth0-vuvcl', 1],
      ],
    );
    assert.equal(wires.length, 3);
  });
});

describe('what is not as declared', () => {
  const sentences = (declared: DeclaredWiring, networks: readonly Network[]) =>
    differences(declared, { ...up({ ...declared, networks }), places: declared.places }).map(({ sentence }) =>
      english(sentence),
    );

  const changed = (change: (network: Network) => Network) => {
    const declared = example('netns-pair');
    return sentences(
      declared,
      declared.networks.map((network, at) => (at === 0 ? change(network) : network)),
    );
  };

  it('is nothing when all is up', () => {
    for (const file of readdirSync(SPECS)) {
      const declared = example(file.replace(/\.json$/, ''));
      assert.deepEqual(differences(declared, up(declared)), [], file);
    }
  });

  it('is a namespace that is not there', () => {
    const declared = example('netns-pair');
    assert.deepEqual(sentences(declared, declared.networks.slice(1)), ['sfo is not there.']);
  });

  const link = (more: object) => (network: Network) => ({
    ...network,
    links: network.links.map((each) => ({ ...each, ...more })),
  });
  const cases: readonly [string, (network: Network) => Network, string][] = [
    ['a link that is not there', (network) => ({ ...network, links: [] }), 'eth0 is not there.'],
    ['a link that is down', link({ flags: [] }), 'eth0 is down.'],
    ['a link of another kind', link({ kind: 'macvlan' }), 'eth0 is of kind macvlan, not veth.'],
    ['an address that is missing', (network) => ({ ...network, addresses: [] }), 'eth0 has not 10.0.0.1/24.'],
    [
      'an address too many',
      (network) => ({
        ...network,
        addresses: network.addresses.flatMap((each) => [each, { ...each, local: '10.9.9.9' }]),
      }),
      'eth0 also has 10.9.9.9/24.',
    ],
  ];
  for (const [what, change, expected] of cases) {
    it(`is ${what}`, () => assert.deepEqual(changed(change), [expected]));
  }

  it('is a route that is missing, and forwarding that is off', () => {
    const declared = example('bridge');
    const bare = declared.networks.map((network) => ({
      ...network,
      routes: [],
      forwarding: { ipv4: false, ipv6: false, links: {} },
    }));
    assert.deepEqual(sentences(declared, bare), [
      'Forwarding is off.',
      ...['red', 'green', 'blue'].map(() => 'The route to default is not there.'),
    ]);
  });
});
