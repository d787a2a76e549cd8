import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { message } from '../../../src/base/message.ts';
import { sayer } from '../../../webview/panel/say.ts';
import { byteRate, count, countRate, percent, span } from '../../../webview/panel/words.ts';

describe('what a page says', () => {
  const rows: readonly (readonly [string, string])[] = [
    [percent(0), '0 %'],
    [percent(0.0123), '1.2 %'],
    [percent(0.0996), '10 %'],
    [percent(0.05), '5 %'],
    [percent(1.5), '150 %'],
    [byteRate(1536), '1.5K/s'],
    [countRate(0.44), '0.4/s'],
    [countRate(17.2), '17/s'],
    [count(1234567), '1\u202f234\u202f567'],
    [span(840), '1 ms'],
    [span(12_400_000), '12.4 s'],
    [span(192_000_000), '3 min 12 s'],
    [span(7_500_000_000), '2 h 5 min'],
  ];
  for (const [said, wanted] of rows) it(wanted, () => assert.equal(said, wanted));

  it('is in the language of VS Code, with hostile names made harmless', () => {
    const sentence = message('Reveal {0}', '/a\u001b[31m\u202e');
    assert.equal(sayer()(sentence), 'Reveal /a\\x1b[31m\\u{202e}');
    assert.equal(sayer({ 'Reveal {0}': '⟦{0}⟧' })(message('Reveal {0}', 'x')), '⟦x⟧');
    assert.equal(sayer({})(message('constructor')), 'constructor');
  });
});
