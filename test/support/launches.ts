import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readContainerStatus } from '../../src/agent/environment/container-status.ts';
import type { Engine } from '../../src/agent/environment/engine.ts';
import { ordinaryUser } from '../../src/agent/environment/read-host.ts';
import { readLog } from '../../src/agent/environment/read-log.ts';
import { SupervisedEngine } from '../../src/agent/environment/supervised-engine.ts';
import { hasTool } from '../../src/agent/run/tool.ts';
import { formatMessage } from '../../src/base/message.ts';
import { policyRefusals } from '../../src/model/enter/create-rules.ts';
import type { ContainerStatus } from '../../src/model/environment/container-status.ts';
import type { OrdinaryUser } from '../../src/model/environment/host.ts';
import type { Launch } from '../../src/model/environment/launch.ts';
import { outerMaps, withUserNamespace } from '../../src/model/environment/rootless/user-namespaces.ts';
import type { IdMapRange, NamespaceKind } from '../../src/model/namespace.ts';
import { coveredBy, type IdRange } from '../../src/model/spec/id-map.ts';
import type { SpecContainer } from '../../src/model/spec/spec.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { hasController, hierarchiesHere, TestGroup } from './groups.ts';
import { MAPPED, SIMPLE } from './spec-containers.ts';

const SOURCES = path.join(import.meta.dirname, '../../src');
const PROGRAMS = [
  'sh',
  'cat',
  'sleep',
  'echo',
  'ls',
  'id',
  'mknod',
  'touch',
  'head',
  'true',
  'mkdir',
  'dd',
  'pwd',
  'env',
];

/** Where the programs of BusyBox are, linked statically; undefined where it is not installed. */
export const BUSYBOX = ['/usr/bin/busybox', '/bin/busybox'].find((file) => existsSync(file));

const isRoot = process.geteuid?.() === 0;

/** Who makes containers here without root. */
const USER: OrdinaryUser = ordinaryUser();

/** Why no container can be made here; false where one can. */
export const noContainers =
  BUSYBOX === undefined
    ? 'needs busybox-static'
    : isRoot || policyRefusals(USER.policy).length === 0
      ? false
      : 'needs user namespaces';

/** Why there is nothing that only root may do; false for root. */
export const noRoot = isRoot ? false : 'needs root';

/** Why the ids of {@link MAPPED} cannot be given; false where they can. */
export const noMapped =
  isRoot || [USER.subuids, USER.subgids].every((given) => MAPPED.every((range) => isIn(range, given)))
    ? false
    : 'needs ids of /etc/subuid';

function isIn({ outside, count }: IdMapRange, given: readonly IdRange[]): boolean {
  return coveredBy({ first: outside, count }, given) && hasTool('newuidmap');
}

/** Kinds of namespaces that a container has besides those that it is to have. */
export const OWN_KINDS: readonly NamespaceKind[] = isRoot ? [] : ['user'];

/** What makes containers. */
export const ENGINES = ['util-linux', 'runc', 'crun'] as const;

/** Why it cannot be used here; false where it can. */
export function noRuntime(name: (typeof ENGINES)[number]): string | false {
  if (name === 'util-linux') return false;
  return noRoot || (hasTool(name) ? false : `needs ${name}`);
}

/** An engine that runs the supervisor from its source. */
export function engineHere(runtime: (typeof ENGINES)[number], logBytes?: number): Engine {
  return new SupervisedEngine({
    ...(runtime !== 'util-linux' && { runtime }),
    supervisor: path.join(SOURCES, 'agent/environment/supervisor/main.ts'),
    ...(logBytes !== undefined && { logBytes }),
  });
}

/**
 * A container with a root directory and, as root, a group in every hierarchy; disposing it ends what is left of it and removes
 * all.
 */
export class TestContainer implements AsyncDisposable {
  readonly engine: Engine;
  readonly launch: Launch;
  /** The root directory: BusyBox and nothing else. */
  readonly root: string;
  readonly #place: string;
  readonly #groups: readonly TestGroup[];

  constructor(engine: Engine, change: Partial<SpecContainer> = {}, joins: Launch['joins'] = {}) {
    this.engine = engine;
    this.#place = mkdtempSync(path.join(tmpdir(), 'isolens-launch-'));
    this.root = path.join(this.#place, 'rootfs');
    makeRoot(this.root, change.namespaces?.user.kind === 'new');
    const hierarchies = isRoot ? hierarchiesHere().filter(({ mount }) => mount && !mount.readOnly) : [];
    const name = `itest-${process.pid}-${path.basename(this.#place)}`;
    this.#groups = hierarchies.map((hierarchy) => new TestGroup(hierarchy, name));
    for (const group of this.#groups) allowCpus(group);
    const container = {
      ...SIMPLE,
      ...hostnameOf(change),
      root: { kind: 'directory', path: this.root, options: [] } as const,
      ...change,
    };
    this.launch = {
      ...(isRoot ? { container } : rootless(container, joins)),
      environment: 'itest',
      directory: path.join(this.#place, 'run'),
      base: this.#place,
      groups: this.#groups.map(({ directory }) => directory),
      joins,
    };
  }

  /** @throws Error with all that its engine said */
  async create(): Promise<{ readonly pid: number; readonly startTime: number }> {
    try {
      return await this.engine.create(this.launch, new AbortController().signal);
    } catch (error) {
      throw error instanceof ProtocolError ? new Error(formatMessage(error.data.message), { cause: error }) : error;
    }
  }

  /** Sets a limit of its group; false where there is no such controller. */
  limit(
    controller: string,
    { v1, v2 }: { readonly v1: readonly [string, string]; readonly v2: readonly [string, string] },
  ): boolean {
    const group = this.#groups.find(({ hierarchy }) => hasController(hierarchy, controller));
    if (!group) return false;
    group.write(...(group.hierarchy.version === 1 ? v1 : v2));
    return true;
  }

  /** Lines of its log, when one of them is `last`. */
  async linesUntil(last: string): Promise<string[]> {
    for (;;) {
      const lines = readLog(this.launch.directory, 0).text.trimEnd().split('\n');
      if (lines.includes(last)) return lines;
      const status = readContainerStatus(this.launch.directory);
      if (status?.state === 'exited') throw new Error(`It ended: ${JSON.stringify(status)}\n${lines.join('\n')}`);
      await sleep(10);
    }
  }

  /** What is known of it when it has ended. */
  async ended(): Promise<ContainerStatus> {
    for (;;) {
      const status = readContainerStatus(this.launch.directory);
      if (status?.state === 'exited' || status?.state === 'failed') return status;
      await sleep(10);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.stop(this.launch, 0);
    for (const group of this.#groups) await group[Symbol.asyncDispose]();
    // An overlay leaves a directory that nobody may look into.
    if (!isRoot) spawnSync('chmod', ['-R', 'u+rwX', this.#place]);
    rmSync(this.#place, { recursive: true });
  }
}

/** As an ordinary user makes it. */
function rootless(declared: SpecContainer, joins: Launch['joins']): Pick<Launch, 'container' | 'rootless'> {
  if (joins.user !== undefined) return { container: declared, rootless: {} };
  const container = withUserNamespace(declared, USER);
  return { container, rootless: { maps: outerMaps(container, USER) } };
}

/** A cpuset of v1 has no CPUs at first. */
function allowCpus(group: TestGroup): void {
  if (!group.hierarchy.controllers.includes('cpuset') || group.hierarchy.version === 2) return;
  const above = path.dirname(group.directory);
  for (const file of ['cpuset.cpus', 'cpuset.mems']) group.write(file, readFileSync(`${above}/${file}`, 'utf8').trim());
}

/** A hostname needs a uts namespace. */
function hostnameOf({ namespaces = SIMPLE.namespaces }: Partial<SpecContainer>): { readonly hostname?: string } {
  return namespaces.uts.kind === 'new' ? { hostname: 'box' } : {};
}

function makeRoot(root: string, mapped: boolean): void {
  if (BUSYBOX === undefined) throw new Error('There is no busybox.');
  for (const dir of ['bin', 'dev', 'etc', 'proc', 'sys', 'tmp', 'srv'])
    mkdirSync(path.join(root, dir), { recursive: true });
  // A umask must not hide it from the users of the container.
  chmodSync(root, 0o755);
  copyFileSync(BUSYBOX, path.join(root, 'bin/busybox'));
  for (const name of PROGRAMS) symlinkSync('busybox', path.join(root, 'bin', name));
  if (!mapped) return;
  // Who is not root may not give files away.
  if (isRoot) spawnSync('chown', ['-hR', '100000:100000', root]);
  else spawnSync('chmod', ['-R', 'a+rwX', root]);
}
