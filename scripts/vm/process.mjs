import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/**
 * @typedef {{ seconds?: number, signal?: AbortSignal, env?: Record<string, string>, cwd?: string }} Options
 * `seconds`: how long it may take.
 */

/** A command that ended badly; the message says which, how and what it last wrote. */
export class CommandError extends Error {}

/**
 * Runs a command to its end, its output going where ours goes.
 * @param {readonly string[]} argv
 * @param {Options & { stdin?: import('node:stream').Readable }} options standard input is empty unless given
 * @returns {Promise<number>} exit status; 124 when it took longer than `seconds`, as timeout(1) has it
 */
export async function stream(argv, { seconds, stdin, signal, ...options } = {}) {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, { ...options, stdio: [stdin ? 'pipe' : 'ignore', 'inherit', 'inherit'] });
  const limit = bound(child, seconds, signal);
  // A command that does not read to the end says so with its status.
  if (stdin && child.stdin) pipeline(stdin, child.stdin).catch(() => {});
  const [code] = await once(child, 'close');
  return limit.passed() ? 124 : (code ?? 1);
}

/**
 * Runs a command and returns what it wrote to standard output.
 * @param {readonly string[]} argv
 * @param {Options} options
 * @throws {CommandError} when it ends with another status than 0
 */
export async function output(argv, { seconds, signal, ...options } = {}) {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const limit = bound(child, seconds, signal);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code === 0) return stdout;
  const how = limit.passed() ? `took longer than ${seconds} s` : `ended with status ${code}`;
  throw new CommandError(`${argv.join(' ')} ${how}\n${(stdout + stderr).trim().split('\n').slice(-20).join('\n')}`);
}

/**
 * Kills the child when its time is over or the signal says so.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number | undefined} seconds
 * @param {AbortSignal | undefined} signal
 */
function bound(child, seconds, signal) {
  let passed = false;
  const kill = () => child.kill('SIGKILL');
  const timer = seconds ? setTimeout(() => (passed = kill()), seconds * 1000) : undefined;
  signal?.addEventListener('abort', kill);
  if (signal?.aborted) kill();
  child.once('close', () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  });
  return { passed: () => passed };
}
