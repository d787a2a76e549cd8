import { type ChildProcess, spawn } from 'node:child_process';
import { TERMINAL_VARIABLE } from './environment.ts';

/**
 * Reads numbers of terminals; when one comes, and at the end of its input for all, it ends the processes that have the mark of
 * the terminal in their environment: SIGHUP first, SIGKILL to what is left after a second. New ones may be born meanwhile;
 * and a process has no environment for the moment of its execve(2), so that there is none only when two looks find none.
 * `$1`: the mark without the number, as a regular expression of grep(1).
 */
const SCRIPT = `
found() { found=$(grep -lzsxe "$1" /proc/[0-9]*/environ | cut -d / -f 3); [ "$found" ]; }
gone() { ! found "$1" && sleep 0.02 && ! found "$1"; }
finish() {
  gone "$1" && return
  kill -HUP $found; kill -CONT $found
  for pause in 0.1 0.2 0.3 0.4; do sleep $pause; gone "$1" && return; done
  for pause in 0 0.1 0.2 0.5 1 2 5; do sleep $pause; gone "$1" && return; kill -KILL $found; done
}
while read -r number; do finish "$1$number" & done
finish "$1[0-9]*"
wait
`;

/** A small process that outlives the agent for a moment, to end what was started in terminals: also when that is killed. */
export class Warden {
  /** `NAME=VALUE` that a process has in its environment, before the number of its terminal. */
  readonly mark: string;
  #child: ChildProcess | undefined;

  /** @param agent pid and start time */
  constructor(agent: string) {
    this.mark = `${TERMINAL_VARIABLE}=${agent}.`;
  }

  /** The value of the variable for a terminal, which is watched over from now on. */
  watch(terminal: number): string {
    this.#child ??= this.#start();
    return this.mark.slice(TERMINAL_VARIABLE.length + 1) + terminal;
  }

  /** The terminal has ended: so does what was started in it. */
  finish(terminal: number): void {
    this.#child?.stdin?.write(`${terminal}\n`);
  }

  #start(): ChildProcess {
    const pattern = this.mark.replaceAll('.', '[.]');
    // A session of its own: a signal to the group of the agent does not reach it.
    const child = spawn('/bin/sh', ['-c', SCRIPT, 'isolens-warden', pattern], {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      detached: true,
    });
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    child.on('exit', () => {
      this.#child = undefined;
    });
    child.unref();
    return child;
  }
}
