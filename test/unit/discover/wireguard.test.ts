import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinParts, parseWireguardPart } from '../../../src/agent/discover/network/inside/wireguard.ts';
import { endpointText } from '../../../src/model/network/wireguard.ts';
import { networkInsideReader } from '../../../src/protocol/network-inside-reader.ts';

/** One attribute by linux/netlink.h: length, type, value, padding. */
function attribute(type: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(4 + value.length, 0);
  head.writeUInt16LE(type, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

const NESTED = 0x8000;
const u8 = (value: number) => Buffer.of(value);
const u16 = (value: number) => Buffer.of(value & 0xff, value >> 8);
const u32 = (value: number) => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
const u64 = (value: number) => Buffer.concat([u32(value % 2 ** 32), u32(Math.floor(value / 2 ** 32))]);
const key = (byte: number) => Buffer.alloc(32, byte);
const text = (value: string) => Buffer.from(`${value}\0`);
/** `struct genlmsghdr`: WG_CMD_GET_DEVICE, version 1. */
const HEADER = Buffer.of(0, 1, 0, 0);

const [SECRET, PRESHARED] = [0x5e, 0xc4];
const IPV4_ENDPOINT = Buffer.concat([u16(2), Buffer.of(0xca, 0x6c, 192, 0, 2, 1), Buffer.alloc(8)]);
const IPV6 = Buffer.concat([Buffer.of(0x20, 0x01, 0x0d, 0xb8), Buffer.alloc(11), Buffer.of(1)]);
const IPV6_ENDPOINT = Buffer.concat([u16(10), Buffer.of(0, 53), u32(0), IPV6, u32(0)]);

function allowedIp(family: number, address: Buffer, mask: number): Buffer {
  return attribute(NESTED, attribute(1, u16(family)), attribute(2, address), attribute(3, u8(mask)));
}

function message(...attributes: readonly Buffer[]): Buffer {
  return Buffer.concat([HEADER, ...attributes]);
}

function full(): Buffer {
  const one = attribute(
    NESTED,
    attribute(1, key(1)),
    attribute(2, key(PRESHARED)),
    attribute(6, u64(1_790_000_000), u64(5)),
    attribute(5, u16(25)),
    attribute(8, u64(2 ** 33 + 1)),
    attribute(7, u64(148)),
    attribute(10, u32(1)),
    attribute(4, IPV4_ENDPOINT),
    attribute(9 | NESTED, allowedIp(2, Buffer.of(10, 0, 0, 0), 24), allowedIp(10, IPV6, 128)),
  );
  const other = attribute(
    NESTED,
    attribute(1, key(2)),
    attribute(2, key(0)),
    attribute(6, u64(0), u64(0)),
    attribute(5, u16(0)),
    attribute(8, u64(0)),
    attribute(7, u64(0)),
    attribute(4, IPV6_ENDPOINT),
  );
  return message(
    attribute(6, u16(51820)),
    attribute(7, u32(0xca6c)),
    attribute(1, u32(7)),
    attribute(2, text('wg0')),
    attribute(3, key(SECRET)),
    attribute(4, key(9)),
    attribute(8 | NESTED, one, other),
  );
}

describe('what the kernel tells of a wireguard link', () => {
  it('is its port, mark and key, and each peer', () => {
    assert.deepEqual(joinParts(7, [parseWireguardPart(full())], 100), {
      index: 7,
      publicKey: key(9).toString('base64'),
      listenPort: 51820,
      fwmark: 0xca6c,
      peers: [
        {
          publicKey: key(1).toString('base64'),
          endpoint: { address: '192.0.2.1', port: 51820 },
          allowedIps: ['10.0.0.0/24', '2001:db8::1/128'],
          latestHandshake: 1_790_000_000,
          transferRx: 148,
          transferTx: 2 ** 33 + 1,
          persistentKeepalive: 25,
        },
        {
          publicKey: key(2).toString('base64'),
          endpoint: { address: '2001:db8::1', port: 53 },
          allowedIps: [],
          transferRx: 0,
          transferTx: 0,
        },
      ],
    });
  });

  it('has no secret key afterwards, nor has the message', () => {
    const body = full();
    assert.ok(body.includes(key(SECRET)) && body.includes(key(PRESHARED)));
    const told = JSON.stringify(parseWireguardPart(body));
    for (const secret of [SECRET, PRESHARED].map(key)) {
      assert.ok(!told.includes(secret.toString('base64')));
      assert.ok(!body.includes(secret));
    }
  });

  it('passes the border as it is', () => {
    const inside = { namespace: 'net:[1]', wireguard: [joinParts(7, [parseWireguardPart(full())], 100)], problems: [] };
    assert.deepEqual(networkInsideReader(JSON.parse(JSON.stringify(inside)), 'inside'), inside);
  });

  it('has no key and no mark where none was given', () => {
    const bare = parseWireguardPart(message(attribute(6, u16(0)), attribute(7, u32(0)), attribute(1, u32(7))));
    assert.deepEqual(bare, { listenPort: 0, peers: [] });
  });

  it('comes in several messages: a peer goes on in the next', () => {
    const peers = (...all: readonly Buffer[]) => message(attribute(2, text('wg0')), attribute(8 | NESTED, ...all));
    const part = (byte: number, last: number) =>
      attribute(NESTED, attribute(1, key(byte)), attribute(9 | NESTED, allowedIp(2, Buffer.of(10, 0, 0, last), 32)));
    const parts = [full(), peers(part(2, 1)), peers(part(2, 2), part(3, 3))].map(parseWireguardPart);
    const device = joinParts(7, parts, 100);
    assert.deepEqual(
      device.peers.map(({ allowedIps }) => allowedIps.join()),
      ['10.0.0.0/24,2001:db8::1/128', '10.0.0.1/32,10.0.0.2/32', '10.0.0.3/32'],
    );
    assert.equal(device.listenPort, 51820);
    assert.equal(device.peers[1]?.endpoint?.port, 53);
    const short = joinParts(7, parts, 4);
    assert.deepEqual(
      short.peers.map(({ allowedIps }) => allowedIps.length),
      [2, 0],
    );
    assert.equal(short.omitted, 4);
  });

  it('may be cut off anywhere: the reader does not fail', () => {
    const body = full();
    for (let length = 0; length < body.length; length++) {
      assert.doesNotThrow(() => parseWireguardPart(Buffer.from(body.subarray(0, length))));
    }
  });

  it('has endpoints as wg(8) writes them', () => {
    assert.equal(endpointText({ address: '192.0.2.1', port: 1 }), '192.0.2.1:1');
    assert.equal(endpointText({ address: '::1', port: 1 }), '[::1]:1');
  });
});
