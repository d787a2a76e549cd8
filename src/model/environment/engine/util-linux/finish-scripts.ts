import { shellQuote } from '../../../../base/text.ts';
import { parseSize } from '../../../cgroup/size.ts';
import type { NamespaceKind } from '../../../namespace.ts';
import type { SpecSysctl } from '../../../spec/spec.ts';
import { sysctlNamespace } from '../../../spec/sysctl.ts';
import type { Launch } from '../../launch.ts';
import { hasOwnUser, isNew } from '../namespaces.ts';
import { makesUser } from './outer.ts';
import { needsStage, stageOf } from './stage.ts';

/**
 * Puts the first process, `$1`, into its groups when its namespaces are there. It is done from outside because nobody inside may, and
 * before the cgroup namespace, which begins at the groups.
 */
export function joinScript({ groups }: Launch): string {
  return [...(groups.length === 0 ? [] : JOIN), ...groups.map((group) => `join "$1" ${shellQuote(group)}`)].join('\n');
}

/**
 * What the host does to the first process, `$1`, besides: the settings of its namespaces, its limits. Without root it is done in
 * the outer user namespace.
 */
export function configureScript(launch: Launch): string {
  const { rlimits, oomScoreAdj } = launch.container;
  return [
    ...settingLines(launch),
    ...(oomScoreAdj === undefined ? [] : [`echo ${oomScoreAdj} > "/proc/$1/oom_score_adj"`]),
    ...(rlimits.length === 0 ? [] : [`prlimit --pid "$1" ${rlimitArgs(launch)}`]),
  ].join('\n');
}

/** The shell does not say why the kernel refuses: a cpuset without CPUs, for one. */
const JOIN = [
  'join() { echo "$1" > "$2/cgroup.procs" || { echo "It cannot be put into the group $2" >&2; exit 1; }; }',
];

/** The kernel shows the settings of the namespaces that the writer is in. What would be a setting of the host is left out. */
function settingLines(launch: Launch): readonly string[] {
  const { hostname, sysctls } = launch.container;
  const of = (kind: NamespaceKind, all: readonly SpecSysctl[] = sysctls) => {
    const separate = isNew(launch, kind) || launch.joins[kind] !== undefined;
    return separate ? all.filter(({ key }) => sysctlNamespace(key) === kind) : [];
  };
  const named = hostname === undefined ? [] : [{ key: 'kernel.hostname', value: hostname }];
  const uts = '--uts="/proc/$1/ns/uts"';
  // Those of uts belong to root of the host, the others to root of the user namespace.
  const user = '--user="/proc/$1/ns/user" --setuid 0 --setgid 0';
  const outside = launch.rootless ? makesUser(launch) : hasOwnUser(launch);
  const asRoot = outside ? [user] : [];
  return [
    ...(launch.rootless
      ? of('uts', named).map(({ value }) => `nsenter ${uts} hostname ${shellQuote(value)}`)
      : writeLines(of('uts', [...named, ...sysctls]), [uts])),
    ...writeLines(of('ipc'), ['--ipc="/proc/$1/ns/ipc"', ...asRoot]),
    ...writeLines(of('user'), asRoot),
  ];
}

function writeLines(settings: readonly SpecSysctl[], enter: readonly string[]): readonly string[] {
  if (settings.length === 0) return [];
  const lines = settings.map(
    ({ key, value }) => `printf '%s\\n' ${shellQuote(value)} > ${shellQuote(`/proc/sys/${key.replaceAll('.', '/')}`)}`,
  );
  const script = `sh -euc ${shellQuote(lines.join('\n'))}`;
  return [enter.length === 0 ? script : `nsenter ${enter.join(' ')} ${script}`];
}

function rlimitArgs({ container: { rlimits } }: Launch): string {
  return rlimits.map(({ name, soft, hard }) => `--${name}=${rlimitValue(soft)}:${rlimitValue(hard)}`).join(' ');
}

function rlimitValue(text: string): string {
  const size = parseSize(text);
  return size === undefined ? 'unlimited' : String(size);
}

/**
 * Exchanges the root directory of the process `$1`, which waits, for the one that was set up: pivot_root(2) changes that of all
 * processes in the mount namespace. The old root is unmounted from outside: inside there may be no umount(8). Who enters the namespace
 * has the old root, which lies on top, and so the umount(8) of the host.
 */
export function enterRootScript(launch: Launch): string {
  const { root } = launch.container;
  if (!needsStage(launch)) return '';
  const enter = 'nsenter --mount="/proc/$1/ns/mnt"';
  // In a user namespace this mount cannot be taken away: nobody can see through the directory above it.
  if (root.kind === 'host') return `${enter} umount --lazy ${shellQuote(stageOf(launch))} 2>/dev/null || :`;
  const readOnly = root.options.includes('ro') ? [READ_ONLY] : [];
  const pivot = [`cd -P ${shellQuote(`${stageOf(launch)}/root`)}`, ...readOnly, 'exec pivot_root . .'].join('\n');
  return [`${enter} sh -euc ${shellQuote(pivot)}`, `${enter} umount --lazy /`].join('\n');
}

const READ_ONLY = 'mount -c -o "remount,bind,$(findmnt -fnro VFS-OPTIONS --mountpoint "$PWD"),ro" .';
