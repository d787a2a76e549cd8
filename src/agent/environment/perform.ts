import { chmodSync, mkdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { message } from '../../base/message.ts';
import type { Action, IpAction } from '../../model/environment/action.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { runTool, toolError, toolOutcome } from '../run/tool.ts';

/** What containers are made with. */
export interface Containers {
  create(name: string, signal: AbortSignal): Promise<void>;
  /** Gives the network namespace of its process 1 the name of the container. */
  name(name: string): Promise<void>;
  start(name: string): Promise<void>;
  stop(name: string): Promise<void>;
}

/** What commands say when that which is to be removed has gone already. */
const GONE =
  /Cannot find device|No such (?:file|process|device)|Cannot remove namespace file|Cannot assign requested address|Address not found|Unit \S+ not loaded|Cannot open network namespace/;
const BATCH_MS = 60_000;
const BUSY_MS = 10;
/** So long may a group be busy whose last process ends. */
const BUSY_PATIENCE_MS = 5000;

/** Does what is neither of ip(8) nor of a container. @throws ProtocolError */
export async function perform(action: Exclude<Action, IpAction>, containers: Containers, signal: AbortSignal) {
  switch (action.kind) {
    case 'command': {
      const [name = '', ...args] = action.argv;
      return runTool(name, args, action.input === undefined ? {} : { input: action.input });
    }
    case 'write':
      return writeKernelFile(action.file, action.value);
    case 'file':
      return writeOwnFile(action.path, action.text);
    case 'directory':
      return action.verb === 'make' ? makeDirectory(action.path) : removeDirectory(action.path);
    case 'container':
      return action.verb === 'create' ? containers.create(action.name, signal) : containers[action.verb](action.name);
  }
}

/** The same for what is to be removed: that it has gone already is no failure. @throws ProtocolError */
export async function performRemoval(action: Exclude<Action, IpAction>, containers: Containers, signal: AbortSignal) {
  if (action.kind === 'command') {
    const [name = '', ...args] = action.argv;
    const { status, stderr } = await toolOutcome(name, args, action.input === undefined ? {} : { input: action.input });
    if (status !== 0 && !GONE.test(stderr)) throw toolError(action.argv, stderr);
    return;
  }
  try {
    await perform(action, containers, signal);
  } catch (error) {
    if (!(error instanceof KernelFileError && error.errno === 'ENOENT')) throw error;
  }
}

/** Commands of ip(8) in one network namespace, as one batch. @throws ProtocolError with the command that failed */
export async function performIp(netns: string | undefined, actions: readonly IpAction[]): Promise<void> {
  const { status, stderr } = await runBatch(netns, actions, []);
  if (status === 0) return;
  const at = Number(/Command failed -:(\d+)/.exec(stderr)?.[1] ?? 1) - 1;
  throw toolError(argvOf(netns, actions[at] ?? actions[0]), reasonOf(stderr));
}

/** The same for what is to be removed: goes on behind what fails. @throws ProtocolError */
export async function performIpRemovals(netns: string | undefined, actions: readonly IpAction[]): Promise<void> {
  const { status, stderr } = await runBatch(netns, actions, ['-force']);
  if (status === 0) return;
  const failed = stderr.split(/^Command failed -:\d+\s*$/m).find((text) => text.trim() !== '' && !GONE.test(text));
  if (failed !== undefined) throw toolError(argvOf(netns, undefined), reasonOf(failed));
}

function runBatch(netns: string | undefined, actions: readonly IpAction[], options: readonly string[]) {
  const input = `${actions.map(({ args }) => args.join(' ')).join('\n')}\n`;
  const where = netns === undefined ? [] : ['-n', netns];
  return toolOutcome('ip', [...where, ...options, '-batch', '-'], { input, timeoutMs: BATCH_MS });
}

function argvOf(netns: string | undefined, action: IpAction | undefined): readonly string[] {
  return ['ip', ...(netns === undefined ? [] : ['-n', netns]), ...(action?.args ?? [])];
}

function reasonOf(stderr: string): string {
  return stderr.replace(/^Command failed .*$/gm, '').trim();
}

/** A file of the kernel did not take a value. */
class KernelFileError extends ProtocolError {
  readonly errno: string;

  constructor(file: string, value: string, errno: string) {
    const denied = errno === 'EACCES' || errno === 'EPERM';
    super(denied ? 'denied' : 'failed', message('{0} did not take {1}: {2}', file, value, errno));
    this.errno = errno;
  }
}

function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function writeKernelFile(file: string, value: string): void {
  try {
    writeFileSync(file, value, { flag: 'r+' });
  } catch (error) {
    throw new KernelFileError(file, value, errnoOf(error));
  }
}

function writeOwnFile(path: string, text: string): void {
  const fresh = `${path}.isolens`;
  writeFileSync(fresh, `${text}\n`, { mode: 0o644 });
  chmodSync(fresh, 0o644);
  renameSync(fresh, path);
}

/** For everybody to look into, as mkdir(1) makes them, whatever the umask of the agent is. */
function makeDirectory(path: string): void {
  const first = made(path);
  if (first === undefined) return;
  const below = path.slice(first.length).split('/');
  for (const at of below.keys()) chmodSync(first + below.slice(0, at + 1).join('/'), 0o755);
}

async function removeDirectory(path: string): Promise<void> {
  const deadline = performance.now() + BUSY_PATIENCE_MS;
  for (;;) {
    try {
      rmdirSync(path);
      return;
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'ENOENT' || (errno === 'ENOTEMPTY' && !path.startsWith('/sys/'))) return;
      // A process that ends is in its group to the last.
      if (errno !== 'EBUSY' || performance.now() > deadline) {
        throw new ProtocolError('failed', message('{0} cannot be removed: {1}', path, errno));
      }
    }
    await delay(BUSY_MS);
  }
}

function made(path: string): string | undefined {
  try {
    return mkdirSync(path, { recursive: true });
  } catch (error) {
    const errno = errnoOf(error);
    const name = errno === 'EACCES' || errno === 'EPERM' ? 'denied' : 'failed';
    throw new ProtocolError(name, message('{0} cannot be made: {1}', path, errno));
  }
}
