import { shellQuote } from '../../../../base/text.ts';
import type { Launch } from '../../launch.ts';
import { devptsOptions } from '../mount-options.ts';
import { hasForeignLinks, hasForeignProcesses, hasOwnUser, isNew } from '../namespaces.ts';
import { DEVICE_LINKS, MASKED_PATHS, READONLY_PATHS, STANDARD_DEVICES } from '../standard-paths.ts';
import type { Placing } from './placing.ts';

/** proc, sysfs and a small /dev as container runtimes mount them. */
export function standardLines(launch: Launch, placing: Placing): readonly string[] {
  return [
    placing.directory('/proc', procCommand(launch, 'nosuid,nodev,noexec')),
    placing.directory('/proc', mountAll('table-proc')),
    placing.directory('/sys', sysfsCommand(launch, 'ro,nosuid,nodev,noexec')),
    placing.directory('/sys', mountAll('table-sys')),
    ...deviceLines(),
    placing.directory('/dev', 'mount -c --rbind /proc/self/fd/7/dev .'),
  ];
}

/** Where those of its own namespace cannot be mounted there are the host's. */
export function procCommand(launch: Launch, options: string): string {
  return hasForeignProcesses(launch) ? 'mount -c --rbind /proc .' : `mount -c -t proc -o ${options} proc .`;
}

export function sysfsCommand(launch: Launch, options: string): string {
  return hasForeignLinks(launch) ? 'mount -c --rbind /sys .' : `mount -c -t sysfs -o ${options} sysfs .`;
}

/**
 * Tables (fstab(5)) of what is mounted below /proc, /sys and /dev, on the stage: one mount(8) mounts all of a table. What is
 * hidden, and what can only be read, depends on the kernel.
 */
export function tableLines(launch: Launch): readonly string[] {
  if (!launch.container.mounts.some(({ kind }) => kind === 'standard')) return [];
  return [
    '# What is mounted below /proc, /sys and /dev.',
    ...hiddenLines('/proc/', 'table-proc'),
    ...hiddenLines('/sys/', 'table-sys'),
    `printf '%s\\n' ${deviceTable(launch).map(shellQuote).join(' ')} > table-dev`,
  ];
}

function hiddenLines(top: string, table: string): readonly string[] {
  const below = (paths: readonly string[]) =>
    paths
      .filter((path) => path.startsWith(top))
      .map((path) => path.slice(top.length))
      .join(' ');
  const readOnly = below(READONLY_PATHS);
  return [
    `{ for name in ${below(MASKED_PATHS)}; do`,
    `    if [ -d "${top}$name" ]; then echo "tmpfs ./$name tmpfs ro,nosuid,nodev,noexec"`,
    `    elif [ -e "${top}$name" ]; then echo "/dev/null ./$name none bind"; fi; done`,
    ...(readOnly === ''
      ? []
      : [
          `  for name in ${readOnly}; do`,
          `    if [ -e "${top}$name" ]; then echo "./$name ./$name none bind,ro,nosuid,nodev,noexec"; fi; done`,
        ]),
    `} > ${table}`,
  ];
}

function deviceTable(launch: Launch): readonly string[] {
  const queues = !hasOwnUser(launch) || isNew(launch, 'ipc');
  return [
    ...STANDARD_DEVICES.map((name) => `/dev/${name} ./${name} none bind`),
    `devpts ./pts devpts ${devptsOptions(launch).join()}`,
    'shm ./shm tmpfs nosuid,nodev,noexec,mode=1777,size=65536k',
    ...(queues ? ['mqueue ./mqueue mqueue nosuid,nodev,noexec'] : []),
  ];
}

/** Mounts all of a table below a file system that was mounted a moment ago: nobody can put links there. */
function mountAll(table: string): string {
  return `mount -c -a -T /proc/self/fd/7/${table}`;
}

/** /dev is made on the stage, where nothing of the root directory is. */
function deviceLines(): readonly string[] {
  return [
    '( mount -c -t tmpfs -o nosuid,mode=755,size=65536k tmpfs ./dev',
    '  cd -P ./dev',
    `  for name in ${STANDARD_DEVICES.join(' ')}; do : > "$name"; done`,
    '  mkdir pts shm mqueue',
    `  ${mountAll('table-dev')}`,
    ...DEVICE_LINKS.map(([name, target]) => `  ln -s ${target} ${name}`),
    ')',
  ];
}
