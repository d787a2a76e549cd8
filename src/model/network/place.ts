import { containerLabel } from '../container.ts';
import { kernelName, type Namespace, type NamespaceId } from '../namespace.ts';
import type { Snapshot } from '../snapshot.ts';

/** What is known of a network namespace besides its network. Texts are raw. */
export interface Place {
  readonly namespace: NamespaceId;
  /** Inode number on nsfs. */
  readonly inode: number;
  /** Of ip-netns(8). */
  readonly name?: string;
  /** Name of ip-netns(8), `host` for the initial one, name of the container, or the kernel's name: `net:[4026532200]`. */
  readonly title: string;
  readonly initial: boolean;
  /** `web (podman)`; absent where the title says it. */
  readonly container?: string;
  readonly processes: number;
  /** `nginx 1234`: the process with the smallest pid. */
  readonly leader?: string;
}

/** All network namespaces of a host. */
export function placesOf(snapshot: Snapshot): Place[] {
  const all = Object.values(snapshot.namespaces).filter(({ kind }) => kind === 'net');
  return all.map((namespace) => placeOf(namespace, snapshot));
}

export function placeOf(namespace: Namespace, { containers, processes }: Snapshot): Place {
  const { id, inode, name, initial, nprocs, leader } = namespace;
  const inside = namespace.container === undefined ? undefined : containers[namespace.container];
  const container = inside && containerLabel(inside);
  const process = leader === undefined || initial ? undefined : processes[leader];
  const title = name ?? (initial ? 'host' : undefined);
  return {
    namespace: id,
    inode,
    ...(name !== undefined && { name }),
    title: title ?? container ?? kernelName(namespace),
    initial,
    ...(title !== undefined && container !== undefined && !initial && { container }),
    processes: nprocs,
    ...(process && { leader: `${process.comm} ${process.pid}` }),
  };
}
