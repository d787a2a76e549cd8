import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Started, start } from './started.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** The bundle: it starts in a fifth of the time. */
const MAIN = path.join(ROOT, 'dist/isolens.cjs');
const PROGRAMS = path.join(import.meta.dirname, 'programs');

/**
 * A place of its own for names of network namespaces and for what is written down, with a loopback that is up. The first
 * `ip netns add` mounts /run/netns over itself.
 */
const SETUP = `mount -t tmpfs isolens-test /run && mkdir -p /run/netns && mkdir -m 700 /run/isolens &&
mkdir -p /etc/netns && mount -t tmpfs isolens-test /etc/netns && ip link set lo up &&
ip netns add first && ip netns del first && echo ready && exec cat`;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A host for environments: network and mount namespaces of their own, so that what is done to `host` is done to them and
 * never to the machine. Cgroups are the machine's; `name()` keeps environments of different tests apart.
 */
export class PrivateHost implements AsyncDisposable {
  readonly #holder: Started;
  /** For `.cspec` files. */
  readonly directory: string;

  private constructor(holder: Started) {
    this.#holder = holder;
    this.directory = mkdtempSync(path.join(tmpdir(), 'isolens-env-'));
  }

  static async make(): Promise<PrivateHost> {
    return new PrivateHost(await start('unshare', '--net', '--mount', '--propagation', 'private', 'sh', '-c', SETUP));
  }

  /** The name of an environment of this test. */
  name(short: string): string {
    return `itest-${process.pid}-${short}`;
  }

  /** Writes a spec, as the environment `short` of this test. @returns its path */
  write(short: string, text: string): string {
    const file = path.join(this.directory, `${short}.cspec`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text.includes('environment ') ? text : `environment ${this.name(short)}\n${text}`);
    return file;
  }

  /** argv before that of a program: it runs there. */
  get prefix(): readonly string[] {
    return ['nsenter', ...this.#argv([])];
  }

  /** Runs `isolens` there, as it was built last. */
  isolens(...args: readonly string[]): Outcome {
    return this.run(process.execPath, MAIN, ...args);
  }

  /** The same, to be waited for or killed. */
  starts(...args: readonly string[]) {
    const child = spawn('nsenter', this.#argv([process.execPath, MAIN, ...args]), { stdio: 'pipe' });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const ended = once(child, 'close').then(() => ({ status: child.exitCode, signal: child.signalCode, stderr }));
    return { child, ended };
  }

  /** Runs one of `test/support/programs` there. */
  program(name: string, ...args: readonly string[]): Outcome {
    return this.run(process.execPath, path.join(PROGRAMS, `${name}.ts`), ...args);
  }

  run(...argv: readonly string[]): Outcome {
    const options = { encoding: 'utf8', maxBuffer: 2 ** 26, env: { ...process.env, LC_ALL: 'C' } } as const;
    const { status, stdout, stderr } = spawnSync('nsenter', this.#argv(argv), options);
    return { status, stdout, stderr };
  }

  /** A line for a shell there. @throws Error when it fails */
  sh(line: string): string {
    return execFileSync('nsenter', this.#argv(['sh', '-ec', line]), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** All that an environment could leave behind. */
  traces(): string {
    return this.program('traces', this.name('')).stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#holder[Symbol.asyncDispose]();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #argv(argv: readonly string[]): string[] {
    return [`--target=${this.#holder.pid}`, '--net', '--mount', `--wdns=${this.directory}`, '--', ...argv];
  }
}
