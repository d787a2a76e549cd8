import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WireguardDevice, WireguardPeer } from '../../../../src/model/network/wireguard.ts';
import { explain, type Networks, told } from '../../../support/path-sketches.ts';
import type { NetworkSketch } from '../../../support/topologies.ts';

/** Base64 of a key that says whose it is. */
const keyOf = (name: string) => `${name.repeat(8)}wireguard=`;
const COUNTS = { transferRx: 0, transferTx: 0 };

function peer(name: string, more: Partial<WireguardPeer> = {}): WireguardPeer {
  const end = name === 'a' ? 1 : 2;
  const endpoint = { address: `192.0.2.${end}`, port: 51820 };
  return { publicKey: keyOf(name), endpoint, allowedIps: [`10.0.0.${end}/32`], ...COUNTS, ...more };
}

/** Without an endpoint. */
function silent(name: string, allowedIps: readonly string[]): WireguardPeer {
  return { publicKey: keyOf(name), allowedIps, ...COUNTS };
}

function socket(port: number): NonNullable<NetworkSketch['sockets']>[number] {
  return { protocol: 'udp', family: 'inet', address: '0.0.0.0', port, inode: 9, uid: 0, processes: [] };
}

interface Changes {
  readonly device?: Partial<WireguardDevice>;
  readonly network?: Partial<NetworkSketch>;
}

/** One end of a cable, and a wireguard link over it. */
function end(name: 'a' | 'b', { device = {}, network = {} }: Changes): NetworkSketch {
  const [other, own] = name === 'a' ? ['b', 1] : ['a', 2];
  return {
    links: {
      eth0: { peer: `${other}/eth0`, addresses: [`192.0.2.${own}/24`] },
      wg0: { kind: 'wireguard', type: 'none', mtu: 1420, addresses: [`10.0.0.${own}/24`] },
    },
    sockets: [socket(51820)],
    wireguard: [{ index: 3, publicKey: keyOf(name), listenPort: 51820, peers: [peer(other)], ...device }],
    ...network,
  };
}

function tunnel(a: Changes = {}, b: Changes = {}): Networks {
  return { a: end('a', a), b: end('b', b) };
}

const TO_B = { to: { address: '10.0.0.2' } };
const both = (networks: Networks) => told(networks, TO_B);
const repairOf = (networks: Networks) => explain(networks, TO_B).cause?.repair;

describe('a path through wireguard', () => {
  const withoutPeer = tunnel({ device: { peers: [peer('b', { allowedIps: ['10.0.0.9/32'] })] } });
  const cases: readonly (readonly [string, Networks, string])[] = [
    ['leads to the peer whose allowed IPs hold the destination', tunnel(), 'reaches'],
    [
      'leads to the one with the longest prefix',
      tunnel({ device: { peers: [silent('c', ['10.0.0.0/24']), peer('b'), silent('d', ['0.0.0.0/0'])] } }),
      'reaches',
    ],
    [
      'leads to another one where that has the longest',
      tunnel({ device: { peers: [peer('b', { allowedIps: ['10.0.0.0/24'] }), silent('c', ['10.0.0.2/32'])] } }),
      'broken wireguard-no-endpoint forward at a/wg0',
    ],
    ['ends where no peer has the address', withoutPeer, 'broken wireguard-no-peer forward at a/wg0'],
    [
      'may go on where not all peers were read',
      tunnel({ device: { peers: [], omitted: 5 } }),
      'unknown wireguard-no-peer forward at a/wg0',
    ],
    [
      'ends where nobody said where the peer is',
      tunnel({ device: { peers: [silent('b', ['10.0.0.2/32'])] } }),
      'broken wireguard-no-endpoint forward at a/wg0',
    ],
    [
      'ends where the port is another one',
      tunnel({ device: { peers: [peer('b', { endpoint: { address: '192.0.2.2', port: 1 } })] } }),
      'broken wireguard-endpoint forward at a/wg0',
    ],
    [
      'ends where nobody has the key',
      tunnel({ device: { peers: [{ ...peer('b'), publicKey: keyOf('c') }] } }),
      'broken wireguard-endpoint forward at a/wg0',
    ],
    [
      'is refused by who does not know the sender',
      tunnel({}, { device: { peers: [] } }),
      'broken wireguard-refused forward at b/wg0',
    ],
    [
      'is refused where the source is not allowed',
      tunnel({}, { device: { peers: [peer('a', { allowedIps: ['10.9.0.0/16'] })] } }),
      'broken wireguard-refused forward at b/wg0',
    ],
    [
      'cannot be where what carries it has no way',
      tunnel({ device: { peers: [peer('b', { endpoint: { address: '203.0.113.9', port: 51820 } })] } }),
      'broken tunnel-underlay forward at a/wg0',
    ],
    [
      'is not known where the socket is in a namespace that cannot be seen',
      tunnel({ network: { sockets: [] } }, { network: { sockets: [] } }),
      'unknown elsewhere forward at a/wg0',
    ],
  ];
  for (const [name, networks, expected] of cases) it(name, () => assert.equal(both(networks), expected));

  it('is not possible without a private key', () => {
    const { a, b } = tunnel();
    const wireguard = [{ index: 3, listenPort: 51820, peers: [peer('b')] }];
    assert.equal(
      both({ a: { ...(a ?? end('a', {})), wireguard }, b: b ?? end('b', {}) }),
      'broken wireguard-no-key forward at a/wg0',
    );
  });

  it('is not known where the peers are not', () => {
    assert.equal(both(tunnel({ network: { wireguard: [] } })), 'unknown link-unknown forward at a/wg0');
  });

  it('is repaired with the list that the peer had, and the address', () => {
    const argv = ['wg', 'set', 'wg0', 'peer', keyOf('b'), 'allowed-ips', '10.0.0.9/32,10.0.0.2/32'];
    assert.deepEqual(repairOf(withoutPeer), [['ip', 'netns', 'exec', 'a', ...argv]]);
  });

  it('is repaired at the receiver', () => {
    const argv = ['wg', 'set', 'wg0', 'peer', keyOf('a'), 'allowed-ips', '10.0.0.1/32'];
    assert.deepEqual(repairOf(tunnel({}, { device: { peers: [] } })), [['ip', 'netns', 'exec', 'b', ...argv]]);
  });

  it('is not repaired by a guess where it could be any of several peers', () => {
    const peers = [silent('c', ['10.0.0.8/32']), silent('d', ['10.0.0.9/32'])];
    assert.equal(repairOf(tunnel({ device: { peers } })), undefined);
  });

  it('takes the rules for its mark: what it sends does not come to itself', () => {
    const route = 'default dev wg0 table 51820';
    const marked = tunnel({
      device: { fwmark: 0xca6c },
      network: {
        routes: [route],
        rules: [
          { priority: 0, table: 255 },
          { priority: 100, fwmark: 0xca6c, not: true, table: 51820 },
          { priority: 32766, table: 254 },
        ],
      },
    });
    assert.equal(both(marked), 'reaches');
    const { hops, mtu } = explain(marked, TO_B).forward;
    assert.deepEqual(
      hops.map(({ namespace, layer }) => `${namespace} ${layer}`),
      ['a 3', 'a 2', 'a 3', 'b 3', 'b 3'],
    );
    assert.equal(mtu, 1420);
  });
});
