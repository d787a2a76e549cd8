import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage, message } from '../../../src/base/message.ts';
import { printable, shellLine, shellQuote } from '../../../src/base/text.ts';

describe('printable', () => {
  const ROWS: readonly [string, string][] = [
    ['plain', 'plain'],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\x1b[31m', '\\x1b[31m'],
    ['\u202egnp', '\\u{202e}gnp'],
    ['a\u200bb', 'a\\u{200b}b'],
    ['\ud800', '\\u{d800}'],
    ['日本 é 🙂', '日本 é 🙂'],
  ];
  for (const [raw, shown] of ROWS) it(JSON.stringify(raw), () => assert.equal(printable(raw), shown));

  it('cuts what is long, without looking at all of a megabyte', () => {
    assert.equal(printable('x'.repeat(1_000_000), 10), `${'x'.repeat(9)}…`);
  });
});

describe('a shell line', () => {
  it('quotes what a shell would read', () => {
    assert.equal(shellLine(['ip', 'netns', 'add', "a b'c", '$(x)']), "ip netns add 'a b'\\''c' '$(x)'");
    assert.equal(shellQuote(''), "''");
  });
});

describe('a sentence', () => {
  it('takes its arguments, which are shown as told, and no others', () => {
    const sentence = message('{0} and {1} and {2}', 'a\n', 2);
    assert.equal(formatMessage(sentence, printable), 'a\\n and 2 and {2}');
  });
});
