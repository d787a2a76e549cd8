import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTooDeep, readMessage } from '../../../src/agent/service/read-message.ts';
import { Random } from '../../support/random.ts';

const ROWS: readonly (readonly [body: string, accepted: boolean])[] = [
  ['{"jsonrpc":"2.0","id":1,"method":"ping"}', true],
  ['{"jsonrpc":"2.0","id":"a","method":"ping","params":null}', true],
  ['{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}', true],
  ['{"id":1,"method":"ping","__proto__":{"method":7}}', true],
  [`{"id":"${'a'.repeat(101)}","method":"ping"}`, false],
  ['{"id":null,"method":"ping"}', false],
  ['{"id":{},"method":"ping"}', false],
  ['{"id":1,"method":7}', false],
  ['{"id":1}', false],
  ['{"id":1,"result":null}', false],
  ['{"id":1,"error":{"code":1,"message":"x"}}', false],
  ['{"__proto__":{"id":1,"method":"ping"}}', false],
  ['[{"id":1,"method":"ping"}]', false],
  ['null', false],
  ['"ping"', false],
  ['', false],
  ['{"id":1,"method":"ping"}}', false],
  ['['.repeat(100_000), false],
];

describe('a body', () => {
  for (const [body, accepted] of ROWS) {
    it(`is ${accepted ? 'a message' : 'refused'}: ${body.slice(0, 60)}`, () => {
      const read = () => readMessage(Buffer.from(body));
      if (accepted) assert.equal(typeof read(), 'object');
      else assert.throws(read);
    });
  }

  it('that is no UTF-8 is refused', () => {
    assert.throws(() => readMessage(Buffer.from('{"id":1,"method":"\xff"}', 'latin1')));
  });

  it('with an own __proto__ changes no object but itself', () => {
    readMessage(Buffer.from('{"id":1,"method":"ping","params":{"__proto__":{"polluted":true}}}'));
    assert.equal('polluted' in {}, false);
  });

  it('of random bytes throws or is a message: 10000 bodies', () => {
    const alphabet = Buffer.from('{}[]:,"0-9eE.\\u\0\xffmethodid ');
    for (let seed = 0; seed < 10_000; seed++) {
      const random = new Random(seed);
      const bytes = Buffer.from(
        Array.from({ length: random.below(60) }, () => alphabet[random.below(alphabet.length)] ?? 0),
      );
      try {
        assert.equal(typeof (readMessage(bytes) as { method?: unknown }).method, 'string', `seed ${seed}`);
      } catch (error) {
        assert.ok(error instanceof Error && error.name !== 'AssertionError', `seed ${seed}: ${String(error)}`);
      }
    }
  });
});

describe('parameters', () => {
  const nested = (depth: number): unknown => JSON.parse('{"a":['.repeat(depth / 2) + ']}'.repeat(depth / 2));

  for (const [depth, tooDeep] of [
    [2, false],
    [32, false],
    [34, true],
    [200_000, true],
  ] as const) {
    it(`nested ${depth} deep are ${tooDeep ? 'too deep' : 'fine'}`, () => {
      assert.equal(isTooDeep(nested(depth)), tooDeep);
    });
  }
});
