import { resolvePath } from '../model/spec/posix-path.ts';
import { type Container, isRootfs, type Profile } from './generated/ast.ts';
import { settingOf } from './spec-index.ts';

/** Where a container looks for its command when it sets no PATH: as container runtimes have it. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The directory on the host that is the root of a container: `/` when it keeps that of the host. */
export function rootOf(container: Container | Profile, directory: string | undefined): string | undefined {
  const rootfs = settingOf(container, isRootfs);
  if (!rootfs || rootfs.host) return '/';
  if (rootfs.path === undefined || directory === undefined) return undefined;
  return resolvePath(directory, rootfs.path);
}
