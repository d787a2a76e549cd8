import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import type { ContainerStatus } from '../../model/environment/container-status.ts';
import { isForRuntime, type OciRuntime } from '../../model/environment/engine/choose.ts';
import type { EngineName, Launch } from '../../model/environment/launch.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { closeAllOnExec } from '../kernel/fd.ts';
import { programBeside } from '../program-beside.ts';
import { startTimeOf } from '../run/start-time.ts';
import { clearContainer, withControlPath, writeContainerStatus } from './container-files.ts';
import { readContainerStatus } from './container-status.ts';
import type { Engine } from './engine.ts';
import { throwIfGivenUp } from './given-up.ts';
import { ociJob } from './oci-job.ts';
import { stopContainer } from './stop.ts';
import type { Job } from './supervisor/job.ts';
import { Supervisors } from './supervisors.ts';

/** So large is the log of a container, and so large the one before it, in bytes. */
export const LOG_BYTES = 1024 * 1024;

export interface EngineOptions {
  /** Makes them; absent: the tools of util-linux(7). */
  readonly runtime?: OciRuntime;
  /** See {@link supervisorProgram}. */
  readonly supervisor: string;
  /** See {@link LOG_BYTES}. */
  readonly logBytes?: number;
}

/** Path of the program that supervises a container. */
export function supervisorProgram(main = process.argv[1] ?? ''): string {
  return programBeside(main, 'supervisor.cjs', 'environment/supervisor/main.ts');
}

/** An engine whose containers have supervisors. */
export class SupervisedEngine implements Engine {
  readonly name: EngineName;
  readonly #supervisors: Supervisors;
  readonly #logBytes: number;
  readonly #runtime: OciRuntime | undefined;

  constructor({ runtime, supervisor, logBytes = LOG_BYTES }: EngineOptions) {
    this.name = runtime ? 'oci' : 'util-linux';
    this.#runtime = runtime;
    this.#supervisors = new Supervisors(supervisor, this.name);
    this.#logBytes = logBytes;
  }

  /** Containers will be made soon: what takes longest is done ahead. */
  prepare(): void {
    closeAllOnExec();
    this.#supervisors.prepare();
  }

  async create(launch: Launch, signal: AbortSignal) {
    throwIfGivenUp(signal);
    mkdirSync(`${launch.directory}/stage`, { recursive: true, mode: 0o700 });
    const { directory } = launch;
    clearContainer(directory);
    closeAllOnExec();
    try {
      await this.#supervise(this.#job(launch), signal);
      const status = readContainerStatus(directory);
      if (status?.pid !== undefined && status.startTime !== undefined && status.state === 'created') {
        return { pid: status.pid, startTime: status.startTime };
      }
      throw notMade(launch, status?.error ?? 'The supervisor ended.');
    } catch (error) {
      await this.stop(launch, 0);
      throw error;
    }
  }

  async start(directory: string): Promise<void> {
    const error = await withControlPath(directory, askToStart);
    if (error !== '') throw new ProtocolError('failed', message('It was not started: {0}', printable(error, 500)));
  }

  stop(launch: Pick<Launch, 'directory' | 'groups'>, graceMs: number): Promise<void> {
    return stopContainer(launch, graceMs);
  }

  #job(launch: Launch): Job {
    const runtime = isForRuntime(launch.container) ? this.#runtime : undefined;
    return { launch, logBytes: this.#logBytes, ...(runtime && { oci: ociJob(launch, runtime) }) };
  }

  /** Until the supervisor tells, or is no more. */
  async #supervise(job: Job, signal: AbortSignal): Promise<void> {
    const child = this.#supervisors.take();
    const end = () => child.kill('SIGKILL');
    signal.addEventListener('abort', end);
    try {
      // Who finds this knows whom to end, whatever becomes of this process now.
      writeContainerStatus(job.launch.directory, unfinished(child.pid ?? 0));
      await told(child, JSON.stringify(job));
      throwIfGivenUp(signal);
    } finally {
      signal.removeEventListener('abort', end);
    }
  }
}

/** What is so until the supervisor says otherwise. */
function unfinished(supervisor: number): ContainerStatus {
  const supervisorStartTime = startTimeOf(supervisor) ?? 0;
  return { state: 'failed', supervisor, supervisorStartTime, error: 'It was killed while it was made.' };
}

async function told(child: ChildProcess, job: string): Promise<void> {
  const closed = once(child.stdout ?? child, 'close');
  child.stdin?.end(job);
  child.stdout?.resume();
  await closed;
}

function notMade({ container: { name } }: Launch, why: string): ProtocolError {
  return new ProtocolError('failed', message('The container {0} was not made: {1}', name, printable(why, 500)));
}

/** @returns what is wrong */
async function askToStart(path: string): Promise<string> {
  try {
    const socket = connect({ path, allowHalfOpen: true });
    await once(socket, 'connect');
    socket.end('start');
    return await text(socket);
  } catch {
    throw new ProtocolError('gone', message('The container has ended: there is nothing to start.'));
  }
}
