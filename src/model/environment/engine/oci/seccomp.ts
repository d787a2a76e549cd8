import type { OciSeccomp } from './config.ts';

/** System calls that a container has no use for, and the capability with which it may have one; without: nobody. */
const DENIED: readonly { readonly names: string; readonly unless?: string }[] = [
  // Keyrings are not divided by namespaces.
  { names: 'add_key keyctl request_key' },
  // Old interfaces.
  { names: '_sysctl create_module get_kernel_syms nfsservctl query_module sysfs uselib ustat vm86 vm86old' },
  // What has had more holes than uses in containers.
  { names: 'io_uring_enter io_uring_register io_uring_setup userfaultfd' },
  { names: 'acct', unless: 'CAP_SYS_PACCT' },
  { names: 'delete_module finit_module init_module', unless: 'CAP_SYS_MODULE' },
  { names: 'kexec_file_load kexec_load reboot', unless: 'CAP_SYS_BOOT' },
  { names: 'ioperm iopl', unless: 'CAP_SYS_RAWIO' },
  { names: 'clock_adjtime clock_settime settimeofday stime', unless: 'CAP_SYS_TIME' },
  { names: 'open_by_handle_at', unless: 'CAP_DAC_READ_SEARCH' },
  { names: 'kcmp process_madvise process_vm_readv process_vm_writev', unless: 'CAP_SYS_PTRACE' },
  { names: 'vhangup', unless: 'CAP_SYS_TTY_CONFIG' },
  { names: 'fsconfig fsmount fsopen fspick mount mount_setattr move_mount open_tree', unless: 'CAP_SYS_ADMIN' },
  { names: 'pivot_root setns umount umount2 unshare', unless: 'CAP_SYS_ADMIN' },
  { names: 'bpf fanotify_init lookup_dcookie perf_event_open quotactl quotactl_fd', unless: 'CAP_SYS_ADMIN' },
  { names: 'swapoff swapon', unless: 'CAP_SYS_ADMIN' },
];

/** A program of one may be one of the others. */
const ARCHITECTURES: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
  aarch64: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
};

/**
 * The profile `default`: what changes the host or reads other processes is “Operation not permitted”, whatever the kernel
 * thinks of it.
 * @param machine as uname(2) calls it
 */
export function defaultSeccomp(capabilities: readonly string[], machine: string): OciSeccomp {
  const denied = DENIED.filter(({ unless }) => unless === undefined || !capabilities.includes(unless));
  return {
    defaultAction: 'SCMP_ACT_ALLOW',
    architectures: ARCHITECTURES[machine] ?? [],
    syscalls: [{ names: denied.flatMap(({ names }) => names.split(' ')), action: 'SCMP_ACT_ERRNO' }],
  };
}
