import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RECENT_MS, RecentChanges } from '../../../src/extension/namespaces/recent.ts';
import { aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

const a = aNamespace('net', 1);
const b = aNamespace('net', 2);

describe('what came or went a moment ago', () => {
  it('is nothing at first', () => {
    const changes = new RecentChanges();
    changes.take(aSnapshot([a]), 0);
    assert.deepEqual([...changes.shown(1).recent.appeared], []);
  });

  it('is marked for a while', () => {
    const changes = new RecentChanges();
    changes.take(aSnapshot([a]), 0);
    changes.take(aSnapshot([a, b]), 1000);
    assert.deepEqual([...changes.shown(1001).recent.appeared], [b.id]);
    assert.equal(changes.shown(1001).next, 1000 + RECENT_MS);
    assert.deepEqual([...changes.shown(1000 + RECENT_MS).recent.appeared], []);
  });

  it('stays in sight when it ended', () => {
    const changes = new RecentChanges();
    changes.take(aSnapshot([a, b]), 0);
    changes.take(aSnapshot([a]), 1000);
    assert.ok(changes.shown(1001).snapshot?.namespaces[b.id]);
    assert.deepEqual([...changes.shown(1001).recent.ended], [b.id]);
    assert.equal(changes.shown(1000 + RECENT_MS).snapshot?.namespaces[b.id], undefined);
  });

  it('is not marked when a whole machine comes or goes', () => {
    const changes = new RecentChanges();
    changes.take(aSnapshot([a]), 0);
    changes.take(
      aSnapshot(
        [a],
        Array.from({ length: 1000 }, (_, at) => aProcess(at + 1)),
      ),
      1000,
    );
    assert.equal(changes.shown(1001).recent.appeared.size, 0);
  });
});
