import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sceneOf } from '../../../src/drawing/build-scene.ts';
import { filtered, kindsOf, NO_FILTER, search } from '../../../src/drawing/filter.ts';
import type { Route } from '../../../src/model/network/network.ts';
import { address, bridged, cable, link, network, wiring } from '../../support/drawings.ts';

const DOWN = { flags: ['BROADCAST'], operstate: 'DOWN' };

function pair(more = {}) {
  const sfo = network('sfo', [link(2, 'sfo0', { kind: 'veth' })], [address(2, '10.0.0.1/24')]);
  const nyc = network('nyc', [link(2, 'nyc0', { kind: 'veth', ...more })], [address(2, '10.0.0.2/24')]);
  return wiring([sfo, nyc, network('alone', [])], [cable('sfo', 2, 'nyc', 2)]);
}

describe('what is drawn', () => {
  it('is a box for each namespace, with its links, and a wire for each cable', () => {
    const { boxes, wires, subnets } = sceneOf(pair());
    assert.deepEqual(
      boxes.map(({ key, rows }) => [
        key,
        rows.map(({ name, addresses, state }) => `${name} ${addresses.join()} ${state}`),
      ]),
      [
        ['alone', ['lo  up']],
        ['nyc', ['nyc0 10.0.0.2/24 up']],
        ['sfo', ['sfo0 10.0.0.1/24 up']],
      ],
    );
    assert.deepEqual(
      wires.map(({ a, b, state, subnet }) => [a.row, b.row, state, subnets[subnet ?? -1]]),
      [['sfo/2', 'nyc/2', 'up', '10.0.0.0/24']],
    );
  });

  it('is a wire in the state of its worse end', () => {
    assert.equal(sceneOf(pair(DOWN)).wires[0]?.state, 'down');
    const unplugged = { flags: ['BROADCAST', 'UP'], operstate: 'LOWERLAYERDOWN' };
    assert.equal(sceneOf(pair(unplugged)).wires[0]?.state, 'no-carrier');
  });

  it('is the ports of a bridge below it, and the host first', () => {
    const [host] = sceneOf(bridged(2)).boxes;
    assert.equal(host?.kind, 'host');
    assert.deepEqual(
      host.rows.map(({ name, depth, isSwitch }) => [name, depth, isSwitch]),
      [
        ['br0', 0, true],
        ['veth1', 1, false],
        ['veth2', 1, false],
      ],
    );
  });

  it('is what stands on a link below it, whatever stands in a circle', () => {
    const vlan = link(3, 'eth0.10', { kind: 'vlan', link: 2, details: { vlanId: 10 } });
    const circle = [link(4, 'a', { master: 5 }), link(5, 'b', { master: 4 })];
    const [box] = sceneOf(wiring([network('n', [link(2, 'eth0', { kind: 'dummy' }), vlan, ...circle])], [])).boxes;
    assert.deepEqual(
      box?.rows.map(({ name, kind, depth }) => [name, kind, depth]),
      [
        ['eth0', 'dummy', 0],
        ['eth0.10', 'vlan 10', 1],
        ['a', '', 0],
        ['b', '', 1],
      ],
    );
  });

  it('is a box for what is outside, with the gateways there', () => {
    const route = { family: 'inet', type: 'unicast', destination: 'default', table: 254 };
    const hops = [{ gateway: '192.0.2.1', index: 2, weight: 1, flags: [] }];
    const host = { ...network('host', [link(2, 'eth0')]), routes: [{ ...route, nextHops: hops } as unknown as Route] };
    const { boxes, wires } = sceneOf(wiring([host], []));
    assert.deepEqual(
      boxes.map(({ kind }) => kind),
      ['host', 'outside'],
    );
    assert.deepEqual(boxes[1]?.rows[0]?.addresses, ['192.0.2.1']);
    assert.equal(wires[0]?.kind, 'outside');
  });

  it('is a box for ends that cannot be seen', () => {
    const { b: _b, ...half } = cable('n', 2, '', 0);
    const { boxes, wires } = sceneOf(wiring([network('n', [link(2, 'v', { kind: 'veth' })])], [half]));
    assert.deepEqual(
      boxes.map(({ kind }) => kind),
      ['netns', 'elsewhere'],
    );
    assert.equal(wires[0]?.b.box, 'elsewhere');
  });

  it('keeps two links of one name apart', () => {
    const twice = network('n', [link(2, '\ufffd', { kind: 'veth' }), link(3, '\ufffd', { kind: 'veth' })]);
    const { wires } = sceneOf(wiring([twice], [cable('n', 2, 'n', 3)]));
    assert.deepEqual([wires[0]?.a.row, wires[0]?.b.row], ['n/2', 'n/3']);
  });
});

describe('a filter of the drawing', () => {
  const keys = (filter: object) =>
    filtered(sceneOf(pair(DOWN)), { ...NO_FILTER, ...filter }).boxes.map(({ key }) => key);

  it('lets everything through when nothing is asked for', () => {
    assert.deepEqual(keys({}), ['alone', 'nyc', 'sfo']);
  });

  it('leaves out what has only a loopback', () => {
    assert.deepEqual(keys({ withoutLonely: true }), ['nyc', 'sfo']);
  });

  it('shows one box with its neighbours', () => {
    assert.deepEqual(keys({ focus: 'sfo' }), ['nyc', 'sfo']);
    assert.deepEqual(keys({ focus: 'gone' }), ['alone', 'nyc', 'sfo']);
  });

  it('leaves out links that are down, and their wires', () => {
    const { boxes, wires } = filtered(sceneOf(pair(DOWN)), { ...NO_FILTER, withoutDown: true });
    assert.deepEqual(
      boxes.map(({ rows }) => rows.length),
      [1, 0, 1],
    );
    assert.equal(wires.length, 0);
  });

  it('shows links of one kind, what they are wired to, and the switches there', () => {
    const scene = sceneOf(bridged(2));
    assert.deepEqual(kindsOf(scene), ['bridge', 'veth']);
    const shown = filtered(scene, { ...NO_FILTER, kind: 'bridge' });
    assert.deepEqual(
      shown.boxes.map(({ key, rows }) => [key, rows.length]),
      [['host', 1]],
    );
  });

  it('finds boxes by names, links and addresses; all words must fit', () => {
    const scene = sceneOf(pair());
    assert.deepEqual(search(scene, '10.0.0.2'), ['nyc']);
    assert.deepEqual(search(scene, 'SFO0 10.0.0.1'), ['sfo']);
    assert.deepEqual(search(scene, 'sfo0 10.0.0.2'), []);
    assert.deepEqual(search(scene, '  '), []);
  });
});
