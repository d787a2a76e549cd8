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

/** The kind of namespaces that have the setting of their own; undefined: the whole host has one. */
export function sysctlNamespace(name: string): NamespaceKind | undefined {
  return OWN.find(([pattern]) => pattern.test(name))?.[1];
}

/** Whether there may be such a setting at all. */
export function isSysctlName(name: string): boolean {
  return ROOTS.has(name.split('.')[0] ?? '');
}
