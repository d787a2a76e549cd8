/** A capability of capabilities(7). */
export interface Capability {
  /** `CAP_NET_ADMIN`. */
  readonly name: string;
  /** Its bit (linux/capability.h). */
  readonly number: number;
  /** What it permits, in a few words. */
  readonly doc: string;
}

const DOCS: readonly (readonly [string, string])[] = [
  ['CHOWN', 'change owners of files'],
  ['DAC_OVERRIDE', 'ignore the permissions of files'],
  ['DAC_READ_SEARCH', 'read every file and search every directory'],
  ['FOWNER', 'act as the owner of every file'],
  ['FSETID', 'keep set-user-ID and set-group-ID bits'],
  ['KILL', 'send signals to every process'],
  ['SETGID', 'change group ids'],
  ['SETUID', 'change user ids'],
  ['SETPCAP', 'change its own sets of capabilities'],
  ['LINUX_IMMUTABLE', 'change the append-only and immutable flags of files'],
  ['NET_BIND_SERVICE', 'listen on ports below 1024'],
  ['NET_BROADCAST', 'broadcast and listen to multicasts (not used)'],
  ['NET_ADMIN', 'configure the network'],
  ['NET_RAW', 'use raw and packet sockets, as ping does'],
  ['IPC_LOCK', 'lock memory'],
  ['IPC_OWNER', 'ignore the permissions of System V IPC'],
  ['SYS_MODULE', 'load and unload kernel modules'],
  ['SYS_RAWIO', 'use input and output ports and devices directly'],
  ['SYS_CHROOT', 'use chroot(2), and enter mount namespaces'],
  ['SYS_PTRACE', 'trace and read every process'],
  ['SYS_PACCT', 'switch process accounting'],
  ['SYS_ADMIN', 'mount, make namespaces, and a hundred other things: nearly root'],
  ['SYS_BOOT', 'reboot, and load a new kernel'],
  ['SYS_NICE', 'raise priorities and bind processes to CPUs'],
  ['SYS_RESOURCE', 'exceed limits of resources'],
  ['SYS_TIME', 'set the clock'],
  ['SYS_TTY_CONFIG', 'configure terminals'],
  ['MKNOD', 'make device nodes'],
  ['LEASE', 'take leases on files'],
  ['AUDIT_WRITE', 'write to the audit log of the kernel'],
  ['AUDIT_CONTROL', 'configure the audit log'],
  ['SETFCAP', 'set the capabilities of files'],
  ['MAC_OVERRIDE', 'override mandatory access control'],
  ['MAC_ADMIN', 'configure mandatory access control'],
  ['SYSLOG', 'read the kernel log'],
  ['WAKE_ALARM', 'wake the system up'],
  ['BLOCK_SUSPEND', 'keep the system from being suspended'],
  ['AUDIT_READ', 'read the audit log'],
  ['PERFMON', 'observe performance'],
  ['BPF', 'load eBPF programs'],
  ['CHECKPOINT_RESTORE', 'checkpoint and restore processes'],
];

/** All that Linux has, by number. */
export const CAPABILITIES: readonly Capability[] = DOCS.map(([name, doc], number) => ({
  name: `CAP_${name}`,
  number,
  doc,
}));

const BY_NAME: ReadonlyMap<string, Capability> = new Map(CAPABILITIES.map((each) => [each.name, each]));

export function capability(name: string): Capability | undefined {
  return BY_NAME.get(name);
}

/** What a container has unless it says otherwise: those of Docker and containerd. */
export const DEFAULT_CAPABILITIES: readonly string[] = [
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
];
