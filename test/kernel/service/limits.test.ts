import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { type LimitEvent, limitSentence } from '../../../src/model/cgroup/limit-event.ts';
import { LimitsReached, ListLimitEvents, WatchGroups } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { READY, start } from '../../support/started.ts';

const root = process.geteuid?.() === 0;
const memory = root ? hierarchyWith('memory') : undefined;
const pids = root ? hierarchyWith('pids') : undefined;
/** An agent that has no /dev/kmsg. */
const BLIND = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /dev && exec "$@"', 'sh'];

checkLeaks();

/** The first event of a group of that kind; listens from now on. */
function told(agent: TestAgent, group: string, kind: LimitEvent['kind']): Promise<LimitEvent> {
  return new Promise((resolve) => {
    agent.connection.onNotification(LimitsReached.method, (events: readonly LimitEvent[]) => {
      const found = events.find((event) => event.group === group && event.kind === kind);
      if (found) resolve(found);
    });
  });
}

/** tail(1) looks for the last lines of what has none: it keeps all of it. */
async function hog(group: TestGroup): Promise<number> {
  const script = 'echo $$ > "$1/cgroup.procs" && exec tail /dev/zero';
  const child = spawn('sh', ['-c', script, 'sh', group.directory], { stdio: 'ignore' });
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL');
  return child.pid ?? 0;
}

/** Where a group may have one task, the second is refused. */
async function forkIn(group: TestGroup): Promise<void> {
  const script = 'echo $$ > "$1/cgroup.procs"; sleep 0 & wait';
  await once(spawn('sh', ['-c', script, 'sh', group.directory], { stdio: 'ignore' }), 'exit');
}

function limited(megabytes: number): TestGroup {
  assert.ok(memory);
  const group = new TestGroup(memory);
  group.write(memory.version === 1 ? 'memory.limit_in_bytes' : 'memory.max', megabytes * 2 ** 20);
  return group;
}

describe('a process that wants more memory than its group may have', {
  skip: !memory && 'needs root and a memory controller',
}, () => {
  it('is told with its name, the limit and what it held, also when its group is gone at once', async () => {
    await using agent = await TestAgent.start('focused');
    await agent.until(({ version }) => version >= 1, 'anything');
    let event: Promise<LimitEvent>;
    let pid: number;
    {
      await using group = limited(10);
      event = told(agent, group.id, 'oom_kill');
      pid = await hog(group);
    }
    const killed = await event;
    assert.equal(killed.process?.pid, pid);
    assert.equal(killed.limit, 10 * 2 ** 20);
    assert.equal(killed.limited, killed.group);
    const sentence = formatMessage(limitSentence(killed));
    assert.match(
      sentence,
      /^tail \(pid \d+, user root\) was killed in \/itest-[\d-]+: the memory limit of \/itest-[\d-]+, 10M, was reached\. It held [\d.]+M\.$/,
    );
    const { events } = await agent.ask<{ events: LimitEvent[] }>(ListLimitEvents.method, null);
    assert.deepEqual(
      events.filter(({ id }) => id === killed.id),
      [killed],
    );
  });

  it('is known to an agent that starts later', async () => {
    await using group = limited(10);
    const pid = await hog(group);
    await using agent = await TestAgent.start('focused');
    await agent.until(({ version }) => version >= 1, 'anything');
    const { events } = await agent.ask<{ events: LimitEvent[] }>(ListLimitEvents.method, null);
    assert.ok(events.some((event) => event.group === group.id && event.process?.pid === pid));
  });

  it('is counted when the kernel log cannot be read', async () => {
    await using group = limited(10);
    await using agent = await TestAgent.start('focused', { prefix: BLIND });
    await agent.until(({ cgroups }) => group.id in cgroups, 'the group');
    const event = told(agent, group.id, 'oom_kill');
    await hog(group);
    const { process: who, count } = await event;
    assert.equal(who, undefined);
    assert.equal(count, 1);
    const { logErrno } = await agent.ask<{ logErrno?: string }>(ListLimitEvents.method, null);
    assert.equal(logErrno, 'ENOENT');
  });
});

describe('a group that is watched', { skip: !pids && 'needs root and a pids controller' }, () => {
  async function watching(group: TestGroup): Promise<TestAgent> {
    const agent = await TestAgent.start('focused');
    await agent.until(({ cgroups }) => group.id in cgroups, 'the group');
    await agent.ask(WatchGroups.method, { groups: [group.id] });
    return agent;
  }

  it('tells that a task was refused, and how many it may have', async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    group.write('pids.max', 1);
    await using agent = await watching(group);
    const event = told(agent, group.id, 'pids');
    await forkIn(group);
    assert.equal((await event).limit, 1);
  });

  it('tells the same when it was made again in its place', async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    await using agent = await watching(group);
    // So that it sees both at once.
    agent.child.kill('SIGSTOP');
    rmdirSync(group.directory);
    mkdirSync(group.directory);
    agent.child.kill('SIGCONT');
    const { ino } = statSync(group.directory);
    await agent.until(({ cgroups }) => cgroups[group.id]?.inode === ino, 'the new group');
    group.write('pids.max', 1);
    const event = told(agent, group.id, 'pids');
    await forkIn(group);
    assert.equal((await event).limit, 1);
  });

  it('tells that its last process left', async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    await using agent = await watching(group);
    const event = told(agent, group.id, 'emptied');
    {
      await using member = await start('sh', '-c', READY);
      group.write('cgroup.procs', member.pid);
      await agent.until(
        ({ processes }) =>
          Object.values(processes).some(
            ({ pid, cgroups }) => pid === member.pid && cgroups.some(({ path }) => path === group.path),
          ),
        'its member',
      );
      await agent.ask(WatchGroups.method, { groups: [group.id] });
    }
    assert.equal((await event).kind, 'emptied');
  });
});
