import { message } from '../../base/message.ts';
import { chooseEngine, type EngineFacts, type OciRuntime } from '../../model/environment/engine/choose.ts';
import type { EngineName } from '../../model/environment/launch.ts';
import { parseMountinfo } from '../../model/mount.ts';
import type { ResolvedSpec } from '../../model/spec/spec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { readTools } from '../discover/facts/tools.ts';
import { cgroupMode } from '../discover/host/cgroup-mode.ts';
import { textFile } from '../discover/host/text-file.ts';
import type { ChosenEngine, Engines } from './environments.ts';
import { SupervisedEngine, supervisorProgram } from './supervised-engine.ts';

export interface EnginesOptions {
  /** See `supervisorProgram`. */
  readonly supervisor?: string;
  /** This program lives on: it may start ahead what takes long to start. */
  readonly ahead?: boolean;
}

/** The engines of this host. */
export function engines({ supervisor = supervisorProgram(), ahead = false }: EnginesOptions = {}): Engines {
  return new HostEngines(supervisor, ahead);
}

class HostEngines implements Engines {
  readonly #supervisor: string;
  readonly #ahead: boolean;
  readonly #engines = new Map<OciRuntime | undefined, SupervisedEngine>();
  #facts: Promise<EngineFacts> | undefined;

  constructor(supervisor: string, ahead: boolean) {
    this.#supervisor = supervisor;
    this.#ahead = ahead;
  }

  async choose({ containers }: ResolvedSpec, wanted: EngineName | 'auto'): Promise<ChosenEngine> {
    this.#facts ??= readFacts();
    const choice = chooseEngine(containers, await this.#facts, wanted);
    if (choice.engine === undefined) {
      throw new ProtocolError('unsupported', choice.because, message('Install runc, or change the spec.'));
    }
    return { engine: choice.engine, ...(choice.because && { because: choice.because }) };
  }

  async prepare(name: EngineName, spec: ResolvedSpec): Promise<void> {
    if (this.#ahead) (await this.of(name, spec)).prepare();
  }

  async of(name: EngineName, { containers }: ResolvedSpec): Promise<SupervisedEngine> {
    this.#facts ??= readFacts();
    const choice = name === 'oci' ? chooseEngine(containers, await this.#facts, 'oci') : undefined;
    return this.#engine(choice?.engine === undefined ? undefined : choice.runtime);
  }

  #engine(runtime: OciRuntime | undefined): SupervisedEngine {
    const known = this.#engines.get(runtime);
    const engine = known ?? new SupervisedEngine({ supervisor: this.#supervisor, ...(runtime && { runtime }) });
    this.#engines.set(runtime, engine);
    return engine;
  }
}

async function readFacts(): Promise<EngineFacts> {
  const { runc, crun } = await readTools(['runc', 'crun']);
  const { mode } = cgroupMode(parseMountinfo(textFile('/proc/self/mountinfo') ?? ''));
  return {
    runtimes: { ...(runc != null && { runc }), ...(crun != null && { crun }) },
    cgroups: mode === 'none' ? 'v2' : mode,
    rootless: process.geteuid?.() !== 0,
  };
}
