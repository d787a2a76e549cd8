import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Message } from '../../base/message.ts';
import { containerDirectory } from '../../model/environment/host.ts';
import type { EngineName } from '../../model/environment/launch.ts';
import { orphanRecords } from '../../model/environment/orphans.ts';
import type { Plan, PlanStep } from '../../model/environment/plan.ts';
import { planDown, planUp } from '../../model/environment/planner.ts';
import { containerGroups } from '../../model/environment/resource/group-places.ts';
import { leftOut } from '../../model/environment/resource/settings.ts';
import { type Reality, type Resource, withRecorded } from '../../model/environment/resource.ts';
import { lookFor, problemsOf, resourcesOf } from '../../model/environment/resources.ts';
import { rootlessWarnings } from '../../model/environment/rootless/problems.ts';
import { scriptOf } from '../../model/environment/script.ts';
import type { EnvironmentState } from '../../model/environment/state.ts';
import type { EnvironmentStatus } from '../../model/environment/status.ts';
import { statusOf } from '../../model/environment/status-of.ts';
import type { ResolvedSpec } from '../../model/spec/spec.ts';
import type { Declared } from '../../protocol/environment.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Log } from '../log.ts';
import { refuse } from '../run/refuse.ts';
import { type ApplyOptions, apply, applyRemovals, type Progress } from './apply.ts';
import { EnvironmentContainers } from './containers.ts';
import type { Engine } from './engine.ts';
import { readGroupUse } from './group-use.ts';
import { EnvironmentJournal } from './journal.ts';
import { killGroups } from './kill-groups.ts';
import { readPlanHost } from './read-host.ts';
import { readOrphans } from './read-orphans.ts';
import { readReality } from './read-reality.ts';

export interface EnvironmentsOptions {
  readonly stateDir: string;
  readonly log: Log;
  readonly engines: Engines;
}

/** Who makes containers here. */
export interface Engines {
  /** @throws ProtocolError unsupported when the wanted one cannot */
  choose(spec: ResolvedSpec, wanted: EngineName | 'auto'): Promise<ChosenEngine>;
  of(name: EngineName, spec: ResolvedSpec): Promise<Engine>;
  /** It will make containers soon. */
  prepare(name: EngineName, spec: ResolvedSpec): Promise<void>;
}

export interface ChosenEngine {
  readonly engine: EngineName;
  /** Why it is not the one that one may have expected. */
  readonly because?: Message;
}

export interface Doing {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Somebody else does something to the same environment, and is waited for. */
  readonly onWait: () => void;
  /** So long a container may take to end by itself, in milliseconds. */
  readonly graceMs: number;
}

/** A plan with what it was made from. */
interface Planned {
  readonly plan: Plan;
  readonly resources: readonly Resource[];
  readonly state: EnvironmentState | undefined;
}

/** Makes, looks at and removes the environments of one user on this host. */
export class Environments {
  readonly #options: EnvironmentsOptions;
  readonly #bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

  constructor(options: EnvironmentsOptions) {
    this.#options = options;
  }

  /** What must be done so that the host is as declared. Writes nothing. */
  async plan(declared: Declared): Promise<Plan> {
    return (await this.#plan(declared)).plan;
  }

  /** Does it. @returns what was done. @throws ProtocolError refused with the first problem; what failed */
  async up(declared: Declared, doing: Doing): Promise<Plan> {
    const { spec, file } = declared;
    const journal = this.#journal(spec.environment);
    return journal.locked(
      async () => {
        const { plan, resources, state } = await this.#plan(declared);
        refuse({ refusals: plan.problems });
        if (plan.steps.length === 0) return plan;
        const { engine } = plan;
        const base = path.dirname(file);
        const opened = {
          line: 'open',
          environment: spec.environment,
          file,
          base,
          bootId: this.#bootId,
          engine,
        } as const;
        const both = withBoth(spec, state?.spec);
        const containers = this.#containers(both, base, engine, doing.graceMs);
        const byId = new Map(resources.map((each) => [each.id, each]));
        let isGone = false;
        const onTakenBack = (failures: readonly ProtocolError[]) => {
          isGone = state === undefined && failures.length === 0;
        };
        try {
          // Until it is done it is both: what is declared no longer may still be there.
          journal.append({ ...opened, spec: both });
          await apply(plan.steps, { journal, containers, resources: byId, ...doing, onTakenBack });
          journal.append({ ...opened, spec });
        } finally {
          // Also where that could not be written down.
          if (isGone) journal.remove();
          else this.#settle(journal);
        }
        return plan;
      },
      doing.onWait,
      doing.signal,
    );
  }

  /** What must be done so that nothing of it is left. */
  async planDown(environment: string, orphans: boolean): Promise<Plan> {
    const state =
      this.#journal(environment).read(this.#bootId) ?? (orphans ? await this.#orphans(environment) : undefined);
    return state ? planDown(state, await this.#realityOf(state)) : nothing(environment);
  }

  /** Removes all that was made of it; `orphans`: also what only its marks tell. @throws ProtocolError what could not be removed */
  async down(environment: string, orphans: boolean, doing: Doing): Promise<Plan> {
    const journal = this.#journal(environment);
    return journal.locked(
      async () => {
        const known = journal.read(this.#bootId);
        const state = known ?? (orphans ? await this.#orphans(environment) : undefined);
        if (!state) {
          journal.remove();
          return nothing(environment);
        }
        const plan = planDown(state, await this.#realityOf(state));
        const containers = this.#containers(state.spec, state.base, state.engine, doing.graceMs);
        const writing: ApplyOptions['journal'] = known ? journal : { append: () => {} };
        if (!known) await killGroups(groupsOf(state));
        const failures = await applyRemovals(plan.steps, {
          journal: writing,
          containers,
          resources: new Map(),
          ...doing,
        });
        if (failures[0]) {
          this.#settle(journal);
          throw failures[0];
        }
        journal.remove();
        return plan;
      },
      doing.onWait,
      doing.signal,
    );
  }

  /** What is done for it as a script that a person can read and run. */
  async script({ spec, file }: Declared): Promise<string> {
    // It is for root, whoever reads it now.
    const host = readPlanHost(spec, this.#options.stateDir, 'root');
    const base = path.dirname(file);
    const resources = resourcesOf(spec, 'util-linux', base, host);
    const [problem] = problemsOf(spec, resources, host);
    if (problem) throw new ProtocolError('unsupported', problem.message, problem.remedy);
    return scriptOf({ spec, file, base, host, resources });
  }

  /** How what is declared is. */
  async status(declared: Declared): Promise<EnvironmentStatus> {
    const { spec } = declared;
    const state = this.#journal(spec.environment).read(this.#bootId);
    const engine =
      state?.engine ??
      (await this.#options.engines.choose(spec, declared.engine).catch(() => ({ engine: 'util-linux' as const })))
        .engine;
    return this.#status(spec, engine, path.dirname(declared.file), state);
  }

  /** How everything is that was made, whatever its file says now. */
  async list(): Promise<readonly EnvironmentStatus[]> {
    const found: EnvironmentStatus[] = [];
    for (const name of EnvironmentJournal.list(this.#options.stateDir)) {
      const state = this.#journal(name).read(this.#bootId);
      if (state) found.push(await this.#status(state.spec, state.engine, state.base, state));
    }
    return found;
  }

  /** Where the output of a container is kept. */
  logDirectory(environment: string, container: string): string {
    return containerDirectory({ stateDir: this.#options.stateDir }, environment, container);
  }

  async #status(
    spec: ResolvedSpec,
    engine: EngineName,
    base: string,
    state: EnvironmentState | undefined,
  ): Promise<EnvironmentStatus> {
    const host = readPlanHost(spec, this.#options.stateDir);
    const resources = resourcesOf(spec, engine, base, host);
    const reality = await readReality(lookFor(resources), spec.environment, host);
    const uses = spec.containers.map((each) => {
      const groups = containerGroups(spec, each, host);
      return [each.name, readGroupUse(groups, reality.containers.get(each.name))] as const;
    });
    return statusOf({ spec, resources, reality, state, uses: new Map(uses) });
  }

  async #plan(declared: Declared): Promise<Planned> {
    const { spec, file, restart } = declared;
    const state = this.#journal(spec.environment).read(this.#bootId);
    const { engine, because } = await this.#options.engines.choose(spec, declared.engine);
    const host = readPlanHost(spec, this.#options.stateDir);
    const resources = resourcesOf(spec, engine, path.dirname(file), host);
    const look = lookFor(resources);
    const reality = await readReality(state ? withRecorded(look, state.resources) : look, spec.environment, host);
    const problems = problemsOf(spec, resources, host);
    const plan = planUp({ spec, file, engine, resources, reality, state, restart, problems });
    if (plan.steps.some(makesContainer)) await this.#options.engines.prepare(engine, spec);
    const reasons = because && plan.steps.length > 0 ? [because] : [];
    const warnings = [
      ...reasons,
      ...leftOut(spec, host),
      ...(plan.steps.length > 0 ? rootlessWarnings(spec, host) : []),
      ...plan.warnings,
    ];
    return { plan: { ...plan, warnings }, resources, state };
  }

  async #realityOf(state: EnvironmentState): Promise<Reality> {
    const host = readPlanHost(state.spec, this.#options.stateDir);
    return readReality(withRecorded(lookFor([]), state.resources), state.environment, host);
  }

  async #orphans(environment: string): Promise<EnvironmentState | undefined> {
    const spec = emptySpec(environment);
    const host = readPlanHost(spec, this.#options.stateDir);
    const others = EnvironmentJournal.list(this.#options.stateDir).flatMap(
      (name) =>
        this.#journal(name)
          .read(this.#bootId)
          ?.resources.map(({ id }) => id) ?? [],
    );
    const resources = orphanRecords(await readOrphans(environment, host, new Set(others)), host);
    if (resources.length === 0) return undefined;
    return { environment, file: '', base: '/', bootId: this.#bootId, engine: 'util-linux', spec, resources };
  }

  #containers(spec: ResolvedSpec, base: string, engine: EngineName, graceMs: number): EnvironmentContainers {
    const host = readPlanHost(spec, this.#options.stateDir);
    return new EnvironmentContainers({
      spec,
      base,
      host,
      engine: () => this.#options.engines.of(engine, spec),
      graceMs,
    });
  }

  #journal(environment: string): EnvironmentJournal {
    const { stateDir, log } = this.#options;
    return new EnvironmentJournal(stateDir, environment, log);
  }

  /** A short journal; none when nothing is there. */
  #settle(journal: EnvironmentJournal): void {
    if (journal.read(this.#bootId)?.resources.length) journal.compact();
    else journal.remove();
  }
}

function makesContainer({ actions }: PlanStep): boolean {
  return actions.some((action) => action.kind === 'container' && action.verb === 'create');
}

function nothing(environment: string): Plan {
  const engine = 'util-linux';
  return { environment, file: '', engine, steps: [], problems: [], restarts: [], warnings: [] };
}

function emptySpec(environment: string): ResolvedSpec {
  return { version: 1, environment, cgroups: [], wires: [], networks: [], containers: [], expectations: [] };
}

/** Directories of groups of which only the name tells whose they are. */
function groupsOf({ resources }: EnvironmentState): readonly string[] {
  return resources.flatMap(({ remove }) => remove.flatMap((each) => (each.kind === 'directory' ? each.path : [])));
}

/** While it changes: also the containers that are declared no longer, which are stopped. */
function withBoth(spec: ResolvedSpec, before: ResolvedSpec | undefined): ResolvedSpec {
  const names = new Set(spec.containers.map(({ name }) => name));
  const gone = before?.containers.filter(({ name }) => !names.has(name)) ?? [];
  return gone.length === 0 ? spec : { ...spec, containers: [...spec.containers, ...gone] };
}
