import { resolvePath } from '../../../spec/posix-path.ts';
import type { SpecMount } from '../../../spec/spec.ts';
import type { Launch } from '../../launch.ts';
import { devptsOptions, isPropagation, isRecursive, overlayOptions, withoutDevices } from '../mount-options.ts';
import { hasForeignLinks, hasForeignProcesses, hasOwnUser, isNew } from '../namespaces.ts';
import { stagedFlags } from '../util-linux/stage.ts';
import type { OciMount } from './config.ts';
import { stagedSource } from './staging.ts';

/**
 * Runtimes make device nodes where no /dev is mounted, and runc opens that of /dev/null inside: it would not work in a root
 * directory on a file system without devices, as /tmp often is.
 */
const NULL_DEVICE = mountOf('bind', '/dev/null', ['bind'], '/dev/null');

/**
 * Mounts in the order of the spec.
 * @param forgetsFlags whether the runtime takes the flags away that what it binds has, where they are not named; one that does not
 *   may not name fewer
 */
export function ociMounts(launch: Launch, forgetsFlags: boolean): readonly OciMount[] {
  const { mounts } = launch.container;
  const asked = mounts.flatMap((mount) =>
    mount.kind === 'standard' ? standard(launch) : [one(mount, launch, forgetsFlags)],
  );
  return hasDevices(asked) ? asked : [NULL_DEVICE, ...asked];
}

function hasDevices(mounts: readonly OciMount[]): boolean {
  return mounts.some(({ destination }) => destination === '/dev' || destination === '/dev/null');
}

function standard(launch: Launch): readonly OciMount[] {
  const queues = !hasOwnUser(launch) || isNew(launch, 'ipc');
  return [
    proc(launch, '/proc', ['nosuid', 'nodev', 'noexec']),
    sysfs(launch, '/sys', ['nosuid', 'nodev', 'noexec', 'ro']),
    mountOf('tmpfs', '/dev', ['nosuid', 'mode=755', 'size=65536k']),
    mountOf('devpts', '/dev/pts', devptsOptions(launch)),
    mountOf('tmpfs', '/dev/shm', ['nosuid', 'nodev', 'noexec', 'mode=1777', 'size=65536k'], 'shm'),
    ...(queues ? [mountOf('mqueue', '/dev/mqueue', ['nosuid', 'nodev', 'noexec'])] : []),
  ];
}

function one(mount: SpecMount, launch: Launch, forgetsFlags: boolean): OciMount {
  const { kind, source = '', target = '/', options } = mount;
  const staged = stagedSource(mount, launch);
  if (staged !== undefined) {
    const flags = forgetsFlags ? stagedFlags(mount) : [];
    return mountOf('bind', target, ['rbind', ...flags, ...options.filter(isPropagation)], staged);
  }
  switch (kind) {
    case 'proc':
      return proc(launch, target, options);
    case 'sysfs':
      return sysfs(launch, target, options);
    case 'devpts':
      return mountOf('devpts', target, options.length === 0 ? devptsOptions(launch) : options);
    case 'bind':
      return mountOf('bind', target, bindOptions(options), resolvePath(launch.base, source));
    case 'overlay':
      return mountOf('overlay', target, withoutDevices(overlayOptions(options, launch.base)));
    case 'cgroup':
      return mountOf('cgroup', target, stagedFlags(mount));
    case 'tmpfs':
      return mountOf('tmpfs', target, withoutDevices(options));
    default:
      return mountOf(kind, target, options);
  }
}

function mountOf(type: string, destination: string, options: readonly string[], source = type): OciMount {
  return { destination, type, source, options };
}

/** Where those of its own namespace cannot be mounted there are the host's. */
function proc(launch: Launch, target: string, options: readonly string[]): OciMount {
  if (hasForeignProcesses(launch)) return mountOf('bind', target, ['rbind', ...options], '/proc');
  return mountOf('proc', target, options);
}

function sysfs(launch: Launch, target: string, options: readonly string[]): OciMount {
  if (hasForeignLinks(launch)) return mountOf('bind', target, ['rbind', ...options], '/sys');
  return mountOf('sysfs', target, options);
}

function bindOptions(options: readonly string[]): readonly string[] {
  const others = options.filter((option) => option !== 'rec' && option !== 'rbind');
  const propagation = others.some(isPropagation) ? [] : ['rprivate'];
  return [isRecursive(options) ? 'rbind' : 'bind', ...withoutDevices(others), ...propagation];
}
