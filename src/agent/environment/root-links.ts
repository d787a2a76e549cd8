import { lstatSync } from 'node:fs';
import path from 'node:path';
import { message } from '../../base/message.ts';
import { STANDARD_TARGETS } from '../../model/spec/mount-kind.ts';
import type { SpecContainer } from '../../model/spec/spec.ts';
import { ProtocolError } from '../../protocol/errors.ts';

/**
 * Refuses a root directory where something is to be mounted on a link: old runtimes follow it, out of the root directory and
 * with the rights of the host.
 * @throws ProtocolError refused
 */
export function refuseLinks(root: string, { mounts, devices, workdir }: SpecContainer): void {
  const targets = mounts.flatMap(({ kind, target }) => (kind === 'standard' ? STANDARD_TARGETS : (target ?? [])));
  for (const target of [...targets, ...devices.map((each) => each.path), workdir]) {
    const link = firstLink(root, target);
    if (link === undefined) continue;
    throw new ProtocolError(
      'refused',
      message('{0} in the root directory is a link.', link),
      message('Say the path that it leads to, or make it a directory.'),
    );
  }
}

/** The first part of a path inside that is a link. */
function firstLink(root: string, target: string): string | undefined {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const paths = parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`);
  return paths.find((each) => lstatSync(path.join(root, each), { throwIfNoEntry: false })?.isSymbolicLink());
}
