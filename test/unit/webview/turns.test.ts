import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Turns } from '../../../webview/topology/turns.ts';

describe('a work in steps', () => {
  it('does each in a task of its own, in their order', async () => {
    const done: string[] = [];
    const finished = new Promise<void>((resolve) => {
      const turns = new Turns([() => done.push('a'), () => done.push('b'), resolve]);
      turns.begin();
      assert.deepEqual(done, [], 'not at once');
    });
    setTimeout(() => done.push('between'));
    await finished;
    assert.deepEqual(
      done.filter((each) => each !== 'between'),
      ['a', 'b'],
    );
    assert.ok(done.indexOf('between') < done.indexOf('b'), 'others come in between');
  });

  it('is done once more when it was begun again meanwhile, however often', async () => {
    let rounds = 0;
    await new Promise<void>((resolve) => {
      const turns: Turns = new Turns([
        () => {
          rounds++;
          if (rounds === 1) for (let n = 0; n < 5; n++) turns.begin();
          if (rounds === 2) setTimeout(resolve, 20);
        },
      ]);
      turns.begin();
    });
    assert.equal(rounds, 2);
  });
});
