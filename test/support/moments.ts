import child from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const FILES = ['appendFileSync', 'writeFileSync', 'mkdirSync', 'rmdirSync', 'renameSync', 'rmSync'] as const;
const PROGRAMS = ['execFile', 'spawn'] as const;

/**
 * Calls `then` at the N-th moment that matters of what this process does from now on: before and after each write of a file, each
 * directory made or removed, each start of a program and its end. What is imported later has it too.
 */
export function atMoment(moment: number, then: () => void): void {
  let left = moment;
  const tick = () => {
    if (left-- === 0) then();
  };
  for (const name of FILES) watchFile(name, tick);
  for (const name of PROGRAMS) watchProgram(name, tick);
  syncBuiltinESMExports();
}

function watchFile(name: (typeof FILES)[number], tick: () => void): void {
  const real: (...args: unknown[]) => unknown = fs[name] as never;
  const watched = (...args: unknown[]) => {
    tick();
    const result = real(...args);
    tick();
    return result;
  };
  Object.assign(fs, { [name]: watched });
}

function watchProgram(name: (typeof PROGRAMS)[number], tick: () => void): void {
  const real: (...args: unknown[]) => child.ChildProcess = child[name] as never;
  const watched = (...args: unknown[]) => {
    tick();
    const started = real(...args);
    // Before anybody else hears of it.
    started.prependListener('spawn', tick);
    started.prependListener('exit', tick);
    return started;
  };
  Object.assign(child, { [name]: watched });
}
