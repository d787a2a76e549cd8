import { constants } from 'node:os';

/** As kill(1) and Node.js name it, `SIGABRT` and not `SIGIOT`; the number of one without a name, as those of real time (signal(7)). */
export function signalName(signal: number): string {
  const found = Object.entries(constants.signals).find(([, number]) => number === signal);
  return found?.[0] ?? String(signal);
}
