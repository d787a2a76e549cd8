import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import {
  configureScript,
  enterRootScript,
  joinScript,
} from '../../../model/environment/engine/util-linux/finish-scripts.ts';
import { launchCommand } from '../../../model/environment/engine/util-linux/launch-command.ts';
import type { Made, Maker } from './job.ts';
import { Lines } from './lines.ts';
import { exitOf, runProgram, startProgram } from './program.ts';

/** How much of what the tools say is kept. */
const SAID_LENGTH = 4096;
/** unshare(1) and nsenter(1) end as the first process did. With SIGKILL unshare cannot, and says this (util-linux 2.38). */
const KILLED = /^unshare: sigprocmask unblock failed/m;

/** Makes a container with tools of util-linux(7): see `launchCommand` for what they say to each other. */
export const makeWithUtilLinux: Maker = async ({ launch }, output) => {
  const { directory } = launch;
  const child = await startProgram(launchCommand(launch), directory, ['ignore', 'pipe', 'pipe', 'pipe', 'pipe']);
  child.stdout?.on('data', (chunk: Buffer) => output.write(chunk));
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + String(chunk)).slice(-SAID_LENGTH);
  });
  const exit = exitOf(child).then((how) => (KILLED.test(said) ? { signal: 'SIGKILL' } : how));
  const told = new Lines(child.stdio[3] as Readable);
  const go = child.stdio[4] as Writable;
  // It may end before it reads.
  go.on('error', () => {});

  const reached = async (word: string) => {
    if ((await told.next()) === word) return;
    await exit;
    throw new Error(said.trim() || 'The container ended while it was made.');
  };
  const outer = launch.rootless ? await outerNamespace(child.pid ?? 0, reached, go) : undefined;
  try {
    await reached('made');
    const pid = firstProcess(child.pid ?? 0);
    await runScript(joinScript(launch), { pid, directory });
    await runScript(configureScript(launch), { pid, directory, outer });
    go.write('\n');
    await reached('ready');
    await runScript(enterRootScript(launch), { pid, directory, outer });
    return { pid, exit, start: () => start(go, told) } satisfies Made;
  } finally {
    if (outer !== undefined) closeSync(outer);
  }
};

/** Who is not root has rights in this user namespace: it is held open, as nothing may be left in it later. */
async function outerNamespace(pid: number, reached: (word: string) => Promise<void>, go: Writable): Promise<number> {
  await reached('outer');
  const fd = openSync(`/proc/${pid}/ns/user`, 'r');
  go.write('\n');
  return fd;
}

/** unshare(1) and nsenter(1) stay as parents of it. */
function firstProcess(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return child ? firstProcess(Number(child)) : pid;
}

interface Place {
  /** The first process of the container. */
  readonly pid: number;
  readonly directory: string;
  /** The user namespace that it is run in. */
  readonly outer?: number | undefined;
}

async function runScript(script: string, { pid, directory, outer }: Place): Promise<void> {
  if (script === '') return;
  const enter = outer === undefined ? [] : ['nsenter', '--user=/proc/self/fd/3', '--preserve-credentials'];
  const fds = outer === undefined ? [] : [outer];
  await runProgram([...enter, 'sh', '-euc', script, 'isolens', String(pid)], directory, fds);
}

async function start(go: Writable, told: Lines): Promise<string | undefined> {
  go.write('\n');
  const line = await told.next();
  return line === 'running' ? undefined : (line?.replace(/^error /, '') ?? 'It was killed before it was started.');
}
