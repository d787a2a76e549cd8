import { readFileSync } from 'node:fs';
import { parseStat } from '../discover/parse-proc.ts';

/** The start time of the process that has `pid` now; undefined when there is none. */
export function startTimeOf(pid: number): number | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTime;
  } catch {
    return undefined;
  }
}
