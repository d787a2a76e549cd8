import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ping } from '../../../src/protocol/protocol.ts';
import { exitWithin, RawAgent, TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { startProgram } from '../../support/started.ts';

checkLeaks();

describe('an agent ends', () => {
  it('when its input does', async () => {
    await using agent = await TestAgent.start();
    agent.child.stdin.end();
    assert.deepEqual(await exitWithin(agent), { code: 0, signal: null });
  });

  it('when its input does before it received anything', async () => {
    await using agent = new RawAgent();
    agent.child.stdin.end();
    assert.deepEqual(await exitWithin(agent), { code: 0, signal: null });
  });

  it('when its input does while it looks and waits for events', async () => {
    await using agent = await TestAgent.start('focused');
    await agent.until(({ version }) => version >= 1, 'anything');
    agent.child.stdin.end();
    assert.deepEqual(await exitWithin(agent), { code: 0, signal: null });
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`on ${signal}`, async () => {
      await using agent = await TestAgent.start('focused');
      agent.child.kill(signal);
      assert.deepEqual(await exitWithin(agent), { code: 0, signal: null });
      assert.match(agent.log, new RegExp(`^info The agent ends: ${signal}$`, 'm'));
    });
  }

  it('within five seconds of the sudden death of its parent', async () => {
    const parent = await startProgram('parent');
    const agent = Number(parent.output);
    assert.ok(existsSync(`/proc/${agent}`));
    process.kill(parent.pid, 'SIGKILL');
    await parent[Symbol.asyncDispose]();
    const deadline = performance.now() + 5000;
    while (isRunning(agent) && performance.now() < deadline) await sleep(50);
    assert.equal(isRunning(agent), false);
  });

  it('when no heartbeat comes, and not as long as it does', async () => {
    const program = path.join(import.meta.dirname, '../../support/programs/hurried-agent.ts');
    await using agent = await TestAgent.start('hidden', { program, args: ['3000'] });
    for (let beats = 0; beats < 6; beats++) {
      await sleep(700);
      await agent.ask(Ping.method, null);
    }
    const last = performance.now();
    assert.deepEqual(await exitWithin(agent), { code: 0, signal: null });
    assert.ok(performance.now() - last > 2000, 'it ended too early');
    assert.match(agent.log, /no heartbeat/);
  });
});

describe('an agent lives', () => {
  it('in the root directory, making files for its user only', async () => {
    await using agent = await TestAgent.start();
    assert.equal(readlinkSync(`/proc/${agent.pid}/cwd`), '/');
    assert.match(readFileSync(`/proc/${agent.pid}/status`, 'utf8'), /^Umask:\t0077$/m);
  });

  it('when nobody reads its log', async () => {
    await using agent = await TestAgent.start();
    agent.child.stderr?.destroy();
    assert.equal(await agent.errorOf(Ping.method, null), 'ok');
    agent.child.stdin.end();
    assert.deepEqual(await exitWithin(agent), { code: 0, signal: null });
  });

  it('with as many descriptors after it was looked at often as before', async () => {
    await using agent = await TestAgent.start('focused');
    await agent.until(({ version }) => version >= 1, 'anything');
    const look = async (times: number) => {
      for (let time = 0; time < times; time++) {
        await agent.ask('live/setAttention', { attention: 'hidden' });
        await agent.ask('live/setAttention', { attention: 'visible' });
        await agent.ask('live/refresh', { rescan: true });
      }
      await agent.ask('live/setAttention', { attention: 'hidden' });
      return descriptors(agent.pid);
    };
    const before = await look(3);
    const after = await look(12);
    // A subscription is closed by the thread that waits on it, a moment later.
    const deadline = performance.now() + 3000;
    let now = after;
    while (now > before && performance.now() < deadline) {
      await sleep(50);
      now = descriptors(agent.pid);
    }
    assert.ok(now <= before, `${before} before, ${now} after`);
  });
});

/** Without those on /proc: a scan keeps one for each process of the host. */
function descriptors(pid: number): number {
  const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => targetOf(`/proc/${pid}/fd/${fd}`));
  return targets.filter((target) => !target.startsWith('/proc')).length;
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '/proc: closed meanwhile';
  }
}

/** A zombie that its new parent has not waited for does not run. */
function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return false;
  }
}
