import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readNetwork } from '../../src/agent/discover/network/network-reader.ts';
import { measureFirst, measureLive } from './network-live.ts';
import { atMost, type Result, shareOfCore } from './result.ts';

/** Network namespaces with a veth each into a hub: all of them read, and watched. */
export async function measureNetworks(): Promise<Result[]> {
  const some = await withNetworks(200, async (names) => ({
    ours: fastest(5, () => names.forEach(read)),
    theirs: fastest(1, () => names.forEach(listed)),
    live: await measureLive(names),
  }));
  const many = await withNetworks(1000, async (names) => ({
    ours: fastest(5, () => names.forEach(read)),
    first: await measureFirst(names),
  }));
  const { ours, theirs, live } = some;
  return [
    {
      what: '200 network namespaces: links, addresses, routes, neighbours / `ip -j` loop',
      value: `${(ours / theirs).toFixed(3)} (${ours.toFixed(0)} / ${theirs.toFixed(0)} ms)`,
      goal: '≤ 1/20 of the loop',
      met: ours / theirs <= 1 / 20,
    },
    atMost('1,000 network namespaces', many.ours, 500, 'ms'),
    shareOfCore('200 network namespaces watched, idle', live.idle, 0.01),
    atMost('200 network namespaces watched: change of a link to its notification', live.latency, 300, 'ms'),
    atMost('1,000 network namespaces watched: start of an agent to all of them told', many.first, 3000, 'ms'),
  ];
}

/** Makes namespaces for the time of an act; they are in the mount namespace of the bench, and end with it at the latest. */
async function withNetworks<T>(count: number, act: (names: readonly string[]) => Promise<T>): Promise<T> {
  const prefix = `bench-${process.pid}`;
  const hub = `${prefix}-hub`;
  const names = Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
  const all = [hub, ...names];
  try {
    batch(all.map((name) => `netns add ${name}`));
    batch(names.map((name, at) => `link add name eth0 netns ${name} type veth peer name v${at} netns ${hub}`));
    names.forEach((name, at) =>
      batch([`addr add 10.9.${at >> 8}.${at & 255}/16 dev eth0`, 'link set eth0 up'], '-n', name),
    );
    return await act(names);
  } finally {
    batch(
      all.map((name) => `netns del ${name}`),
      '-force',
    );
  }
}

/** One ip(8) for many lines. */
function batch(lines: readonly string[], ...options: readonly string[]): void {
  execFileSync('ip', [...options, '-batch', '-'], { input: lines.join('\n'), stdio: ['pipe', 'inherit', 'inherit'] });
}

function read(name: string): void {
  const fd = openSync(`/run/netns/${name}`, 'r');
  readNetwork('net:[1]', fd);
  closeSync(fd);
}

function listed(name: string): void {
  for (const words of [['-d', 'link'], ['addr'], ['route', 'show', 'table', 'all']]) {
    execFileSync('ip', ['-n', name, '-j', ...words]);
  }
}

function fastest(rounds: number, act: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    act();
    return performance.now() - began;
  });
  return Math.min(...times);
}
