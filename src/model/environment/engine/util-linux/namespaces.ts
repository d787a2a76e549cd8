import type { IdMapRange, NamespaceKind } from '../../../namespace.ts';
import { NSENTER_OPTIONS } from '../../../nsenter.ts';
import type { Launch } from '../../launch.ts';
import { rangesWithin } from '../../rootless/user-namespaces.ts';
import { isNew } from '../namespaces.ts';
import { HOLDER, makesUser } from './outer.ts';

/** A new cgroup namespace begins at the group that one is in: it is made last. A new user namespace is made first. */
const UNSHARED: readonly NamespaceKind[] = ['mnt', 'uts', 'ipc', 'net', 'pid', 'time'];
/** These are for children: who makes them is not in them. */
const FOR_CHILDREN: readonly NamespaceKind[] = ['pid', 'time'];
const US_PER_SECOND = 1_000_000;

/**
 * How one gets into the namespaces: what joins others (`nsenter`), then what makes new ones (`unshare`). A new user namespace is
 * entered as well: descriptor 9 is open on it.
 */
export function namespaceArgv(launch: Launch, propagation: Propagation): readonly string[] {
  return [...nsenterArgv(launch), 'setpriv', '--pdeathsig', 'KILL', ...unshareArgv(launch, propagation)];
}

/**
 * What the mounts of a new mount namespace have to do with those it was copied from (unshare(1)); `unchanged`: that was said
 * before.
 */
export type Propagation = 'unchanged' | 'private' | 'slave';

/** nsenter(1) enters the user namespace last: with that of the host one may enter all others. */
function nsenterArgv(launch: Launch): readonly string[] {
  const { joins: files, rootless } = launch;
  // Without root one is in the user namespace that is joined already.
  const entered = Object.entries(files).filter(([kind]) => !(rootless && kind === 'user'));
  const joins = entered.map(([kind, file]) => `${NSENTER_OPTIONS[kind as NamespaceKind]}=${file}`);
  const user = makesUser(launch) ? ['--user=/proc/self/fd/9'] : [];
  const root = makesUser(launch) || (files.user !== undefined && !rootless) ? ['--setuid', '0', '--setgid', '0'] : [];
  return joins.length + user.length === 0 ? [] : ['nsenter', ...joins, ...user, ...root];
}

function unshareArgv(launch: Launch, propagation: Propagation): readonly string[] {
  const kinds = UNSHARED.filter((kind) => isNew(launch, kind));
  if (kinds.length === 0) return [];
  return [
    'unshare',
    ...kinds.map((kind) => NSENTER_OPTIONS[kind]),
    ...(kinds.includes('mnt') ? ['--propagation', propagation] : []),
    ...(kinds.includes('time') ? clockArgs(launch) : []),
    ...(kinds.some((kind) => FOR_CHILDREN.includes(kind)) ? ['--fork', '--kill-child'] : []),
  ];
}

function clockArgs({ container: { clocks } }: Launch): readonly string[] {
  return (['monotonic', 'boottime'] as const).flatMap((clock) => {
    const offset = clocks[clock];
    return offset === undefined ? [] : [`--${clock}`, String(Math.trunc(offset / US_PER_SECOND))];
  });
}

/** Makes the user namespace and leaves descriptor 9 open on it. Whoever has ids may give them to it: without root the outer one. */
export function userNamespaceLines(launch: Launch): readonly string[] {
  if (!makesUser(launch)) return [];
  const { container, rootless } = launch;
  const map = (ranges: readonly IdMapRange[], above: readonly IdMapRange[] | undefined) =>
    (above ? rangesWithin(ranges, above) : ranges)
      .map(({ inside, outside, count }) => `${inside} ${outside} ${count}\\n`)
      .join('');
  return [
    '# The user namespace: a process holds it until its maps are written.',
    HOLDER,
    `printf '${map(container.uidMap, rootless?.maps?.uidMap)}' > "/proc/$holder/uid_map"`,
    `printf '${map(container.gidMap, rootless?.maps?.gidMap)}' > "/proc/$holder/gid_map"`,
    'exec 9< "/proc/$holder/ns/user"',
    'kill "$holder"',
  ];
}
