import { message } from '../../base/message.ts';
import { includes } from '../../model/spec/id-map.ts';
import { parentPath, resolvePath } from '../../model/spec/posix-path.ts';
import { type Container, isRootfs } from '../generated/ast.ts';
import { idMappings } from '../id-maps.ts';
import { settingOf } from '../spec-index.ts';
import { type CheckContext, defineCheck, type Fix, type Place } from './check.ts';
import type { FileStat, Files } from './files.ts';
import { nearest } from './nearest.ts';
import { replace, spanOf } from './spans.ts';

/** A directory beside the one that is not there, with a name like it. */
async function nearPath(path: string, written: string, at: Place, files: Files): Promise<Fix[]> {
  const parent = parentPath(path);
  const near = nearest(path.slice(path.lastIndexOf('/') + 1), (await files.list(parent)) ?? []);
  if (near === undefined || (await files.lstat(resolvePath(parent, near)))?.kind !== 'directory') return [];
  const better = written.slice(0, written.lastIndexOf('/') + 1) + near;
  return [{ title: message('Use {0}', better), edits: [replace(at, better)], preferred: true }];
}

function checkOwner(container: Container, at: Place, stat: FileStat, written: string, { report }: CheckContext): void {
  const mappings = idMappings(container, 'uids');
  const [first] = mappings;
  if (!first || mappings.some(({ outside }) => includes(outside, stat.uid))) return;
  const owner = first.outside.first;
  report(at, {
    severity: 'warning',
    message: message(
      'It belongs to {0}, who is nobody inside: chown -R {1} {2}',
      stat.uid,
      `${owner}:${owner}`,
      written,
    ),
  });
}

export const c12 = defineCheck({
  code: 'C12',
  severity: 'error',
  title: 'A root file system that is not there',
  explanation:
    'The root file system is a directory with everything that the command needs: itself, its libraries, `/proc` and `/dev` to mount on. The ' +
    'path is seen from the file. In a user namespace its files should belong to ids that the map has, else they are of nobody inside and ' +
    'cannot be written: `chown -R 100000:100000 ./rootfs` for `map ids 0 to host 100000 …`.',
  on: ['Container', 'Profile'],
  async check(node, context) {
    const { directory, files, report, text } = context;
    const rootfs = settingOf(node, isRootfs);
    if (rootfs?.path === undefined || directory === undefined || !files) return;
    const at = { node: rootfs, property: 'path' };
    // The rest of a path that begins with this word, as `rootfs/web`: that is found as such.
    if (!/\s/.test(text[spanOf(at).offset - 1] ?? '')) return;
    const path = resolvePath(directory, rootfs.path);
    const stat = await files.lstat(path);
    if (!stat) {
      const fixes = await nearPath(path, rootfs.path, at, files);
      report(at, { message: message('There is no directory {0}.', path), fixes });
    } else if (stat.kind === 'link') {
      report(at, { severity: 'warning', message: message('This is a link. Say the directory that it leads to.') });
    } else if (stat.kind !== 'directory') {
      report(at, { message: message('{0} is no directory.', path) });
    } else if ((await files.list(path))?.length === 0) {
      report(at, { severity: 'warning', message: message('{0} is empty.', path) });
    } else if (node.$type === 'Container') {
      checkOwner(node, at, stat, rootfs.path, context);
    }
  },
});
