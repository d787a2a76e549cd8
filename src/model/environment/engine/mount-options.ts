import type { IdMapRange } from '../../namespace.ts';
import { resolvePath } from '../../spec/posix-path.ts';
import type { Launch } from '../launch.ts';
import { hasOwnUser } from './namespaces.ts';

/** The group `tty` of Debian and others, which owns pseudo-terminals. */
const TTY_GROUP = 5;

/** Whether an option says how mounts propagate (mount_namespaces(7)). */
export function isPropagation(option: string): boolean {
  return /^r?(?:private|slave|shared)$/.test(option);
}

/** Whether mounts that the host makes later come in. */
export function takesMounts(option: string): boolean {
  return /^r?(?:slave|shared)$/.test(option);
}

export function isRecursive(options: readonly string[]): boolean {
  return options.includes('rec') || options.includes('rbind');
}

/** Who may make device nodes must not find a place where they work, unless one was asked for. */
export function withoutDevices(options: readonly string[]): readonly string[] {
  return options.includes('dev') ? options : ['nodev', ...options];
}

/** Its directories are seen from that of the file. */
export function overlayOptions(options: readonly string[], base: string): readonly string[] {
  return options.map((option) => {
    const [key = '', value] = option.split(/=(.*)/s);
    if (value === undefined || !/^(?:lowerdir|upperdir|workdir)$/.test(key)) return option;
    const paths = value.split(':').map((path) => resolvePath(base, path));
    return `${key}=${paths.join(':')}`;
  });
}

/** As container runtimes have it; the group `tty` only where it is known that there is one inside. */
export function devptsOptions(launch: Launch): readonly string[] {
  const mapped = !hasOwnUser(launch) || launch.container.gidMap.some((range) => includes(range, TTY_GROUP));
  const group = mapped ? [`gid=${TTY_GROUP}`] : [];
  return ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', ...group];
}

function includes({ inside, count }: IdMapRange, id: number): boolean {
  return id >= inside && id < inside + count;
}
