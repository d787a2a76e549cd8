import type { NamespaceKind } from '../namespace.ts';

/** What a namespace of each kind has of its own, in a few words (namespaces(7)). */
export const NAMESPACE_DOCS: Readonly<Record<NamespaceKind, string>> = {
  pid: 'process numbers: the first one inside is 1',
  mnt: 'mounts: what is mounted inside is seen inside only',
  net: 'interfaces, addresses, routes, ports and firewall rules',
  ipc: 'System V IPC and POSIX message queues',
  uts: 'the host name',
  user: 'user and group ids, and what root may do',
  cgroup: 'the view of the cgroups: its own group is the root',
  time: 'the clocks monotonic and boottime',
};
