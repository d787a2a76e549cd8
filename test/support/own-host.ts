import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPlanHost } from '../../src/agent/environment/read-host.ts';
import { stateDirOf } from '../../src/agent/run/json-lines.ts';
import type { EnvironmentStatus } from '../../src/model/environment/status.ts';
import type { ResolvedSpec, SpecContainer } from '../../src/model/spec/spec.ts';
import type { Declared } from '../../src/protocol/environment.ts';
import type { Outcome } from './private-host.ts';
import { namesIn, textOf } from './readable.ts';

/** The bundle: an ordinary user has no modules that the language is made of. */
const MAIN = path.join(import.meta.dirname, '../../dist/isolens.cjs');
const SPEC: ResolvedSpec = {
  version: 1,
  environment: '',
  cgroups: [],
  wires: [],
  networks: [],
  containers: [],
  expectations: [],
};
const LOOK_MS = 20;

/** What an ordinary user makes on the machine as it is; disposing removes it. */
export class OwnHost implements Disposable {
  /** For `.cspec` files. */
  readonly directory = mkdtempSync(path.join(tmpdir(), 'isolens-own-'));
  readonly #written: string[] = [];
  readonly #host = readPlanHost(SPEC, '');

  /** Whether systemd hands groups over. */
  get hasManager(): boolean {
    return this.#host.groups === 'unit';
  }

  /** Whether it hands a controller over. */
  has(controller: string): boolean {
    return this.#host.hierarchies.some(({ controllers }) => controllers.includes(controller));
  }

  /** The name of an environment of this test. */
  name(short: string): string {
    return `itest-${process.pid}-${short}`;
  }

  /** Writes a spec, as the environment `short` of this test. @returns its path */
  write(short: string, text: string): string {
    const file = path.join(this.directory, `${short}.cspec`);
    writeFileSync(file, `environment ${this.name(short)}\n${text}`);
    this.#written.push(this.name(short));
    return file;
  }

  /** The same without its text, for a program. @returns a file with `Declared` */
  declare(short: string, ...containers: readonly SpecContainer[]): string {
    const file = this.write(short, '');
    const spec: ResolvedSpec = { ...SPEC, environment: this.name(short), containers };
    const declared: Declared = { spec, file, engine: 'util-linux', restart: false };
    const json = path.join(this.directory, `${short}.json`);
    writeFileSync(json, JSON.stringify(declared));
    return json;
  }

  isolens(...args: readonly string[]): Outcome {
    return this.#run(MAIN, ...args);
  }

  /** Runs one of `test/support/programs`. */
  program(name: string, ...args: readonly string[]): Outcome & { readonly signal: NodeJS.Signals | null } {
    return this.#run(path.join(import.meta.dirname, `programs/${name}.ts`), ...args);
  }

  #run(...argv: readonly string[]) {
    return spawnSync(process.execPath, argv, { encoding: 'utf8', env: this.#env });
  }

  status(short: string): EnvironmentStatus | undefined {
    const all = JSON.parse(this.isolens('status', '--json').stdout) as { environments: EnvironmentStatus[] };
    return all.environments.find(({ environment }) => environment === this.name(short));
  }

  /** The first process of a container. */
  pid(short: string, container: string): number {
    return this.#container(short, container)?.pid ?? -1;
  }

  supervisor(short: string, container: string): number {
    return this.#container(short, container)?.supervisor ?? -1;
  }

  /** Until a container has written that. */
  async log(short: string, container: string, pattern: RegExp): Promise<void> {
    const file = path.join(this.#stateDir, this.name(short), 'containers', container, 'log');
    await this.until(() => (pattern.test(textOf(file)) ? true : undefined));
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await sleep(LOOK_MS);
    }
  }

  /** What is written down of an environment is no more. */
  lose(short: string): void {
    rmSync(path.join(this.#stateDir, this.name(short)), { recursive: true });
  }

  /** All that its environments have left behind. */
  left(): readonly string[] {
    const mine = (name: string) => name.includes(`itest-${process.pid}-`);
    const { manager, hierarchies } = this.#host;
    const slice = `${hierarchies[0]?.mount?.path ?? ''}${manager}/isolens.slice`;
    return [
      ...namesIn(this.#stateDir).filter(mine),
      ...(this.hasManager ? namesIn(slice).filter(mine) : []),
      ...namesIn('/proc').filter((pid) => /^\d+$/.test(pid) && pid !== String(process.pid) && mine(wordsOf(pid))),
    ];
  }

  [Symbol.dispose](): void {
    for (const name of this.#written) this.isolens('down', '--grace', '0', name);
    rmSync(this.directory, { recursive: true });
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, LC_ALL: 'C', XDG_STATE_HOME: path.join(this.directory, 'state') };
  }

  get #stateDir(): string {
    return stateDirOf(process.geteuid?.() ?? -1, this.#env, this.directory);
  }

  #container(short: string, container: string) {
    return this.status(short)?.containers.find(({ name }) => name === container)?.status;
  }
}

/** The command line of a process and its environment, where it can be read. */
function wordsOf(pid: string): string {
  return textOf(`/proc/${pid}/cmdline`) + textOf(`/proc/${pid}/environ`);
}
