import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { History, readPackedHistory, SPAN_MS } from '../../../webview/group-details/history.ts';

const T = 1_700_000_000_000;

function filled(count: number, step = 1000): History {
  const history = new History();
  for (let at = 0; at < count; at++) history.add(T + at * step, { cpu: at / 10, memory: 4096, pids: 3 });
  return history;
}

describe('the history of a group', () => {
  it('keeps five minutes, and forgets what is older', () => {
    const history = filled(400);
    assert.equal(history.times[0], T + 399_000 - SPAN_MS);
    assert.equal(history.times.length, 301);
    assert.equal(history.line('cpu').length, 301);
  });

  it('has a gap where nobody looked, so that no line is drawn there', () => {
    const history = filled(2);
    history.add(T + 60_000, { cpu: 9 });
    assert.deepEqual(history.times, [T, T + 1000, T + 1001, T + 60_000]);
    assert.deepEqual(history.line('cpu'), [0, 0.1, null, 9]);
  });

  it('takes no sample twice, and none from before', () => {
    const history = filled(3);
    history.add(T + 2000, { cpu: 5 });
    history.add(T, { cpu: 5 });
    assert.deepEqual(history.line('cpu'), [0, 0.1, 0.2]);
  });

  it('is the same after it was kept over a reload, also several times', () => {
    const history = filled(30);
    history.add(T + 60_000, { memory: 1 });
    let again = history;
    for (let times = 0; times < 3; times++) {
      const kept: unknown = JSON.parse(JSON.stringify(again.pack()));
      again = History.unpack(readPackedHistory(kept, 'history'));
    }
    assert.deepEqual(again.times, history.times);
    for (const name of ['cpu', 'memory', 'pids', 'swap'] as const)
      assert.deepEqual(again.line(name), history.line(name));
  });

  it('is short when kept, for eight groups at once: VS Code asks for less than 200 KB', () => {
    const history = new History();
    for (let at = 0; at < 300; at++) {
      const value = 1_234_567_891 * Math.abs(Math.sin(at));
      history.add(T + at * 1003, {
        cpu: value / 3e9,
        memory: value,
        pids: 17,
        read: value / 7,
        write: 0,
        memoryLimit: 2 ** 26,
      });
    }
    assert.ok(JSON.stringify(history.pack()).length * 8 < 200_000);
  });

  it('shows not more time than there is something to see in', () => {
    const rows = [
      { samples: 1, span: 60_000 },
      { samples: 59, span: 60_000 },
      { samples: 90, span: 120_000 },
      { samples: 200, span: SPAN_MS },
      { samples: 400, span: SPAN_MS },
    ];
    for (const { samples, span } of rows) assert.equal(filled(samples).spanBefore(T + (samples - 1) * 1000), span);
  });
});
