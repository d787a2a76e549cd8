import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { TopologyClient } from '../support/topology-client.ts';
import { cpuTime } from './agent.ts';
import { median } from './result.ts';

const SETTLE_MS = 5000;
const IDLE_MS = 10_000;
const ROUNDS = 15;

export interface LiveMeasures {
  /** Share of a core from 0 to 1 that watching takes while nothing changes. */
  readonly idle: number;
  /** From before the command that changes a link until its client knows, in ms: the median. */
  readonly latency: number;
}

/** Watches these named namespaces with a link `eth0` each, and changes one of them. */
export async function measureLive(names: readonly string[]): Promise<LiveMeasures> {
  await using client = await TopologyClient.start();
  const inodes = await allKnown(client, names);
  await sleep(SETTLE_MS);
  const before = cpuTime(client.agent.pid);
  await sleep(IDLE_MS);
  const idle = (cpuTime(client.agent.pid) - before) / 1e6 / IDLE_MS;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await changeLink(client, names[0] ?? '', inodes[0] ?? 0));
  return { idle, latency: median(times) };
}

/** From the request to watch until all of these are known, in ms. */
export async function measureFirst(names: readonly string[]): Promise<number> {
  await using client = await TopologyClient.start();
  const began = performance.now();
  await allKnown(client, names);
  return performance.now() - began;
}

/** Inode numbers of these, as soon as all of them have been told. */
async function allKnown(client: TopologyClient, names: readonly string[]): Promise<number[]> {
  const inodes = names.map((name) => statSync(`/run/netns/${name}`).ino);
  await client.until(() => (inodes.every((inode) => client.network({ inode })) ? true : undefined), 'namespaces');
  return inodes;
}

async function changeLink(client: TopologyClient, name: string, inode: number): Promise<number> {
  const isUp = () => client.network({ inode })?.links.some((link) => link.name === 'eth0' && link.flags.includes('UP'));
  const wanted = isUp() !== true;
  const began = performance.now();
  execFileSync('ip', ['-n', name, 'link', 'set', 'eth0', wanted ? 'up' : 'down']);
  await client.until(() => (isUp() === wanted ? true : undefined), 'change');
  const took = performance.now() - began;
  // Another one in the same burst would wait for the gap between looks.
  await sleep(500);
  return took;
}
