import type { NamespaceKind } from '../namespace.ts';

/** Settings of the kernel that each namespace of a kind has of its own (namespaces(7), ipc_namespaces(7), sysctl docs). */
const OWN: readonly (readonly [RegExp, NamespaceKind])[] = [
  [/^net\./, 'net'],
  [/^kernel\.(?:hostname|domainname)$/, 'uts'],
  [
    /^kernel\.(?:msgmax|msgmnb|msgmni|msg_next_id|sem|sem_next_id|shmall|shmmax|shmmni|shm_next_id|shm_rmid_forced|auto_msgmni)$/,
    'ipc',
  ],
  [/^fs\.mqueue\./, 'ipc'],
  [/^user\.max_/, 'user'],
];

/** First parts of the names of sysctls. */
const ROOTS = new Set(['abi', 'debug', 'dev', 'fs', 'kernel', 'net', 'user', 'vm']);

/** A setting that a namespace has of its own and people want to change. */
export interface Sysctl {
  readonly name: string;
  readonly doc: string;
}

export const SYSCTLS: readonly Sysctl[] = [
  { name: 'net.ipv4.ip_forward', doc: 'pass on packets of others: be a router' },
  { name: 'net.ipv6.conf.all.forwarding', doc: 'be a router for IPv6' },
  { name: 'net.ipv4.conf.all.rp_filter', doc: 'drop packets that come another way than answers would go' },
  { name: 'net.ipv4.conf.all.proxy_arp', doc: 'answer for addresses that are behind this place' },
  { name: 'net.ipv4.ping_group_range', doc: 'groups that may ping without a capability' },
  { name: 'net.ipv4.ip_unprivileged_port_start', doc: 'the first port that everybody may listen on' },
  { name: 'net.core.somaxconn', doc: 'how many connections may wait' },
  { name: 'kernel.shmmax', doc: 'largest System V shared memory segment, in bytes' },
  { name: 'kernel.msgmax', doc: 'largest System V message, in bytes' },
  { name: 'fs.mqueue.msg_max', doc: 'messages in a POSIX queue' },
];

/** The kind of namespaces that have the setting of their own; undefined: the whole host has one. */
export function sysctlNamespace(name: string): NamespaceKind | undefined {
  return OWN.find(([pattern]) => pattern.test(name))?.[1];
}

/** Whether there may be such a setting at all. */
export function isSysctlName(name: string): boolean {
  return ROOTS.has(name.split('.')[0] ?? '');
}
