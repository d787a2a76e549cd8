import { message } from '../../base/message.ts';
import { SYSTEM_DIRECTORIES } from '../../model/spec/host-directories.ts';
import { isWithin, normalizePath, resolvePath } from '../../model/spec/posix-path.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { replace } from './spans.ts';

function leavesWorkspace(path: string, { directory, folders }: CheckContext): boolean {
  if (path.startsWith('/') || directory === undefined) return false;
  const folder = folders.find((each) => isWithin(each, directory));
  return folder !== undefined && !isWithin(folder, resolvePath(directory, path));
}

export const c13 = defineCheck({
  code: 'C13',
  severity: 'error',
  title: 'A root file system that is the host’s',
  explanation:
    'With `/`, `/usr`, `/etc` or `/proc` as its root a container would change the files of the host under another name. To keep ' +
    'the root of the host say `rootfs host`. A path that leaves the workspace means something else on every machine.',
  on: ['Rootfs'],
  check(node, context) {
    const { path } = node;
    if (path === undefined) return;
    const at = { node, property: 'path' };
    const whole = path.startsWith('/') ? normalizePath(path) : undefined;
    if (whole === '/' || SYSTEM_DIRECTORIES.includes(whole ?? '')) {
      context.report(at, {
        message: message('{0} is of the host.', path),
        fixes: [{ title: message('Use {0}', 'host'), edits: [replace(at, 'host')], preferred: true }],
      });
    } else if (leavesWorkspace(path, context)) {
      context.report(at, { severity: 'warning', message: message('{0} leaves the workspace.', path) });
    }
  },
});
