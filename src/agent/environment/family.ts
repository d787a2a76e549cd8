import { readdirSync } from 'node:fs';
import { textFile } from '../discover/host/text-file.ts';

/**
 * A process with all that it, and those, have started: what a container without groups consists of. Who has lost its parent belongs
 * to the first process of its pid namespace.
 */
export function familyOf(pid: number): readonly number[] {
  const children = tasksOf(pid).flatMap((task) => textFile(`/proc/${pid}/task/${task}/children`)?.split(' ') ?? []);
  return [pid, ...children.filter(Boolean).flatMap((child) => familyOf(Number(child)))];
}

function tasksOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
