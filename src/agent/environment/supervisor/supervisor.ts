import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ContainerStatus } from '../../../model/environment/container-status.ts';
import { errorText } from '../../../protocol/errors.ts';
import { startTimeOf } from '../../run/start-time.ts';
import { removeControl, withControlPath, writeContainerStatus } from '../container-files.ts';
import { CommandError, type Exit, type Job, type Made } from './job.ts';
import { oomKills } from './oom.ts';
import { OutputLog } from './output-log.ts';
import { makeWithUtilLinux } from './util-linux.ts';

/** A shell of `exec` says so when there is a program that cannot be executed. */
const EXEC_FAILED = /^isolens: (?:line )?\d+: (?:exec: )?(.+)$/m;

/** Makes one container, waits for its end and writes down what becomes of it. */
export class Supervisor {
  readonly #job: Job;
  readonly #log: OutputLog;
  #status: ContainerStatus;
  #started = false;

  constructor(job: Job) {
    this.#job = job;
    this.#log = new OutputLog(job.launch.directory, job.logBytes);
    const supervisor = process.pid;
    this.#status = { state: 'failed', supervisor, supervisorStartTime: startTimeOf(supervisor) ?? 0 };
  }

  /** @param told called when it is `created` or `failed` */
  async run(told: () => void): Promise<void> {
    const made = await this.#make();
    if (made === undefined) return told();
    const { directory, groups } = this.#job.launch;
    const kills = oomKills(groups);
    const server = await this.#listen(made);
    const { pid } = made;
    this.#set({ state: 'created', pid, startTime: startTimeOf(pid) ?? 0 });
    told();
    const exit = await made.exit;
    await this.#drained();
    this.#ended(exit, oomKills(groups) > kills);
    server.close();
    removeControl(directory);
  }

  async #make(): Promise<Made | undefined> {
    try {
      if (this.#job.oci === undefined) return await makeWithUtilLinux(this.#job, this.#log);
      // Only this one needs system calls of its own.
      const { makeWithOci } = await import('./oci.ts');
      return await makeWithOci(this.#job, this.#log);
    } catch (error) {
      this.#set({
        state: 'failed',
        error: error instanceof Error ? error.message : String(error),
        ...(error instanceof CommandError && { exitCode: error.exitCode }),
      });
      return undefined;
    }
  }

  #set(change: Partial<ContainerStatus>): void {
    this.#status = { ...this.#status, ...change };
    writeContainerStatus(this.#job.launch.directory, this.#status);
  }

  /** Who connects says `start`, and gets what is wrong; nothing when it runs. */
  async #listen(made: Made): Promise<Server> {
    removeControl(this.#job.launch.directory);
    const server = createServer({ allowHalfOpen: true }, (socket) => void this.#answer(socket, made));
    await withControlPath(this.#job.launch.directory, async (path) => {
      server.listen(path);
      await once(server, 'listening');
    });
    return server;
  }

  async #answer(socket: Socket, made: Made): Promise<void> {
    socket.on('error', () => {});
    if ((await text(socket)) !== 'start') return void socket.destroy();
    socket.end(await this.#start(made).catch(errorText));
  }

  async #start(made: Made): Promise<string> {
    if (this.#started) return 'It was started before.';
    this.#started = true;
    const startedAt = Date.now();
    const error = await made.start();
    const state = this.#status.state === 'created' ? 'running' : this.#status.state;
    this.#set(error === undefined ? { state, startedAt } : { error });
    return error ?? '';
  }

  /** What was written before the end can be read at once: a turn of the event loop without any is the end of it. */
  async #drained(): Promise<void> {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    let before: string;
    do {
      before = this.#log.tail;
      await turn();
      await turn();
    } while (this.#log.tail !== before);
  }

  #ended({ code, signal }: Exit, oomKilled: boolean): void {
    const failed = code === 126 || code === 127 ? EXEC_FAILED.exec(this.#log.tail)?.[1] : undefined;
    this.#set({
      state: 'exited',
      exitedAt: Date.now(),
      ...(code !== undefined && { exitCode: code }),
      ...(signal !== undefined && { signal }),
      ...(oomKilled && { oomKilled }),
      ...(failed !== undefined && { error: failed }),
    });
  }
}
