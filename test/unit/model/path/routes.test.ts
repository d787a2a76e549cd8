import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../../src/base/message.ts';
import { cable, explain, type Networks, told } from '../../../support/path-sketches.ts';
import type { LinkSketch, NetworkSketch } from '../../../support/topologies.ts';

describe('routes', () => {
  const two = (a: Partial<NetworkSketch>, b: Partial<NetworkSketch> = {}): Networks => ({
    a: { links: { eth0: { peer: 'b/eth0', addresses: ['10.0.0.1/24'] } }, ...a },
    b: { links: { eth0: { peer: 'a/eth0', addresses: ['10.0.0.2/24', '10.9.0.1/24'] } }, ...b },
  });
  const to = { namespace: 'b', address: '10.9.0.1' };
  const cases: readonly (readonly [string, Networks, string])[] = [
    [
      'of the longest prefix decide',
      two({ routes: ['blackhole 10.9.0.0/16', '10.9.0.0/24 via 10.0.0.2 dev eth0'] }),
      'reaches',
    ],
    [
      'of the smallest metric decide',
      two({
        routes: ['10.9.0.0/24 via 10.0.0.77 dev eth0 metric 200', '10.9.0.0/24 via 10.0.0.2 dev eth0 metric 100'],
      }),
      'reaches',
    ],
    [
      'of a table are asked by a rule',
      two({
        routes: ['default via 10.0.0.2 dev eth0 table 77'],
        rules: [
          { priority: 0, table: 255 },
          { priority: 100, table: 77, to: '10.9.0.0/16' },
          { priority: 32766, table: 254 },
        ],
      }),
      'reaches',
    ],
    [
      'of a table are not asked by a rule for others',
      two({
        routes: ['default via 10.0.0.2 dev eth0 table 77'],
        rules: [
          { priority: 0, table: 255 },
          { priority: 100, table: 77, from: '10.7.0.0/16' },
          { priority: 32766, table: 254 },
        ],
      }),
      'broken no-route forward at a',
    ],
    [
      'of type throw leave it to the next rule',
      two({
        routes: ['throw 10.9.0.0/24 table 77', 'default via 10.0.0.2 dev eth0'],
        rules: [
          { priority: 0, table: 255 },
          { priority: 100, table: 77 },
          { priority: 32766, table: 254 },
        ],
      }),
      'reaches',
    ],
    [
      'that are short are passed over by a rule',
      two({
        routes: ['default via 10.0.0.77 dev eth0', '10.9.0.0/24 via 10.0.0.2 dev eth0 table 77'],
        rules: [
          { priority: 0, table: 255 },
          { priority: 100, table: 254, suppressPrefixLength: 0 },
          { priority: 200, table: 77 },
        ],
      }),
      'reaches',
    ],
    [
      'of marked packets are not those of others',
      two({
        routes: ['blackhole default table 77', 'default via 10.0.0.2 dev eth0'],
        rules: [
          { priority: 0, table: 255 },
          { priority: 100, table: 77, fwmark: 1 },
          { priority: 32766, table: 254 },
        ],
      }),
      'reaches',
    ],
    [
      'of a rule that goes on behind others',
      two({
        routes: ['default via 10.0.0.2 dev eth0'],
        rules: [
          { priority: 0, table: 255 },
          { priority: 50, action: 'goto', goto: 32766 },
          { priority: 100, action: 'prohibit' },
          { priority: 32766, table: 254 },
        ],
      }),
      'reaches',
    ],
    ['to a neighbour that answers for others', two({ routes: ['10.9.0.0/24 dev eth0'] }), 'reaches'],
  ];
  for (const [name, networks, expected] of cases) it(name, () => assert.equal(told(networks, { to }), expected));

  it('need an answer for addresses behind a router, which proxy ARP gives', () => {
    const networks = (proxyArp: boolean): Networks => ({
      a: { links: { eth0: { peer: 'r/ra', addresses: ['10.0.0.1/16'] } } },
      r: {
        forwards: true,
        links: {
          ra: { peer: 'a/eth0', addresses: ['10.0.0.254/24'], forwarding: { proxyArp } },
          rb: { peer: 'b/eth0', addresses: ['10.0.1.254/24'] },
        },
      },
      b: { links: { eth0: { peer: 'r/rb', addresses: ['10.0.1.1/24'] } }, routes: ['default via 10.0.1.254 dev eth0'] },
    });
    assert.equal(told(networks(true)), 'reaches');
    assert.equal(told(networks(false)), 'broken not-on-segment forward at a/eth0');
  });
});

describe('two with one address', () => {
  const networks = (mac?: string): Networks => {
    const port = (peer: string): LinkSketch => ({ peer, master: 'br0', port: { state: 'forwarding' } });
    return {
      a: {
        links: { eth0: { peer: 'sw/pa', addresses: ['10.0.0.1/24'] } },
        ...(mac !== undefined && { neighbours: [{ dev: 'eth0', to: '10.0.0.2', mac, state: 'REACHABLE' }] }),
      },
      b: { links: { eth0: { peer: 'sw/pb', addresses: ['10.0.0.2/24'], mac: '02:00:00:00:00:0b' } } },
      c: { links: { eth0: { peer: 'sw/pc', addresses: ['10.0.0.2/24'], mac: '02:00:00:00:00:0c' } } },
      sw: { links: { br0: { kind: 'bridge' }, pa: port('a/eth0'), pb: port('b/eth0'), pc: port('c/eth0') } },
    };
  };
  it('are left to chance', () => assert.equal(told(networks()), 'unknown duplicate-address forward at c/eth0'));
  it('are told apart by what the kernel remembers', () => {
    assert.equal(told(networks('02:00:00:00:00:0b')), 'reaches');
    assert.equal(told(networks('02:00:00:00:00:0c')), 'broken wrong-host forward at c');
  });
});

describe('an entry of a bridge made by hand', () => {
  it('leads frames to the wrong port', () => {
    const port = (peer: string): LinkSketch => ({ peer, master: 'br0', port: { state: 'forwarding' } });
    const entry = { index: 5, master: 2, linkLayerAddress: '02:00:00:00:00:0b', state: 'static', flags: ['master'] };
    const networks: Networks = {
      a: { links: { eth0: { peer: 'sw/pa', addresses: ['10.0.0.1/24'] } } },
      b: { links: { eth0: { peer: 'sw/pb', addresses: ['10.0.0.2/24'], mac: '02:00:00:00:00:0b' } } },
      sw: { links: { br0: { kind: 'bridge' }, pa: port('a/eth0'), pb: port('b/eth0'), pc: port('x/y') }, fdb: [entry] },
    };
    assert.equal(told(networks), 'broken bridge-fdb forward at sw/br0');
  });
});

describe('a missing route', () => {
  it('of IPv6 is not for a link that has none of it, where another has', () => {
    const v6: Networks = {
      a: {
        links: {
          virbr0: { kind: 'bridge', forwarding: { disableIpv6: true } },
          eth0: { peer: 'b/eth0', addresses: ['fd00::1/64'] },
        },
      },
      b: { links: { eth0: { peer: 'a/eth0', addresses: ['fd09::2/64'] } } },
    };
    assert.equal(told(v6, { to: { namespace: 'b', address: 'fd09::2' } }), 'broken no-route forward at a');
  });
});

describe('a port', () => {
  const listening = (address: string) => [
    { protocol: 'tcp', family: 'inet', address, port: 80, inode: 1, uid: 0, processes: [] } as const,
  ];
  const asked = { protocol: 'tcp', port: 80 } as const;
  const cases: readonly (readonly [string, Networks, string])[] = [
    ['is reached where something listens', cable({}, {}, { b: { sockets: listening('0.0.0.0') } }), 'reaches'],
    ['is closed where nothing does', cable(), 'broken port-closed forward at b'],
    [
      'is closed where something listens by another link only',
      cable({}, {}, { b: { sockets: listening('0.0.0.0').map((each) => ({ ...each, index: 99 })) } }),
      'broken port-closed forward at b',
    ],
    [
      'is closed for others where it listens on the loopback',
      cable({}, {}, { b: { sockets: listening('127.0.0.1') } }),
      'broken port-closed forward at b',
    ],
  ];
  for (const [name, networks, expected] of cases) it(name, () => assert.equal(told(networks, asked), expected));
});

describe('a sentence', () => {
  it('has a command that a shell takes, whatever names are like', () => {
    const networks: Networks = {
      a: { links: { "$(x)'": { peer: 'b/eth0', addresses: ['10.0.0.1/24'], down: true } } },
      b: { links: { eth0: { peer: "a/$(x)'", addresses: ['10.0.0.2/24'] } } },
    };
    const { cause } = explain(networks);
    assert.ok(cause);
    assert.equal(formatMessage(cause.sentence), "$(x)' of a is down, and a link that is down has no routes.");
    assert.deepEqual(cause.repair, [['ip', '-n', 'a', 'link', 'set', 'dev', "$(x)'", 'up']]);
  });

  it('is plain data', () => {
    const report = explain(cable({}, { down: true }));
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  });
});
