import type { Namespace, NamespaceKind, Pin } from './namespace.ts';
import { type Process, parseProcessId } from './process.ts';

/** Options of nsenter(1) by kind; those of unshare(1) have the same names. */
export const NSENTER_OPTIONS: Readonly<Record<NamespaceKind, string>> = {
  pid: '--pid',
  mnt: '--mount',
  net: '--net',
  ipc: '--ipc',
  uts: '--uts',
  user: '--user',
  cgroup: '--cgroup',
  time: '--time',
};

/** A path that opens a namespace: by a member, else by what pins it; undefined when no path leads there. */
export function namespacePath(ns: Namespace): string | undefined {
  const leader = ns.leader === undefined ? undefined : parseProcessId(ns.leader);
  if (leader) return `/proc/${leader.pid}/ns/${ns.kind}`;
  return ns.pins.map((pin) => pinPath(ns.kind, pin)).find((path) => path !== undefined);
}

function pinPath(kind: NamespaceKind, pin: Pin): string | undefined {
  const pid = 'process' in pin && pin.process !== undefined ? parseProcessId(pin.process)?.pid : undefined;
  if (pid === undefined) return undefined;
  switch (pin.kind) {
    case 'thread':
      return `/proc/${pid}/task/${pin.tid}/ns/${kind}`;
    case 'for_children':
      return `/proc/${pid}/ns/${kind}_for_children`;
    case 'fd':
      return `/proc/${pid}/fd/${pin.fd}`;
    case 'mount':
      return `/proc/${pid}/root${pin.path}`;
    case 'socket':
    case 'unseen':
      return undefined;
  }
}

/** The command that runs a shell in a namespace; undefined when no path leads there. */
export function enterNamespace(ns: Namespace): string[] | undefined {
  const leader = ns.leader === undefined ? undefined : parseProcessId(ns.leader);
  if (leader) return ['nsenter', '--target', String(leader.pid), NSENTER_OPTIONS[ns.kind]];
  const path = namespacePath(ns);
  return path === undefined ? undefined : ['nsenter', `${NSENTER_OPTIONS[ns.kind]}=${path}`];
}

/** The command that runs a shell in all namespaces of a process that differ from those of `own`. */
export function enterProcess(process: Process, own: Process['namespaces']): string[] {
  const kinds = Object.entries(process.namespaces)
    .filter(([kind, id]) => own[kind as NamespaceKind] !== id)
    .map(([kind]) => NSENTER_OPTIONS[kind as NamespaceKind]);
  return ['nsenter', '--target', String(process.pid), ...(kinds.length > 0 ? kinds : ['--all'])];
}
