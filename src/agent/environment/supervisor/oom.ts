import { readFileSync } from 'node:fs';

/** How often the kernel has killed something in a group for memory; in v1 and v2 the line has the same name. */
export function oomKills(groups: readonly string[]): number {
  const files = groups.flatMap((group) => [`${group}/memory.events`, `${group}/memory.oom_control`]);
  return files.reduce((sum, file) => sum + killsIn(file), 0);
}

function killsIn(file: string): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
