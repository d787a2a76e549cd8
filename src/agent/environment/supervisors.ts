import { type ChildProcess, spawn } from 'node:child_process';
import type { EngineName } from '../../model/environment/launch.ts';

/** A supervisor only waits: options of Node.js. */
const SMALL = ['--max-old-space-size=32', '--max-semi-space-size=1'];
/** It writes its title over its command line (proc_pid_cmdline(5)), which must be as long as that. */
const ROOM = ' '.repeat(4096);
/** So long a spare one waits for a container, in milliseconds. */
const IDLE_MS = 60_000;

/**
 * Starts supervisors. One is kept in reserve where containers will be made soon: Node.js takes longer to start than a
 * container. It ends when its standard input does.
 */
export class Supervisors {
  readonly #program: string;
  readonly #engine: EngineName;
  #spare: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;

  /** @param program see `supervisorProgram` */
  constructor(program: string, engine: EngineName) {
    this.#program = program;
    this.#engine = engine;
  }

  /** One that waits for its job on its standard input. */
  take(): ChildProcess {
    const spare = this.#spare;
    this.#forget();
    return spare && spare.exitCode === null && spare.signalCode === null ? spare : this.#start();
  }

  /** Has one in reserve for a while. */
  prepare(): void {
    if (this.#spare) return;
    this.#spare = this.#start();
    this.#idle = setTimeout(() => this.release(), IDLE_MS).unref();
  }

  /** Has none in reserve any more. */
  release(): void {
    this.#spare?.stdin?.end();
    this.#forget();
  }

  #forget(): void {
    this.#spare = undefined;
    clearTimeout(this.#idle);
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, [...SMALL, this.#program, this.#engine, ROOM], {
      detached: true,
      cwd: '/',
      env: asNode(),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    // It may end without reading; that its container was not made is seen then.
    child.stdin?.on('error', () => {});
    child.on('error', () => {});
    child.unref();
    return child;
  }
}

/** In the extension host of VS Code, Node.js is a program that must be told to be it. */
function asNode(): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: set } = process.env;
  return set === undefined ? {} : { ELECTRON_RUN_AS_NODE: set };
}
