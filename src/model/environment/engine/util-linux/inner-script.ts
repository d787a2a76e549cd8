import { shellQuote } from '../../../../base/text.ts';
import type { SpecMount } from '../../../spec/spec.ts';
import type { Launch } from '../../launch.ts';
import { devptsOptions, withoutDevices } from '../mount-options.ts';
import { isNew } from '../namespaces.ts';
import { PLACING_FUNCTIONS, type Placing, placingOf } from './placing.ts';
import { setprivArgv } from './privileges.ts';
import { isStaged, needsStage } from './stage.ts';
import { procCommand, standardLines, sysfsCommand } from './standard-mounts.ts';

/**
 * What the first process of a container does in its namespaces, with all rights there: it mounts, waits until it has been put into
 * its groups, gives rights away and becomes the shell that waits to be started. Descriptor 3 tells, 4 is waited at,
 * 7 is the stage. `$1` is the script of that shell, the rest the command.
 */
export function innerScript(launch: Launch): string {
  const staged = needsStage(launch);
  const last = isNew(launch, 'cgroup') ? 'unshare --cgroup ' : '';
  return [
    'umask 022',
    ...(staged ? ['stage=$PWD', 'exec 7< .', ...rootLines(launch)] : []),
    ...linkLines(launch),
    ...mountLines(launch),
    ...workdirLines(launch),
    'echo made >&3',
    'read -r _ <&4',
    'final=$1',
    'shift',
    // What leaves the old root must not keep a directory of it open, or as its own.
    'cd /',
    'exec 7<&- 9<&-',
    `exec ${last}env -i PATH="$PATH" ${setprivArgv(launch).map(shellQuote).join(' ')} sh -c "$final" isolens "$@"`,
  ].join('\n');
}

/** Nobody sets up the network of who is not root: it has lo alone. */
function linkLines(launch: Launch): readonly string[] {
  return launch.rootless && isNew(launch, 'net') ? ['ip link set dev lo up'] : [];
}

function rootLines({ container: { root } }: Launch): readonly string[] {
  if (root.kind === 'host') return [];
  return ['mount -c --rbind ./host ./root', ...PLACING_FUNCTIONS];
}

function mountLines(launch: Launch): readonly string[] {
  if (!isNew(launch, 'mnt')) return [];
  const placing = placingOf(launch);
  const { mounts, devices } = launch.container;
  let number = 0;
  return [
    ...mounts.flatMap((mount) =>
      isStaged(mount.kind) ? stagedLines(mount.target ?? '/', number++, placing) : ownLines(mount, launch, placing),
    ),
    ...devices.flatMap(({ path }) => stagedLines(path, number++, placing)),
  ];
}

/** From the stage to its place; whether that is a file is seen there. */
function stagedLines(target: string, number: number, placing: Placing): readonly string[] {
  const source = `/proc/self/fd/7/${number}`;
  return [
    `if [ -d ./${number} ]`,
    `then ${placing.directory(target, `mount -c --rbind ${source} .`)}`,
    `else ${placing.file(target, (name) => `mount -c --rbind ${source} ${name}`)}`,
    'fi',
  ];
}

function ownLines(mount: SpecMount, launch: Launch, placing: Placing): readonly string[] {
  if (mount.kind === 'standard') return standardLines(launch, placing);
  return [placing.directory(mount.target ?? '/', ownCommand(mount, launch))];
}

function ownCommand({ kind, options }: SpecMount, launch: Launch): string {
  const given = shellQuote(options.length === 0 ? 'defaults' : options.join(','));
  switch (kind) {
    case 'proc':
      return procCommand(launch, given);
    case 'sysfs':
      return sysfsCommand(launch, given);
    case 'devpts':
      return `mount -c -t devpts -o ${options.length === 0 ? devptsOptions(launch).join() : given} devpts .`;
    case 'tmpfs':
      return `mount -c -t tmpfs -o ${shellQuote(withoutDevices(options).join(','))} tmpfs .`;
    default:
      return `mount -c -t ${shellQuote(kind)} -o ${given} ${shellQuote(kind)} .`;
  }
}

/** As container runtimes do: the directory is made if it is not there. */
function workdirLines(launch: Launch): readonly string[] {
  const { root, workdir } = launch.container;
  if (root.kind === 'host' || workdir === '/') return [];
  return [placingOf(launch).directory(workdir, ':')];
}
