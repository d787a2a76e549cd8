import type { Network } from '../../../../model/network/network.ts';
import type { NetworkProcess, TapServer } from '../../../../model/network/network-inside.ts';
import type { Process } from '../../../../model/process.ts';
import { SyscallError } from '../../../kernel/errno.ts';
import type { Proc } from '../../../kernel/proc.ts';
import { tunNamespace } from '../../../kernel/tun.ts';

const SOCKET = /^socket:\[(\d+)\]$/;
const TUN = '/dev/net/tun';
/** So many descriptors are looked at in one piece. */
const PIECE = 64;

/** Who has which of these sockets open, by their inodes. Yields often: there can be many processes. */
export function* findOwners(
  proc: Proc,
  processes: readonly Process[],
  inodes: ReadonlySet<number>,
): Generator<void, ReadonlyMap<number, readonly NetworkProcess[]>> {
  const owners = new Map<number, NetworkProcess[]>();
  if (inodes.size === 0) return owners;
  for (const process of processes) {
    const own = new Set<number>();
    for (const { target } of yield* descriptors(proc, process)) {
      const inode = Number(SOCKET.exec(target)?.[1]);
      if (inodes.has(inode)) own.add(inode);
    }
    for (const inode of own) owners.set(inode, [...(owners.get(inode) ?? []), told(process)]);
  }
  return owners;
}

/** Who serves the tun and tap devices of a namespace: they may live in another one. */
export function* findTapServers(
  proc: Proc,
  processes: readonly Process[],
  { links }: Network,
  inode: number,
): Generator<void, readonly TapServer[]> {
  const servers: TapServer[] = [];
  for (const process of processes) {
    for (const { fd, target } of yield* descriptors(proc, process)) {
      if (target !== TUN) continue;
      const name = /^iff:\t(.*)$/m.exec(proc.file(`${process.pid}/fdinfo/${fd}`) ?? '')?.[1];
      const link = links.find((each) => each.kind === 'tun' && each.name === name);
      if (link && isIn(inode, process.pid, fd)) servers.push({ ...told(process), index: link.index });
    }
  }
  return servers;
}

function told({ id, pid, comm }: Process): NetworkProcess {
  return { process: id, pid, comm };
}

/** Names alone are not enough: many containers have a tap0. */
function isIn(inode: number, pid: number, fd: number): boolean {
  try {
    return tunNamespace(pid, fd) === inode;
  } catch (error) {
    if (error instanceof SyscallError) return false;
    throw error;
  }
}

function* descriptors(
  proc: Proc,
  { pid }: Process,
): Generator<void, readonly { readonly fd: number; readonly target: string }[]> {
  const found: { readonly fd: number; readonly target: string }[] = [];
  for (const [at, fd] of (proc.numbers(`${pid}/fd`) ?? []).entries()) {
    if (at % PIECE === 0) yield;
    const target = proc.link(`${pid}/fd/${fd}`);
    if (target !== undefined) found.push({ fd, target });
  }
  yield;
  return found;
}
