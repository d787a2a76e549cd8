import path from 'node:path';
import { message } from '../../base/message.ts';
import { containerDirectory, type PlanHost } from '../../model/environment/host.ts';
import type { Launch } from '../../model/environment/launch.ts';
import { launchOf } from '../../model/environment/resource/containers.ts';
import { directoryIn, hierarchiesFor } from '../../model/environment/resource/group-places.ts';
import { withUserNamespaces } from '../../model/environment/rootless/user-namespaces.ts';
import { NAMESPACE_KINDS, type NamespaceKind } from '../../model/namespace.ts';
import { NETNS_DIR } from '../../model/operation/netns.ts';
import type { ResolvedSpec, SpecContainer, SpecNamespace } from '../../model/spec/spec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { startTimeOf } from '../run/start-time.ts';
import { runTool } from '../run/tool.ts';
import { readContainerStatus } from './container-status.ts';
import { directoriesFrom } from './directories.ts';
import type { Engine } from './engine.ts';
import type { Containers } from './perform.ts';

export interface EnvironmentContainersOptions {
  readonly spec: ResolvedSpec;
  readonly base: string;
  readonly host: PlanHost;
  readonly engine: () => Promise<Engine>;
  /** So long a container may take to end by itself, in milliseconds. */
  readonly graceMs: number;
}

/** The containers of one environment, made by one engine. */
export class EnvironmentContainers implements Containers {
  readonly #options: EnvironmentContainersOptions;

  constructor(options: EnvironmentContainersOptions) {
    const { spec, host } = options;
    this.#options = host.user ? { ...options, spec: withUserNamespaces(spec, host.user) } : options;
  }

  async create(name: string, signal: AbortSignal): Promise<void> {
    const { spec, base, host, engine } = this.#options;
    const container = this.#container(name);
    if (container)
      await (await engine()).create(launchOf(spec, name, { base, host, joins: this.#joins(container) }), signal);
  }

  /** ip-netns(8), attach; that its process 1 is still the same is looked at before and after. */
  async name(name: string): Promise<void> {
    const pid = this.#pidOf(name);
    await runTool('ip', ['netns', 'attach', name, String(pid)]);
    this.#pidOf(name);
  }

  async start(name: string): Promise<void> {
    await (await this.#options.engine()).start(this.#directory(name));
  }

  async stop(name: string): Promise<void> {
    const { engine, graceMs } = this.#options;
    await (await engine()).stop({ directory: this.#directory(name), groups: this.#groupsOf(name) }, graceMs);
  }

  /** Also where it was before its file was edited: a name stands for one group only. None that only a runtime has made. */
  #groupsOf(name: string): readonly string[] {
    const { spec, host } = this.#options;
    const hierarchies = hierarchiesFor(spec, host);
    const all = hierarchies.flatMap((hierarchy) => directoriesFrom(directoryIn(hierarchy, spec, '', host)));
    return all.filter((directory) => path.basename(directory) === name);
  }

  #container(name: string): SpecContainer | undefined {
    return this.#options.spec.containers.find((each) => each.name === name);
  }

  #directory(name: string): string {
    return containerDirectory(this.#options.host, this.#options.spec.environment, name);
  }

  /** Its process 1. @throws ProtocolError gone */
  #pidOf(name: string): number {
    const status = readContainerStatus(this.#directory(name));
    const { pid, startTime } = status ?? {};
    if (pid === undefined || startTimeOf(pid) !== startTime) {
      throw new ProtocolError('gone', message('The container {0} has ended: {1}', name, status?.error ?? '?'));
    }
    return pid;
  }

  #joins({ namespaces }: SpecContainer): Launch['joins'] {
    const files = NAMESPACE_KINDS.flatMap((kind): [NamespaceKind, string][] => {
      const file = this.#fileOf(kind, namespaces[kind]);
      return file === undefined ? [] : [[kind, file]];
    });
    return Object.fromEntries(files);
  }

  #fileOf(kind: NamespaceKind, namespace: SpecNamespace): string | undefined {
    switch (namespace.kind) {
      case 'path':
        return namespace.path;
      case 'process':
        return `/proc/${namespace.pid}/ns/${kind}`;
      case 'join':
        return this.#container(namespace.of)
          ? `/proc/${this.#pidOf(namespace.of)}/ns/${kind}`
          : `${NETNS_DIR}/${namespace.of}`;
      default:
        return undefined;
    }
  }
}
