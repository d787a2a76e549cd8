import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readNetwork } from '../../src/agent/discover/network/network-reader.ts';

export interface NetworkMeasures {
  /** Links, addresses, routes and neighbours of all namespaces, in ms. */
  readonly ours: number;
  /** The same by three commands of iproute2 for each, in ms. */
  readonly theirs: number;
}

/** Makes namespaces with a veth each into a hub, measures, and deletes them. */
export function measureNetworks(count: number): NetworkMeasures {
  const names = Array.from({ length: count }, (_, at) => `bench-${process.pid}-${at}`);
  const hub = `bench-${process.pid}-hub`;
  try {
    for (const name of [hub, ...names]) execFileSync('ip', ['netns', 'add', name]);
    names.forEach((name, at) => {
      const link = [
        'link',
        'add',
        'name',
        'eth0',
        'netns',
        name,
        'type',
        'veth',
        'peer',
        'name',
        `v${at}`,
        'netns',
        hub,
      ];
      execFileSync('ip', link);
      execFileSync('ip', ['-n', name, 'addr', 'add', `10.9.${at >> 8}.${at & 255}/16`, 'dev', 'eth0']);
      execFileSync('ip', ['-n', name, 'link', 'set', 'eth0', 'up']);
    });
    return { ours: fastest(5, () => names.forEach(read)), theirs: fastest(1, () => names.forEach(listed)) };
  } finally {
    for (const name of [...names, hub]) execFileSync('ip', ['netns', 'del', name]);
  }
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
