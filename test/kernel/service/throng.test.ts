import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Throng } from '../../../src/agent/service/throng.ts';
import type { LimitEvent } from '../../../src/model/cgroup/limit-event.ts';

const event = (at: number, kind: LimitEvent['kind'], group = '0:/a'): LimitEvent => ({
  id: String(at),
  kind,
  time: at,
  group,
  count: 2,
});

describe('a throng of events', () => {
  it('is told at once as far as there is room, the rest as one with its count', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const told: LimitEvent[] = [];
    const throng = new Throng((events) => told.push(...events));
    for (let at = 0; at < 4; at++) throng.take(event(at, 'memory'));
    throng.take(event(9, 'memory', '0:/b'));
    assert.deepEqual(
      told.map(({ id, count }) => [id, count]),
      [
        ['0', 2],
        ['9', 2],
      ],
    );
    t.mock.timers.tick(10_000);
    assert.deepEqual(
      told.slice(2).map(({ id, count }) => [id, count]),
      [['3', 6]],
    );
    throng.take(event(10, 'memory'));
    assert.equal(told.at(-1)?.id, '10');
    throng.dispose();
  });

  it('has room for some kills', () => {
    const told: LimitEvent[] = [];
    const throng = new Throng((events) => told.push(...events));
    for (let at = 0; at < 7; at++) throng.take(event(at, 'oom_kill'));
    assert.equal(told.length, 5);
    throng.dispose();
  });
});
