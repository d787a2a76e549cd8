import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { kernelName } from '../../src/model/namespace.ts';
import { type Attention, Ping, SetAttention } from '../../src/protocol/protocol.ts';
import { TestAgent } from '../support/agents.ts';
import { READY, start } from '../support/started.ts';

/** Longer than the longest time between two polls. */
const SETTLE_MS = 15_000;
const IDLE_MS = 20_000;
const AS_USER = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all'];

/** Share of a core from 0 to 1, and times in ms. */
export interface AgentMeasures {
  readonly focused: number;
  readonly hidden: number;
  readonly latency: number;
  readonly latencyPolling: number;
}

/** Processor time of all threads of a process, in ns (`schedstat` of each task). */
export function cpuTime(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const times = tasks.map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]));
  return times.reduce((sum, time) => sum + time, 0);
}

async function idle(agent: TestAgent, attention: Attention): Promise<number> {
  await agent.ask(SetAttention.method, { attention });
  await sleep(SETTLE_MS);
  await agent.ask(Ping.method, null);
  const before = cpuTime(agent.pid);
  await sleep(IDLE_MS);
  return (cpuTime(agent.pid) - before) / 1e6 / IDLE_MS;
}

/** From before the command that makes it to the delta that tells of it. */
async function latency(agent: TestAgent, prefix: readonly string[]): Promise<number> {
  const began = performance.now();
  const unshare = ['unshare', ...(prefix.length > 0 ? ['--map-root-user'] : []), '--uts'] as const;
  const [command, ...rest] = [...prefix, ...unshare];
  await using held = await start(command ?? '', ...rest, 'sh', '-c', `readlink /proc/self/ns/uts; ${READY}`);
  const name = held.output.trim();
  await agent.until((snapshot) => Object.values(snapshot.namespaces).some((ns) => kernelName(ns) === name), name);
  const took = performance.now() - began;
  // Another one in the same burst would wait for the gap between deltas.
  await sleep(700);
  return took;
}

async function latencies(agent: TestAgent, rounds: number, prefix: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await latency(agent, prefix));
  return times.toSorted((a, b) => a - b);
}

/** Measures a running agent on the processes that are there. */
export async function measureAgent(): Promise<AgentMeasures> {
  await using agent = await TestAgent.start('focused');
  const focused = await idle(agent, 'focused');
  const hidden = await idle(agent, 'hidden');
  await agent.ask(SetAttention.method, { attention: 'focused' });
  await sleep(SETTLE_MS);
  const withEvents = await latencies(agent, 10, []);
  await using user = await TestAgent.start('focused', { prefix: AS_USER });
  const polling = await latencies(user, 5, AS_USER);
  return { focused, hidden, latency: withEvents[5] ?? 0, latencyPolling: polling.at(-1) ?? 0 };
}
