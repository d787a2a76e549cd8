import { shellQuote } from '../../../../base/text.ts';
import { resolvePath } from '../../../spec/posix-path.ts';
import type { SpecMount } from '../../../spec/spec.ts';
import type { Launch } from '../../launch.ts';
import { isPropagation, isRecursive, overlayOptions, takesMounts, withoutDevices } from '../mount-options.ts';
import { isNew } from '../namespaces.ts';
import type { Propagation } from './namespaces.ts';
import { tableLines } from './standard-mounts.ts';

/** Flags of a mount of its own, as mount(8) names them; other options are of file systems, or say how mounts propagate. */
const FLAGS = new Set(['ro', 'rw', 'nosuid', 'suid', 'nodev', 'dev', 'noexec', 'exec', 'noatime', 'relatime']);

/**
 * The stage is a file system in memory, in a mount namespace that only who makes the container sees: what the container gets of the
 * host is mounted there before. So it is found from a user namespace that may not search the directories above it, and when
 * something else is mounted over it.
 */
export function stageOf({ directory }: Pick<Launch, 'directory'>): string {
  return `${directory}/stage`;
}

export function needsStage(launch: Launch): boolean {
  const { root, mounts, devices } = launch.container;
  if (!isNew(launch, 'mnt')) return false;
  return (
    root.kind === 'directory' || devices.length > 0 || mounts.some(({ kind }) => isStaged(kind) || kind === 'standard')
  );
}

/** Whether mounts of a kind need something of the host. */
export function isStaged(kind: string): boolean {
  return kind === 'bind' || kind === 'overlay' || kind === 'cgroup';
}

/** What is on the stage besides the root, under its number. */
export type Staged = { readonly mount: SpecMount } | { readonly device: string };

export function stagedOf({ container: { mounts, devices } }: Launch): readonly Staged[] {
  return [
    ...mounts.filter(({ kind }) => isStaged(kind)).map((mount) => ({ mount })),
    ...devices.map(({ path }) => ({ device: path })),
  ];
}

/** Changes of the host's mounts come in only where that was asked for. */
export function stagePropagation({ container: { root, mounts } }: Launch): 'private' | 'slave' {
  const options = [...(root.kind === 'directory' ? root.options : []), ...mounts.flatMap((mount) => mount.options)];
  return options.some(takesMounts) ? 'slave' : 'private';
}

/** Of the container's own mount namespace: that of the stage is away from the host's already. */
export function innerPropagation(launch: Launch): Propagation {
  return needsStage(launch) ? 'unchanged' : stagePropagation(launch);
}

/** Flags of what is mounted on the stage for a mount. */
export function stagedFlags({ kind, options }: SpecMount): readonly string[] {
  if (kind === 'cgroup') return ['nosuid', 'nodev', 'noexec', ...(options.includes('rw') ? [] : ['ro'])];
  return withoutDevices(options.filter((option) => FLAGS.has(option)));
}

/** Sets the stage up, and goes there. */
export function stageLines(launch: Launch): readonly string[] {
  if (!needsStage(launch)) return [];
  return [
    '# The stage: what it gets of the host.',
    `mount -t tmpfs -o nosuid,mode=755 isolens ${shellQuote(stageOf(launch))}`,
    `cd -P ${shellQuote(stageOf(launch))}`,
    'mkdir host root dev',
    ...tableLines(launch),
    '# Adds flags to those that a mount has.',
    'restrict() { mount -c -o "remount,bind,$(findmnt -fnro VFS-OPTIONS --mountpoint "$PWD/$1"),$2" "./$1"; }',
    '# A place to mount on: a directory for a directory, a file for anything else.',
    'place() { if [ -d "$1" ]; then mkdir "$2"; else : > "$2"; fi; }',
    ...rootLines(launch),
    ...stagedOf(launch).flatMap((staged, number) => stagedLines(staged, String(number), launch)),
  ];
}

function rootLines(launch: Launch): readonly string[] {
  const { container, base } = launch;
  const { root } = container;
  if (root.kind === 'host') return [];
  // It becomes read-only at the end: places to mount on are made in it before.
  const flags = root.options.filter((option) => FLAGS.has(option) && option !== 'ro' && option !== 'rw');
  return [
    `mount --rbind -- ${shellQuote(resolvePath(base, root.path))} host`,
    ...propagationLines('host', root.options, launch),
    `restrict host ${shellQuote(withoutDevices(flags).join(','))}`,
  ];
}

function stagedLines(staged: Staged, number: string, launch: Launch): readonly string[] {
  if ('device' in staged) return [`: > ${number}`, `mount --bind -- ${shellQuote(staged.device)} ${number}`];
  const { mount } = staged;
  switch (mount.kind) {
    case 'bind':
      return bindLines(mount, number, launch);
    case 'overlay':
      return overlayLines(mount, number, launch);
    default:
      return groupLines(mount, number, launch);
  }
}

function bindLines(mount: SpecMount, number: string, launch: Launch): readonly string[] {
  const { source = '', options } = mount;
  const path = shellQuote(resolvePath(launch.base, source));
  return [
    `place ${path} ${number}`,
    `mount ${isRecursive(options) ? '--rbind' : '--bind'} -- ${path} ${number}`,
    ...propagationLines(number, options, launch),
    `restrict ${number} ${shellQuote(stagedFlags(mount).join(','))}`,
  ];
}

/** What is new on a private stage is private. */
function propagationLines(name: string, options: readonly string[], launch: Launch): readonly string[] {
  const [asked = 'rprivate'] = options.filter(isPropagation);
  return asked === 'rprivate' && stagePropagation(launch) === 'private' ? [] : [`mount -c --make-${asked} ./${name}`];
}

/** Its directories are those of the host, which only it can see in one piece: a layer must be on one mount with its work. */
function overlayLines({ options }: SpecMount, number: string, { base }: Launch): readonly string[] {
  const resolved = withoutDevices(overlayOptions(options, base));
  return [`mkdir ${number}`, `mount -t overlay -o ${shellQuote(resolved.join(','))} overlay ${number}`];
}

/** Its own group: alone where there is one hierarchy, else those of all in directories with the names of the hierarchies. */
function groupLines(mount: SpecMount, number: string, { groups }: Launch): readonly string[] {
  const flags = stagedFlags(mount).join(',');
  const bound = (group: string, place: string) => [
    `mount --bind -- ${shellQuote(group)} ${shellQuote(place)}`,
    `restrict ${shellQuote(place)} ${flags}`,
  ];
  const [only] = groups;
  if (only !== undefined && groups.length === 1) return [`mkdir ${number}`, ...bound(only, number)];
  return [
    `mkdir ${number}`,
    `mount -t tmpfs -o nosuid,nodev,noexec,mode=755 tmpfs ${number}`,
    ...groups.flatMap((group) => {
      const place = `${number}/${hierarchyName(group)}`;
      return [`mkdir ${shellQuote(place)}`, ...bound(group, place)];
    }),
    `restrict ${number} ro`,
  ];
}

/** `memory` of `/sys/fs/cgroup/memory/…`. */
function hierarchyName(group: string): string {
  return group.split('/')[4] ?? 'unified';
}
