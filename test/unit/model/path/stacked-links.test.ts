import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  explain,
  filtering,
  type Networks,
  over,
  tagged,
  told,
  untagged,
  vlan,
} from '../../../support/path-sketches.ts';
import type { LinkSketch, NetworkSketch } from '../../../support/topologies.ts';

describe('a VLAN', () => {
  const cases: readonly (readonly [string, Networks, string])[] = [
    ['carries packets between links of one number', over('v', vlan(5), vlan(5)), 'reaches'],
    ['does not carry those of another', over('v', vlan(5), vlan(6)), 'broken vlan-mismatch forward at b/v'],
    [
      'is not known to a receiver without',
      { ...over('v', vlan(5), vlan(5)), b: { links: { eth0: { peer: 'a/eth0', addresses: ['10.0.0.2/24'] } } } },
      'broken vlan-mismatch forward at b/eth0',
    ],
    [
      'is only in the answer, as every link answers for all addresses',
      { ...over('v', vlan(5), vlan(5)), a: { links: { eth0: { peer: 'b/eth0', addresses: ['10.0.0.1/24'] } } } },
      'broken vlan-mismatch back at a/eth0',
    ],
    ['joins ports of a bridge', filtering({ vlans: untagged(10) }, { vlans: untagged(10) }), 'reaches'],
    [
      'parts ports of a bridge',
      filtering({ vlans: untagged(10) }, { vlans: untagged(20) }),
      'broken bridge-vlan forward at sw/pb',
    ],
    ['is missing at a port', filtering({ vlans: [] }, { vlans: untagged(10) }), 'broken bridge-vlan forward at sw/pa'],
    [
      'comes out with its tag, and is not expected',
      filtering({ vlans: untagged(10) }, { vlans: tagged(10, 20) }),
      'broken vlan-mismatch forward at b/eth0',
    ],
  ];
  for (const [name, networks, expected] of cases) it(name, () => assert.equal(told(networks), expected));

  it('comes out of a bridge with its tag, and is expected', () => {
    const { a, sw } = filtering({ vlans: untagged(10) }, { vlans: tagged(10, 20) });
    const b = { links: { eth0: { peer: 'sw/pb' }, v10: { ...vlan(10), on: 'eth0', addresses: ['10.0.0.2/24'] } } };
    const networks = { a: a ?? { links: {} }, b, sw: sw ?? { links: {} } };
    assert.equal(told(networks), 'reaches');
    assert.deepEqual(
      explain(networks).forward.hops.map(
        ({ namespace, layer, device }) => `${namespace} ${layer} ${device?.name ?? ''}`,
      ),
      ['a 3 ', 'sw 2 br0', 'b 2 v10', 'b 3 '],
    );
  });
});

/** What the packets of a tunnel are, outside. */
const OUTER = { gre: 'gre', ipip: 'ipencap', vxlan: 'udp', geneve: 'udp' } as const;

describe('a bond, a vrf and a tunnel', () => {
  it('of several ports sends by one that is up', () => {
    const networks = (down?: true): Networks => ({
      a: {
        links: {
          bond0: { kind: 'bond', addresses: ['10.0.0.1/24'] },
          p0: { peer: 'b/p0', master: 'bond0', portKind: 'bond', ...(down && { down }) },
          p1: { peer: 'b/p1', master: 'bond0', portKind: 'bond' },
        },
      },
      b: {
        links: {
          bond0: { kind: 'bond', addresses: ['10.0.0.2/24'] },
          p0: { peer: 'a/p0', master: 'bond0', portKind: 'bond' },
          p1: { peer: 'a/p1', master: 'bond0', portKind: 'bond' },
        },
      },
    });
    assert.equal(told(networks()), 'reaches');
    assert.equal(told(networks(true)), 'reaches');
  });

  it('keeps addresses apart', () => {
    const b: NetworkSketch = {
      links: {
        blue: { kind: 'vrf', details: { table: 10 } },
        eth0: { peer: 'a/eth0', master: 'blue', portKind: 'vrf', addresses: ['10.0.0.2/24'] },
        eth1: { peer: 'a/eth1', addresses: ['10.1.0.2/24'] },
      },
      rules: [
        { priority: 0, table: 255 },
        { priority: 1000, l3mdev: true },
        { priority: 32766, table: 254 },
      ],
    };
    const links = {
      eth0: { peer: 'b/eth0', addresses: ['10.0.0.1/24'] },
      eth1: { peer: 'b/eth1', addresses: ['10.1.0.1/24'] },
    };
    assert.equal(told({ a: { links }, b }, { to: { namespace: 'b', address: '10.0.0.2' } }), 'reaches');
    const routes = ['10.0.0.2/32 via 10.1.0.2 dev eth1'];
    assert.equal(
      told({ a: { links, routes }, b }, { to: { namespace: 'b', address: '10.0.0.2' } }),
      'broken vrf forward at b',
    );
  });

  for (const kind of ['gre', 'ipip', 'vxlan', 'geneve'] as const) {
    const type = kind === 'vxlan' || kind === 'geneve' ? 'ether' : kind;
    const tunnel = (local: string, remote: string, vni = 7): LinkSketch => ({
      kind,
      type,
      mtu: 1400,
      details: { local, remote, ...(type === 'ether' && { vni, port: 4789 }) },
    });
    const networks = (a: LinkSketch, b: LinkSketch): Networks => ({
      a: {
        links: { eth0: { peer: 'b/eth0', addresses: ['192.168.0.1/24'] }, t: { ...a, addresses: ['10.0.0.1/24'] } },
      },
      b: {
        links: { eth0: { peer: 'a/eth0', addresses: ['192.168.0.2/24'] }, t: { ...b, addresses: ['10.0.0.2/24'] } },
      },
    });
    const to = { namespace: 'b', address: '10.0.0.2' };
    it(`of kind ${kind} carries packets`, () => {
      const good = networks(tunnel('192.168.0.1', '192.168.0.2'), tunnel('192.168.0.2', '192.168.0.1'));
      assert.equal(told(good, { to }), 'reaches');
    });
    it(`of kind ${kind} passes a firewall as what it is`, () => {
      const { a, b } = networks(tunnel('192.168.0.1', '192.168.0.2'), tunnel('192.168.0.2', '192.168.0.1'));
      const input = { family: 'inet', table: 'filter', chain: 'input' } as const;
      const accept = (word: string) => ({
        ...input,
        act: { kind: 'accept' } as const,
        conditions: [{ kind: 'protocol', words: [word] } as const],
        understood: true,
        text: word,
      });
      const behind = (...words: readonly string[]): Networks => ({
        a: a ?? { links: {} },
        b: {
          links: b?.links ?? {},
          firewall: {
            chains: [{ ...input, hook: 'input', type: 'filter', priority: 0, policy: 'drop' }],
            rules: words.map(accept),
          },
        },
      });
      assert.equal(told(behind('icmp', OUTER[kind]), { to }), 'reaches');
      assert.equal(told(behind('icmp'), { to }), 'broken tunnel-underlay forward at a/t');
    });
    it(`of kind ${kind} without the right other end does not`, () => {
      const away = networks(tunnel('192.168.0.1', '192.168.0.9'), tunnel('192.168.0.2', '192.168.0.1'));
      assert.equal(told(away, { to }), 'broken tunnel-underlay forward at a/t');
      const wrong = networks(tunnel('192.168.0.1', '192.168.0.2'), tunnel('192.168.0.2', '192.168.0.7', 8));
      assert.match(told(wrong, { to }), /^broken tunnel-mismatch forward/);
    });
  }
});

describe('a VXLAN that learns', () => {
  const vx0 = (address: string, remote?: string): LinkSketch => ({
    kind: 'vxlan',
    mtu: 1400,
    mac: `02:00:00:00:00:0${address.at(-4)}`,
    details: { vni: 7, port: 4789, ...(remote !== undefined && { remote }) },
    addresses: [address],
  });
  const networks = (fdb: NetworkSketch['fdb'], remote?: string): Networks => ({
    a: {
      links: { eth0: { peer: 'b/eth0', addresses: ['192.168.0.1/24'] }, vx0: vx0('10.0.0.1/24', remote) },
      ...(fdb && { fdb }),
    },
    b: { links: { eth0: { peer: 'a/eth0', addresses: ['192.168.0.2/24'] }, vx0: vx0('10.0.0.2/24', '192.168.0.1') } },
  });
  const entry = (linkLayerAddress: string) => [
    { index: 3, linkLayerAddress, destination: '192.168.0.2', state: 'reachable', flags: ['self'] },
  ];
  const to = { namespace: 'b', address: '10.0.0.2' };

  it('asks those that get what is for all', () => {
    assert.equal(told(networks(entry('00:00:00:00:00:00')), { to }), 'reaches');
    assert.equal(told(networks([]), { to }), 'broken tunnel-no-remote forward at a/vx0');
  });

  it('does not ask one that it has learned of', () => {
    const learned = networks(entry('02:00:00:00:00:02'), '192.168.0.77');
    assert.equal(told(learned, { to }), 'broken tunnel-underlay forward at a/vx0');
  });
});

describe('the tunnels that kernels put into every namespace', () => {
  it('are no links of people', () => {
    const gre0: LinkSketch = { kind: 'gre', type: 'gre', down: true, details: { remote: '0.0.0.0', local: '0.0.0.0' } };
    const a: NetworkSketch = { links: { gre0 } };
    assert.equal(told({ a, b: { links: { gre0 } } }), 'broken no-link forward at a');
    const links = { gre0, eth0: { peer: 'b/eth0', addresses: ['10.0.0.1/24'], down: true } as const };
    const far: LinkSketch = { peer: 'a/eth0', addresses: ['10.7.0.2/24'] };
    assert.equal(told({ a: { links }, b: { links: { gre0, eth0: far } } }), 'broken link-down forward at a/eth0');
  });
});
