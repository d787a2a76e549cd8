import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A process that a test started; disposing it ends it and waits until it has been reaped. */
export interface Started extends AsyncDisposable {
  readonly pid: number;
  /** What it printed up to and without the line `ready`. */
  readonly output: string;
}

/** Ends every `sh -c` script of a test: says that all is set up, then lives as long as the test wants it to. */
export const READY = 'echo ready; exec cat';

/** Starts a program and waits until it prints the line `ready`. It must end when its standard input does. */
export async function start(command: string, ...args: readonly string[]): Promise<Started> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, LC_ALL: 'C' } });
  const output = await untilReady(child, [command, ...args].join(' '));
  return { pid: child.pid ?? 0, output, [Symbol.asyncDispose]: () => end(child) };
}

/** Starts one of the programs in `test/support/programs` (TypeScript, run by this Node). */
export function startProgram(name: string, ...args: readonly string[]): Promise<Started> {
  return start(process.execPath, path.join(import.meta.dirname, 'programs', `${name}.ts`), ...args);
}

async function untilReady(child: ChildProcess, what: string): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    const at = output.search(/^ready$/m);
    if (at >= 0) return output.slice(0, at);
  }
  throw new Error(`${what} ended before it was ready`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.stdin?.end();
  const hard = setTimeout(() => child.kill('SIGKILL'), 2000);
  await exited;
  clearTimeout(hard);
}
