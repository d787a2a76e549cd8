import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PcapCutter } from '../../../../src/model/network/pcap.ts';

function packet(length: number, told = length): Buffer {
  const made = Buffer.alloc(16 + length, 7);
  made.writeUInt32LE(told, 8);
  return made;
}

const HEADER = Buffer.alloc(24, 1);
const FILE = Buffer.concat([HEADER, packet(60), packet(0), packet(1500), packet(42)]);

/** What is taken of these pieces, one after the other. */
function taken(cutter: PcapCutter, pieces: readonly Uint8Array[]): Buffer {
  return Buffer.concat(pieces.map((piece) => cutter.take(piece)));
}

describe('a stream of packets', () => {
  it('is taken whole, however it comes', () => {
    for (const size of [1, 7, 24, 100, 5000]) {
      const pieces = Array.from({ length: Math.ceil(FILE.length / size) }, (_, at) =>
        FILE.subarray(at * size, (at + 1) * size),
      );
      const cutter = new PcapCutter(1e6);
      assert.deepEqual(taken(cutter, pieces), FILE);
      assert.deepEqual([cutter.packets, cutter.full], [4, false]);
    }
  });

  it('is never taken in the middle of a packet', () => {
    const cutter = new PcapCutter(1e6);
    assert.equal(cutter.take(FILE.subarray(0, 24 + 50)).length, 24);
    assert.equal(cutter.packets, 0);
  });

  it('ends before the packet that does not fit', () => {
    const cutter = new PcapCutter(24 + 76 + 16 + 100);
    assert.deepEqual(taken(cutter, [FILE, packet(3)]), FILE.subarray(0, 24 + 76 + 16));
    assert.deepEqual([cutter.packets, cutter.full], [2, true]);
  });

  it('ends where there is no packet', () => {
    const cutter = new PcapCutter(1e9);
    assert.deepEqual(taken(cutter, [HEADER, packet(60), packet(4, 0xffff_ffff), packet(9)]).length, 24 + 76);
    assert.equal(cutter.full, true);
  });
});
