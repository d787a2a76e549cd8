import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalProcess } from '../../../src/agent/run/signal.ts';
import type { SignalName, SignalProcess } from '../../../src/model/operation/signal.ts';
import type { ProcessId } from '../../../src/model/process.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { outcomeOf, runHere } from '../../support/running.ts';
import { READY, type Started, start } from '../../support/started.ts';

checkLeaks();

function sleeper(): Promise<Started> {
  return start('sh', '-c', READY);
}

function signal(process: ProcessId, name: SignalName): SignalProcess {
  return { kind: 'process.signal', process, signal: name };
}

/** Letter of the state in `/proc/PID/stat`; `gone` without a process. */
function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] ?? '';
  } catch {
    return 'gone';
  }
}

/** Id of the session of a process (`/proc/PID/stat`); -1 without a process. */
function sessionOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
  } catch {
    return -1;
  }
}

/** The kernel acts on a signal when its process next runs. */
async function until(pid: number, states: readonly string[]): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!states.includes(stateOf(pid)) && performance.now() < deadline) await sleep(5);
  assert.ok(states.includes(stateOf(pid)), `${stateOf(pid)} instead of ${states.join()}`);
}

describe('signalling a process', () => {
  it('stops it, and continues it when that is undone', async () => {
    using running = runHere();
    await using target = await sleeper();
    const operation = signal(await running.processId(target.pid), 'SIGSTOP');
    const entry = await running.runner.execute(operation);
    await until(target.pid, ['T']);
    assert.deepEqual(entry.undo, { ...operation, signal: 'SIGCONT' });
    assert.equal((await running.runner.undo(entry.id)).state, 'undone');
    await until(target.pid, ['S', 'R']);
  });

  it('offers no way back from continuing one that was not stopped', async () => {
    using running = runHere();
    await using target = await sleeper();
    const entry = await running.runner.execute(signal(await running.processId(target.pid), 'SIGCONT'));
    assert.equal(entry.undo, undefined);
  });

  it('ends it', async () => {
    using running = runHere();
    await using target = await sleeper();
    const id = await running.processId(target.pid);
    await running.runner.execute(signal(id, 'SIGTERM'));
    await until(target.pid, ['Z', 'gone']);
    await target[Symbol.asyncDispose]();
    const outcome = await outcomeOf(running.runner.execute(signal(id, 'SIGTERM')));
    assert.equal(outcome, 'refused: Process {0} has ended.');
  });

  it('is refused for the first process', async () => {
    using running = runHere();
    const outcome = await outcomeOf(running.runner.execute(signal('1-0', 'SIGHUP')));
    assert.equal(outcome, 'refused: Process 1 runs the whole host.');
  });

  it('is refused for the agent itself', async () => {
    using running = runHere();
    const act = running.runner.execute(signal(await running.processId(process.pid), 'SIGSTOP'));
    assert.equal(await outcomeOf(act), 'refused: Process {0} is the agent itself.');
    assert.equal(running.runner.journal()[0]?.state, 'failed');
  });

  it('is refused for a start time that is not that of the process', async () => {
    using running = runHere();
    await using target = await sleeper();
    const outcome = await outcomeOf(running.runner.execute(signal(`${target.pid}-1`, 'SIGKILL')));
    assert.equal(outcome, 'refused: Pid {0} is another process now.');
    assert.match(stateOf(target.pid), /[SR]/);
  });
});

describe('signalling a process whose pid the kernel gave to another one', () => {
  const skip = process.geteuid?.() === 0 ? false : 'needs root, to choose the next pid';

  it('is refused', { skip }, async (t) => {
    using running = runHere();
    const first = await sleeper();
    const id = await running.processId(first.pid);
    await first[Symbol.asyncDispose]();
    await using second = await withPid(first.pid);
    if (!second) return t.skip('others took the pid');
    const outcome = await outcomeOf(running.runner.execute(signal(id, 'SIGKILL')));
    assert.equal(outcome, 'refused: Pid {0} is another process now.');
    assert.match(stateOf(second.pid), /[SR]/);
  });

  it('is refused also when that happened since the last scan', { skip }, async (t) => {
    using running = runHere();
    const first = await sleeper();
    const id = await running.processId(first.pid);
    await first[Symbol.asyncDispose]();
    await using second = await withPid(first.pid);
    if (!second) return t.skip('others took the pid');
    const act = signalProcess.execute(signal(id, 'SIGKILL'), await running.context());
    assert.equal(await outcomeOf(act), 'refused: Pid {0} is another process now.');
    assert.match(stateOf(second.pid), /[SR]/);
  });
});

/** A process with that pid; undefined when others were faster a few times. It starts a clock tick later than its forerunner. */
async function withPid(pid: number): Promise<Started | undefined> {
  for (let tries = 0; tries < 50; tries++) {
    writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
    const next = await sleeper();
    if (next.pid === pid) return next;
    await next[Symbol.asyncDispose]();
  }
  return undefined;
}

describe('signalling as an ordinary user', { skip: process.geteuid?.() === 0 && 'needs an ordinary user' }, () => {
  it('is denied for a process of somebody else', async (test) => {
    using running = runHere();
    const processes = Object.values((await running.scan()).processes);
    // Within a session everybody may send SIGCONT (kill(2)).
    const own = sessionOf(process.pid);
    const foreign = processes.find(({ uid, pid }) => uid === 0 && pid > 2 && sessionOf(pid) !== own);
    if (!foreign) return test.skip('no process of root in another session');
    assert.equal(await outcomeOf(running.runner.execute(signal(foreign.id, 'SIGCONT'))), 'denied: {0} failed: {1}.');
  });
});
