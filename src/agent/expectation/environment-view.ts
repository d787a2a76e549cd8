import { existsSync, statSync } from 'node:fs';
import os from 'node:os';
import type { ContainerStatus } from '../../model/environment/container-status.ts';
import { containerDirectory, type PlanHost } from '../../model/environment/host.ts';
import { groupDirectories } from '../../model/environment/resource/group-places.ts';
import type { SeenExit, SeenProcess } from '../../model/expectation/observation.ts';
import type { SpecSubject } from '../../model/spec/expectation.ts';
import type { ResolvedSpec } from '../../model/spec/spec.ts';
import { readContainerStatus } from '../environment/container-status.ts';
import { familyOf } from '../environment/family.ts';
import { netnsFile } from '../environment/read-reality.ts';
import { processesIn, seenProcesses } from './group-reader.ts';

/** What of an environment expectations ask, as it is when they ask. */
export interface EnvironmentView {
  /** Inode number of the network namespace that a netns, a container or the host is in; undefined: it is not there. */
  networkOf(subject: SpecSubject): number | undefined;
  /** Directories of the group of a container or cgroup, one for each hierarchy; empty: it is not there. */
  groupsOf(subject: SpecSubject): readonly string[];
  /** The processes of a container or cgroup; undefined: it is not there. */
  processesOf(subject: SpecSubject): readonly SeenProcess[] | undefined;
  /** Whether the command of a container has ended; undefined: there is no such container. */
  exitOf(container: string): SeenExit | undefined;
}

/** The exit status of what a signal has ended begins here, as shells tell it. */
const SIGNALLED = 128;

/** Looks at what was made of a spec on this host. */
export class DeclaredView implements EnvironmentView {
  readonly #spec: ResolvedSpec;
  readonly #host: PlanHost;

  constructor(spec: ResolvedSpec, host: PlanHost) {
    this.#spec = spec;
    this.#host = host;
  }

  networkOf({ kind, name }: SpecSubject): number | undefined {
    if (kind !== 'container') return inodeOf(netnsFile(name));
    const { pid, state } = this.#statusOf(name) ?? {};
    const own = pid === undefined || state === 'exited' ? undefined : inodeOf(`/proc/${pid}/ns/net`);
    // A named one is there also when the container has ended.
    return own ?? inodeOf(netnsFile(name));
  }

  groupsOf({ name }: SpecSubject): readonly string[] {
    return groupDirectories(this.#spec, name, this.#host).filter((directory) => existsSync(directory));
  }

  processesOf(subject: SpecSubject): readonly SeenProcess[] | undefined {
    const groups = this.groupsOf(subject);
    if (groups.length > 0) return processesIn(groups);
    const status = this.#statusOf(subject.name);
    if (status?.state === 'exited') return [];
    return status?.pid === undefined ? undefined : seenProcesses(familyOf(status.pid));
  }

  exitOf(container: string): SeenExit | undefined {
    const status = this.#statusOf(container);
    if (!status || status.state === 'failed') return undefined;
    return status.state === 'exited' ? exitOf(status) : { state: 'running' };
  }

  #statusOf(container: string): ContainerStatus | undefined {
    return readContainerStatus(containerDirectory(this.#host, this.#spec.environment, container));
  }
}

function exitOf({ exitCode, signal }: ContainerStatus): SeenExit {
  const number = Object.entries(os.constants.signals).find(([name]) => name === signal)?.[1];
  const status = exitCode ?? (number === undefined ? undefined : SIGNALLED + number);
  return {
    state: 'exited',
    ...(status !== undefined && { status }),
    ...(signal !== undefined && { signal }),
  };
}

function inodeOf(file: string): number | undefined {
  try {
    return statSync(file).ino;
  } catch {
    return undefined;
  }
}
