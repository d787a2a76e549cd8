import type { IdMapRange } from '../../../namespace.ts';
import type { IdMaps, Launch } from '../../launch.ts';
import { sameMaps } from '../../rootless/user-namespaces.ts';
import { isNew } from '../namespaces.ts';

/** Another user namespace means other rights, with which that is forgotten (PR_SET_PDEATHSIG). */
const DIES_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL'];

/**
 * What comes before a command of who is not root, so that it is root: in a user namespace of its own, the _outer_ one. There all is
 * done as root of the host would do it.
 */
export function outerArgv({ rootless, joins }: Launch): readonly string[] {
  if (!rootless) return [];
  const { maps, unit } = rootless;
  const within = unit === undefined ? [] : shell(unitScript(unit));
  return [...within, ...(maps ? newArgv(maps) : enterArgv(joins.user ?? '')), ...DIES_WITH_PARENT];
}

/** The process that makes a user namespace may map its own id alone; other ids are for newuidmap(1). */
function newArgv(maps: IdMaps): readonly string[] {
  return isOwnAlone(maps) ? ['unshare', '--user', '--map-root-user'] : shell(mapScript(maps));
}

function isOwnAlone({ uidMap, gidMap }: IdMaps): boolean {
  return uidMap.length === 1 && gidMap.length === 1;
}

/** nsenter(1) would drop supplementary groups, which the kernel may not allow there (user_namespaces(7)). */
function enterArgv(file: string): readonly string[] {
  return ['nsenter', `--user=${file}`, '--preserve-credentials'];
}

/** A script that runs its arguments as its last command. */
function shell(lines: readonly string[]): readonly string[] {
  return ['sh', '-euc', [...lines, 'exec "$@"'].join('\n'), 'isolens'];
}

/**
 * Processes of a login session are in a group that only root can take them out of: systemd does it, when it is asked by its
 * bus (org.freedesktop.systemd1(5)). From the group of the unit on one can do that oneself.
 */
function unitScript(unit: string): readonly string[] {
  const manager = 'org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager';
  return [`busctl --user --quiet call ${manager} AttachProcessesToUnit ssau ${unit} /keeper 1 "$$"`];
}

function mapScript({ uidMap, gidMap }: IdMaps): readonly string[] {
  const words = (map: readonly IdMapRange[]) =>
    map.map(({ inside, outside, count }) => `${inside} ${outside} ${count}`).join(' ');
  return [
    HOLDER,
    `newuidmap "$holder" ${words(uidMap)}`,
    `newgidmap "$holder" ${words(gidMap)}`,
    'exec 9< "/proc/$holder/ns/user"',
    'kill "$holder"',
    `set -- ${enterArgv('/proc/self/fd/9').join(' ')} "$@"`,
  ];
}

/**
 * Something must live in a new user namespace while its maps are written: who is in it before loses its capabilities with
 * execve(2), as it is nobody there.
 */
export const HOLDER = "holder=$(unshare --user sh -c 'sleep 60 >/dev/null 2>&1 3>&- 4<&- & echo $!')";

/** Whether a container has a user namespace that must be made: not the outer one. */
export function makesUser(launch: Launch): boolean {
  const { container, rootless } = launch;
  return isNew(launch, 'user') && !(rootless?.maps && sameMaps(rootless.maps, container));
}

/**
 * Whether supplementary groups can be given up: who may map only the own group must not, as a group may also be what keeps somebody
 * out (proc_pid_setgroups in user_namespaces(7)).
 */
export function mayClearGroups({ rootless }: Launch): boolean {
  return !rootless || (rootless.maps !== undefined && rootless.maps.gidMap.length > 1);
}
