import { message } from '../../base/message.ts';
import { SYSTEM_DIRECTORIES } from '../../model/spec/host-directories.ts';
import { isWithin, normalizePath, parentPath, resolvePath } from '../../model/spec/posix-path.ts';
import type { Mount } from '../generated/ast.ts';
import { type CheckContext, defineCheck, type Finding, type Fix } from './check.ts';
import { nearest } from './nearest.ts';
import { replace, spanOf } from './spans.ts';

/** Who may speak to one of these may do everything on the host. */
const SOCKETS = /\/(?:docker|podman|containerd|crio|buildkitd)\.sock$/;

/** Parts of them that containers share by custom. */
const SHARED = ['/dev/shm', '/run/user', '/var/tmp', '/var/www'];

function isWritable({ options }: Mount): boolean {
  return !(options ?? []).some(({ key }) => key === 'ro');
}

function addReadOnly(node: Mount): Fix[] {
  const { end } = spanOf({ node });
  const list = (node.options ?? []).length > 0;
  const rw = (node.options ?? []).findIndex(({ key }) => key === 'rw');
  const edit =
    rw >= 0
      ? replace({ node, property: 'options', index: rw }, 'ro')
      : list
        ? { offset: end - 1, end: end - 1, text: ', ro' }
        : { offset: end, end, text: ' [ro]' };
  return [{ title: message('Make it read-only'), edits: [edit], preferred: true }];
}

function dangerOf(node: Mount, path: string): Finding | undefined {
  if (SOCKETS.test(path)) {
    return { severity: 'warning', message: message('Who speaks to {0} is root on the host.', path) };
  }
  if (!isWritable(node)) return undefined;
  if (path === '/') {
    return { message: message('With this it can write every file of the host.'), fixes: addReadOnly(node) };
  }
  const system = SYSTEM_DIRECTORIES.find((each) => isWithin(each, path));
  if (system === undefined || SHARED.some((each) => isWithin(each, path))) return undefined;
  return {
    severity: 'warning',
    message: message('With this it can write files of the system of the host.'),
    fixes: addReadOnly(node),
  };
}

async function missing(node: Mount, path: string, { files }: CheckContext): Promise<Finding | undefined> {
  if (!files || (await files.lstat(path))) return undefined;
  const { source = '' } = node;
  const near = nearest(path.slice(path.lastIndexOf('/') + 1), (await files.list(parentPath(path))) ?? []);
  const better = near === undefined ? undefined : source.slice(0, source.lastIndexOf('/') + 1) + near;
  return {
    message: message('There is no {0} on the host.', path),
    fixes:
      better === undefined
        ? []
        : [{ title: message('Use {0}', better), edits: [replace({ node, property: 'source' }, better)] }],
  };
}

export const c17 = defineCheck({
  code: 'C17',
  severity: 'error',
  title: 'A bind mount of what is not there, or of too much',
  explanation:
    'The source of a bind mount is a file or directory of the host, seen from the file; it must be there. What is mounted writable can be ' +
    'changed from inside: for `/`, `/etc` or `/usr` that is the host itself. The socket of a container runtime makes everyone who can ' +
    'speak to it root, also when the mount is read-only.',
  on: ['Mount'],
  async check(node, context) {
    const { source } = node;
    if (node.kind !== 'bind' || source === undefined) return;
    const relative = !source.startsWith('/');
    const path = relative ? context.directory && resolvePath(context.directory, source) : normalizePath(source);
    if (path === undefined) return;
    const finding = (await missing(node, path, context)) ?? (relative ? undefined : dangerOf(node, path));
    if (finding) context.report({ node, property: 'source' }, finding);
  },
});
