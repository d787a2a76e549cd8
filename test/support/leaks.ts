import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, watch } from 'node:fs';
import { afterEach, beforeEach } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { hierarchiesHere } from './groups.ts';
import { namesIn, textOf } from './readable.ts';

/** What must not be more after a test than before it, each as a set of lines. */
type Holdings = Readonly<
  Record<'descriptors' | 'children' | 'netns names' | 'namespaces' | 'mounts' | 'cgroups', readonly string[]>
>;

/** The kernel frees namespaces, and Node.js closes descriptors, a moment after the last holder has gone. */
const PATIENCE_MS = 15_000;

/** Makes each test of the file, or of the `describe` it is called in, fail that leaves something behind. */
export function checkLeaks(): void {
  let before: Holdings | undefined;
  // Node.js keeps its one inotify descriptor once it has watched anything.
  watch('/').close();
  beforeEach(() => {
    before = holdings();
  });
  afterEach(async () => {
    if (before) await settle(before);
  });
}

async function settle(before: Holdings): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let left = added(before, holdings());
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(100);
    left = added(before, holdings());
  }
  assert.deepEqual(left, [], 'the test left something behind');
}

function added(before: Holdings, after: Holdings): string[] {
  return (Object.keys(after) as (keyof Holdings)[]).flatMap((what) => {
    const known = [...before[what]];
    return after[what].flatMap((line) => {
      const at = known.indexOf(line);
      if (at >= 0) known.splice(at, 1);
      return at >= 0 ? [] : `${what}: ${line}`;
    });
  });
}

function holdings(): Holdings {
  const parents = readParents();
  return {
    descriptors: descriptors(),
    children: [...parents].filter(([, parent]) => parent === process.pid).map(([pid]) => describeProcess(pid)),
    'netns names': namesIn('/run/netns'),
    namespaces: namespaces(parents),
    mounts: mounts(),
    cgroups: hierarchiesHere().flatMap(({ mount }) =>
      namesIn(mount?.path ?? '').filter((name) => name.startsWith(`itest-${process.pid}-`)),
    ),
  };
}

/** Targets of the open descriptors, `socket:[1234]` as `socket`. */
function descriptors(): string[] {
  return namesIn('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).replace(/:\[\d+\]$/, '');
    } catch {
      return [];
    }
  });
}

/** Pid to parent pid of every process. */
function readParents(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const pid of namesIn('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = textOf(`/proc/${pid}/stat`);
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(pid), Number(parent));
  }
  return parents;
}

function describeProcess(pid: number): string {
  return `${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()}`;
}

/** Namespaces that nothing but what this process started, or no process at all, is in: others come and go as they like. */
function namespaces(parents: ReadonlyMap<number, number>): string[] {
  return lsns().flatMap((line) => {
    const [inode, type, pid] = line.split(' ');
    return pid === undefined || isDescendant(Number(pid), parents) ? `${type}:[${inode}]` : [];
  });
}

/** Its lines. It fails when a process ends while it looks (util-linux#2799): then it looks again. */
function lsns(): string[] {
  for (let tries = 0; tries < 20; tries++) {
    const { status, stdout } = spawnSync('lsns', ['-rno', 'NS,TYPE,PID'], { encoding: 'utf8' });
    if (status === 0) return stdout.trim().split('\n');
  }
  throw new Error('lsns failed twenty times');
}

function isDescendant(pid: number, parents: ReadonlyMap<number, number>): boolean {
  const parent = parents.get(pid);
  if (parent === undefined || parent === 0) return false;
  return parent === process.pid || isDescendant(parent, parents);
}

/** The first `ip netns add` mounts the directory of the names on itself, for good (ip-netns(8)). */
function mounts(): string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map(withoutNumbers);
  return lines.filter((line) => line.split(' ')[2] !== '/run/netns');
}

/** Mount ids and peer groups change when others mount. */
function withoutNumbers(line: string): string {
  return line.replace(/^\d+ \d+ /, '').replace(/(?:shared|master):\d+ /g, '');
}
