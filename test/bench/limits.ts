import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { LimitEvent } from '../../src/model/cgroup/limit-event.ts';
import { LimitsReached } from '../../src/protocol/protocol.ts';
import { TestAgent } from '../support/agents.ts';
import { hierarchyWith, TestGroup } from '../support/groups.ts';

const ROUNDS = 10;

/** From the death of a process over its memory limit, whose group is removed at once, to the notice of it, in ms, sorted. */
export async function measureKills(): Promise<readonly number[]> {
  const memory = hierarchyWith('memory');
  if (!memory) return [];
  await using agent = await TestAgent.start('focused');
  await agent.until(({ version }) => version >= 1, 'anything');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const told = new Promise<number>((resolve) => {
      agent.connection.onNotification(LimitsReached.method, (events: readonly LimitEvent[]) => {
        if (events.some(({ process }) => process?.pid === hog.pid)) resolve(performance.now());
      });
    });
    const group = new TestGroup(memory);
    group.write(memory.version === 1 ? 'memory.limit_in_bytes' : 'memory.max', 10 * 2 ** 20);
    const script = 'echo $$ > "$1/cgroup.procs" && exec tail /dev/zero';
    const hog = spawn('sh', ['-c', script, 'sh', group.directory], { stdio: 'ignore' });
    await once(hog, 'exit');
    const died = performance.now();
    await group[Symbol.asyncDispose]();
    times.push((await told) - died);
  }
  return times.sort((a, b) => a - b);
}
