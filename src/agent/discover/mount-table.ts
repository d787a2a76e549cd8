import { type Container, containerFromMounts } from '../../model/container.ts';
import { type Mount, parseMountinfo } from '../../model/mount.ts';
import { type NamespaceKind, parseKernelName } from '../../model/namespace.ts';
import type { Proc } from '../kernel/proc.ts';

/** What matters of one mount namespace for discovery. */
export interface MountTable {
  /** Text of mountinfo, to tell whether it changed. */
  readonly text: string;
  readonly count: number;
  /** `overlay overlay`: type and source of the root mount. Raw text. */
  readonly root: string;
  readonly nsfs: readonly { readonly kind: NamespaceKind; readonly inode: number; readonly mountPoint: string }[];
  readonly container: Container | undefined;
}

/** Reads the mount table of the mount namespace of a task (`1234` or `1234/task/1235`); undefined, with the errno in `proc`, when it cannot. */
export function readMountTable(proc: Proc, task: string, before?: MountTable): MountTable | undefined {
  const text = proc.records(`${task}/mountinfo`);
  if (text === undefined) return undefined;
  return before?.text === text ? before : mountTable(text);
}

function mountTable(text: string): MountTable {
  const mounts = parseMountinfo(text);
  const root = mounts.find((mount) => mount.mountPoint === '/' && !mount.overMounted);
  return {
    text,
    count: mounts.length,
    root: root ? `${root.fsType} ${root.source}` : '',
    nsfs: mounts.filter((mount) => mount.fsType === 'nsfs').flatMap(bindMount),
    container: containerFromMounts(mounts),
  };
}

function bindMount(mount: Mount): MountTable['nsfs'] {
  const ns = parseKernelName(mount.root);
  return ns && !mount.overMounted ? [{ ...ns, mountPoint: mount.mountPoint }] : [];
}
