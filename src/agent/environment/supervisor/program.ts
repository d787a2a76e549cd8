import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { TOOL_ENVIRONMENT } from '../../run/tool.ts';
import { markOf } from '../mark.ts';
import type { Exit } from './job.ts';

/**
 * Starts a program without a shell; it gets no descriptors but those, and no environment but what tools need.
 * @param directory of the container that it is started for
 * @throws Error when there is no such program
 */
export async function startProgram(
  argv: readonly string[],
  directory: string,
  stdio: StdioOptions,
): Promise<ChildProcess> {
  const [file = '', ...args] = argv;
  const env = { ...markOf(directory), ...TOOL_ENVIRONMENT };
  const child = spawn(file, args, { stdio, cwd: '/', env });
  await once(child, 'spawn');
  return child;
}

/**
 * Runs a program to its end.
 * @param fds it has these as 3, 4, …
 * @throws Error with what it wrote to its standard error
 */
export async function runProgram(
  argv: readonly string[],
  directory: string,
  fds: readonly number[] = [],
): Promise<void> {
  const child = await startProgram(argv, directory, ['ignore', 'ignore', 'pipe', ...fds]);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(said.trim() || `${argv[0]} failed`);
}

export function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? { code: code ?? 0 } : { signal }));
  });
}
