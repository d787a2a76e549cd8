import { message } from '../../base/message.ts';
import { isWithin, normalizePath } from '../../model/spec/posix-path.ts';
import { type CheckContext, defineCheck, type Fix } from './check.ts';
import { replace } from './spans.ts';

/** read, write, mknod: in this order, each once (cgroup v1, devices.allow). */
function tidyAccess(access: string): string {
  return ['r', 'w', 'm'].filter((letter) => access.includes(letter)).join('') || 'rw';
}

/** Whether only an OCI runtime can hold processes to a list of devices: by eBPF on v2 there is no file for it. */
function cannotBeEnforced({ facts }: CheckContext): boolean {
  const { cgroups, tools } = facts ?? {};
  return cgroups?.mode === 'v2' && tools?.runc === null && tools.crun === null;
}

export const c29 = defineCheck({
  code: 'C29',
  severity: 'error',
  title: 'A device that cannot be given',
  explanation:
    '`device /dev/net/tun rw` puts a device of the host into the container and allows to read (`r`), write (`w`) or make (`m`) it. With ' +
    'cgroup v1 the file `devices.allow` holds that; v2 has no file, only eBPF programs, which the OCI runtimes load: without runc or ' +
    'crun the device is there, but others are not kept away.',
  on: ['Device'],
  check(node, context) {
    const { path, access } = node;
    const { report } = context;
    if (path !== undefined && (!isWithin('/dev', normalizePath(path)) || normalizePath(path) === '/dev')) {
      report({ node, property: 'path' }, { message: message('Devices are in /dev.') });
    }
    if (access !== undefined && !/^(?=.)r?w?m?$/.test(access)) {
      const at = { node, property: 'access' };
      const better = tidyAccess(access);
      const fixes: Fix[] = [{ title: message('Use {0}', better), edits: [replace(at, better)], preferred: true }];
      report(at, { message: message('Access is made of r, w and m, in this order.'), fixes });
    }
    if (!cannotBeEnforced(context)) return;
    report(
      { node },
      {
        severity: 'warning',
        message: message('Without runc or crun this host cannot keep other devices away (cgroup v2).'),
      },
    );
  },
});
