import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { HostFactsFeed } from '../../../src/extension/host-facts-feed.ts';
import type { HostFacts } from '../../../src/model/spec/host-facts.ts';

/** A feed of which a test sees what it does; `host.facts` is what a look finds. */
function feedOf(host: { facts: HostFacts | Error; wanted: boolean }, intervalMs: number) {
  const sent: HostFacts[] = [];
  let reads = 0;
  const feed = new HostFactsFeed({
    read: () => {
      reads++;
      return host.facts instanceof Error ? Promise.reject(host.facts) : Promise.resolve(host.facts);
    },
    send: (facts) => sent.push(facts),
    isWanted: () => host.wanted,
    intervalMs,
  });
  return { feed, sent, reads: () => reads };
}

const ONE: HostFacts = { cpus: [0] };
const TWO: HostFacts = { cpus: [0, 1] };

describe('facts of the host', () => {
  it('are sent when something changed, and again when they are other ones', async () => {
    const host = { facts: ONE, wanted: true };
    const { feed, sent } = feedOf(host, 1);
    feed.changed();
    await wait(20);
    assert.deepEqual(sent, [ONE]);
    feed.changed();
    await wait(20);
    assert.deepEqual(sent, [ONE], 'the same is not sent twice');
    host.facts = TWO;
    feed.changed();
    await wait(20);
    assert.deepEqual(sent, [ONE, TWO]);
  });

  it('are looked at once in an interval, however much changes', async () => {
    const { feed, reads } = feedOf({ facts: ONE, wanted: true }, 10_000);
    for (let count = 0; count < 100; count++) {
      feed.changed();
      if (count % 10 === 0) await wait(1);
    }
    await wait(20);
    assert.equal(reads(), 1);
    feed.dispose();
  });

  it('are seen in the end, when the last change came within the interval', async () => {
    const host = { facts: ONE, wanted: true };
    const { feed, sent } = feedOf(host, 50);
    feed.changed();
    await wait(20);
    host.facts = TWO;
    feed.changed();
    await wait(100);
    assert.deepEqual(sent, [ONE, TWO]);
  });

  it('are not looked at when nobody wants them', async () => {
    const host = { facts: ONE, wanted: false };
    const { feed, reads, sent } = feedOf(host, 1);
    feed.changed();
    await wait(20);
    assert.equal(reads(), 0);
    host.wanted = true;
    feed.changed();
    host.wanted = false;
    await wait(20);
    assert.deepEqual([reads(), sent.length], [0, 0]);
  });

  it('are asked for again after a look that failed', async () => {
    const host: { facts: HostFacts | Error; wanted: boolean } = { facts: new Error('no agent'), wanted: true };
    const { feed, sent } = feedOf(host, 1);
    feed.changed();
    await wait(20);
    host.facts = ONE;
    feed.changed();
    await wait(20);
    assert.deepEqual(sent, [ONE]);
  });

  it('are not sent after the end', async () => {
    const { feed, sent } = feedOf({ facts: ONE, wanted: true }, 1);
    feed.changed();
    feed.dispose();
    feed.changed();
    await wait(20);
    assert.deepEqual(sent, []);
  });
});
