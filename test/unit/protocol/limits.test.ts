import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestLimits } from '../../../src/agent/service/limits.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';

function isBusy(error: unknown): boolean {
  return error instanceof ProtocolError && error.data.name === 'busy';
}

/** How many of so many requests at once are let through. */
async function letThrough(limits: RequestLimits, requests: number): Promise<number> {
  let through = 0;
  for (let request = 0; request < requests; request++) {
    await limits.run(() => through++).catch((error) => assert.ok(isBusy(error)));
  }
  return through;
}

describe('the limits of requests', () => {
  it('let a burst of 200 through and 100 a second after it', async () => {
    let now = 0;
    const limits = new RequestLimits(() => now);
    assert.equal(await letThrough(limits, 300), 200);
    now += 1000;
    assert.equal(await letThrough(limits, 300), 100);
    now += 60_000;
    assert.equal(await letThrough(limits, 300), 200);
  });

  it('let 32 run at the same time, and others when one of them ends', async () => {
    const limits = new RequestLimits(() => 0);
    const ends: (() => void)[] = [];
    const running = Array.from({ length: 32 }, () => limits.run(() => new Promise<void>((end) => ends.push(end))));
    await assert.rejects(
      limits.run(() => {}),
      isBusy,
    );
    ends[0]?.();
    await running[0];
    await limits.run(() => {});
    for (const end of ends) end();
    await Promise.all(running);
  });

  it('count one that failed as ended', async () => {
    const limits = new RequestLimits(() => 0);
    for (let request = 0; request < 100; request++) {
      await assert.rejects(
        limits.run(() => {
          throw new Error('failed');
        }),
        /failed/,
      );
    }
    assert.equal(await limits.run(() => 'answer'), 'answer');
  });
});
