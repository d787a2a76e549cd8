import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { notEnded } from '../run/not-ended.ts';

/** A variable in the environment of everything that makes a container: its directory. */
const MARK = 'ISOLENS_CONTAINER';
const LOOK_MS = 5;
const PATIENCE_MS = 10_000;

/** What the tools that make a container have in their environment. */
export function markOf(directory: string): Readonly<Record<string, string>> {
  return { [MARK]: directory };
}

/** What the supervisor of a container calls itself, for ps(1) too: its command line is this. */
export function titleOf(directory: string): string {
  return `isolens-supervisor ${directory}`;
}

/**
 * Kills the supervisor of a container and what it has started that is not in the groups of the container yet; waits until there is
 * nothing. The command of the container does not have the mark.
 * @throws ProtocolError when something does not end
 */
export async function killMarked(directory: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  // A process that executes another program has no environment for a moment: so twice.
  for (let quiet = 0; quiet < 2; ) {
    const own = marked(directory).filter(kill);
    if (own.length > 0 && performance.now() > deadline) throw notEnded(own);
    quiet = own.length === 0 ? quiet + 1 : 0;
    if (quiet < 2) await delay(LOOK_MS);
  }
}

/** Names of the containers in a directory whose supervisors are there, whatever is written down of them. */
export function supervisedIn(directory: string): readonly string[] {
  const before = titleOf(`${directory}/`);
  return pids().flatMap((pid) => {
    const [title = ''] = wordsOf(pid, 'cmdline');
    const name = title.slice(before.length);
    // Whoever calls itself so: it is the name of a container, or none.
    return title.startsWith(before) && /^[A-Za-z_][\w-]*$/.test(name) ? [name] : [];
  });
}

function marked(directory: string): readonly number[] {
  const [variable, title] = [`${MARK}=${directory}`, titleOf(directory)];
  // What has been forked and executes nothing yet still has the command line of the supervisor.
  return pids()
    .filter((pid) => wordsOf(pid, 'environ').includes(variable) || wordsOf(pid, 'cmdline')[0] === title)
    .map(Number);
}

function pids(): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
}

/** None for a process that has ended, also when nobody has waited for it. */
function wordsOf(pid: string, file: 'environ' | 'cmdline'): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** False for one that has ended meanwhile, and for one of somebody else: whoever likes can call himself so. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
