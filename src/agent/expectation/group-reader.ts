import { readFileSync } from 'node:fs';
import type { SeenProcess } from '../../model/expectation/observation.ts';
import { directoriesFrom } from '../environment/directories.ts';

/** The processes of a group and of those below it, by pid. @param directories the group in each hierarchy: one is enough */
export function processesIn(directories: readonly string[]): readonly SeenProcess[] {
  const [pids = []] = directories.flatMap((directory) => {
    const lists = directoriesFrom(directory).flatMap((group) => read(`${group}/cgroup.procs`) ?? []);
    return lists.length === 0 ? [] : [lists.flatMap((text) => text.split('\n').filter((line) => line !== ''))];
  });
  return seenProcesses(pids.map(Number));
}

/** Processes with their names, by pid. */
export function seenProcesses(pids: readonly number[]): readonly SeenProcess[] {
  const unique = [...new Set(pids)].sort((a, b) => a - b);
  // One that has ended meanwhile has no name any more.
  return unique.flatMap((pid) => {
    const comm = read(`/proc/${pid}/comm`)?.replace(/\n$/, '');
    return comm === undefined ? [] : [{ pid, comm }];
  });
}

/**
 * How many processes the kernel has killed for memory in a group and those below it (`oom_kill`, cgroup-v2.rst). In v1 every
 * group counts for itself, in v2 also what happened below.
 */
export function oomKillsIn(directories: readonly string[]): number {
  const counts = directories.flatMap((directory) => {
    const all = read(`${directory}/memory.events`);
    if (all !== undefined) return [oomKills(all)];
    return directoriesFrom(directory).flatMap((group) => oomKills(read(`${group}/memory.oom_control`) ?? ''));
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function oomKills(text: string): number {
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
