import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveSpec } from '../../../src/language/resolve/resolve.ts';
import { expectationText, type SpecExpectation } from '../../../src/model/spec/expectation.ts';
import { parseCspec } from '../../support/cspec.ts';

const PLACES = 'netns a\nnetns b\ncontainer c { }\ncgroup g { }\n';

async function expected(text: string): Promise<readonly SpecExpectation[]> {
  const { document } = await parseCspec(PLACES + text);
  return resolveSpec(document.parseResult.value).expectations;
}

describe('what is expected', () => {
  it('is told with everything that is not written', async () => {
    const subject = { kind: 'netns', name: 'a' };
    assert.deepEqual(await expected('expect a reaches b\nexpect a\n  not listens 80\nexpect host exits 3 within 1m'), [
      {
        kind: 'reaches',
        subject,
        negated: false,
        within: 5_000_000,
        lines: [5, 5],
        to: { kind: 'netns', name: 'b' },
      },
      { kind: 'listens', subject, negated: true, within: 0, lines: [6, 7], port: 80 },
      {
        kind: 'exits',
        subject: { kind: 'host', name: 'host' },
        negated: false,
        within: 60_000_000,
        lines: [8, 8],
        status: 3,
      },
    ]);
  });

  it('is what its words say', async () => {
    const texts = [
      'a reaches b',
      'a not reaches host port 80 within 5s',
      'host reaches fd00::1',
      'c listens 443 within 1500ms',
      'c not listens 1',
      'g oom_killed',
      'c not oom_killed within 10s',
      'c processes 0 within 0s',
      'g not processes 4194304',
      'c exits',
      'c exits 0 within 500us',
      'c not exits 255',
    ];
    const found = await expected(texts.map((text) => `expect ${text}`).join('\n'));
    assert.deepEqual(found.map(expectationText), texts);
  });

  it('is left out where it is wrong', async () => {
    const wrong = [
      'x listens 80',
      'a listens 0',
      'a reaches 10.0.0.256',
      'a reaches x',
      'c processes -1',
      'c exits 256',
    ];
    const times = ['a listens 80 within 5', 'a listens 80 within 2h'];
    const broken = ['a', 'a reaches', 'a listens'];
    const text = [...wrong, ...times, ...broken].map((each) => `expect ${each}`).join('\n');
    assert.deepEqual(await expected(text), []);
  });
});
