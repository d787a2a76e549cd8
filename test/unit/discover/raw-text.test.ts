import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesOfText, textOfBytes } from '../../../src/agent/kernel/raw-text.ts';
import { printable } from '../../../src/base/text.ts';
import { Random } from '../../support/random.ts';

describe('bytes as text', () => {
  for (const [bytes, shown] of [
    [[0x61, 0xff, 0x62], 'a\\xffb'],
    [[0xc3, 0xa9], 'é'],
    [[0xc3], '\\xc3'],
    [[0xef, 0xbf, 0xbd], '\ufffd'],
    [[0xff, 0xef, 0xbf, 0xbd], '\\xff\ufffd'],
    [[0xf0, 0x9f, 0x98, 0x80], '😀'],
    [[0xed, 0xa0, 0x80], '\\xed\\xa0\\x80'],
    [[0xe2, 0x82], '\\xe2\\x82'],
    [[0xc0, 0x80], '\\xc0\\x80'],
    [[0x1b, 0x5b], '\\x1b['],
  ] as const) {
    it(`${Buffer.from(bytes).toString('hex')} is shown as ${shown}`, () => {
      const text = textOfBytes(Buffer.from(bytes));
      assert.equal(printable(text), shown);
      assert.deepEqual([...Buffer.from(bytesOfText(JSON.parse(JSON.stringify(text))))], [...bytes]);
    });
  }

  it('comes back as the same bytes, whatever they are', () => {
    const random = new Random(7);
    for (let count = 0; count < 5000; count++) {
      const bytes = Buffer.from(Array.from({ length: random.below(12) }, () => random.below(256)));
      assert.deepEqual(Buffer.from(bytesOfText(textOfBytes(bytes))), bytes);
    }
  });
});
