import { readdirSync } from 'node:fs';
import { check } from './errno.ts';
import { close } from './fd.ts';
import * as libc from './libc.ts';

const SYS_FSOPEN = 430;
const SYS_FSCONFIG = 431;
const SYS_FSMOUNT = 432;
const FSOPEN_CLOEXEC = 1;
const FSCONFIG_CMD_CREATE = 6;
const FSMOUNT_CLOEXEC = 1;

/**
 * Names in the root of a file system of the caller's namespaces, through a mount that is attached nowhere
 * and ends with this call (fsopen(2), fsmount(2)). @throws SyscallError EPERM without CAP_SYS_ADMIN, ENODEV, ENOSYS
 */
export function listDetached(fsType: string): string[] {
  const context = check(libc.syscallText(SYS_FSOPEN, fsType, FSOPEN_CLOEXEC), 'fsopen', fsType);
  try {
    check(libc.syscallFive(SYS_FSCONFIG, context, FSCONFIG_CMD_CREATE, 0, 0, 0), 'fsconfig', fsType);
    const mount = check(libc.syscall(SYS_FSMOUNT, context, FSMOUNT_CLOEXEC, 0, 0), 'fsmount', fsType);
    try {
      return readdirSync(`/proc/self/fd/${mount}`);
    } finally {
      close(mount);
    }
  } finally {
    close(context);
  }
}
