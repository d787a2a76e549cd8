import { existsSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { freezerOf } from '../../model/operation/cgroup/freeze.ts';
import { KILL, type KillWay } from '../../model/operation/cgroup/kill.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { GroupDirectory } from '../run/cgroup/group-directory.ts';
import { killIn } from '../run/cgroup/kill.ts';

/**
 * Kills all processes in groups and below them, whatever they start meanwhile: by the best way that one of them has. The others
 * are the same processes in other hierarchies. The freezer of v1 comes first: what is frozen there ends only when it is thawed.
 * @throws ProtocolError when something does not end
 */
export async function killGroups(groups: readonly string[]): Promise<void> {
  const ways: readonly KillWay[] = ['kill', 'freeze', 'repeat'];
  const rank = ({ version, way }: Killable) => (version === 1 && way === 'freeze' ? -1 : ways.indexOf(way));
  const ordered = groups.filter((group) => existsSync(group)).map((path) => ({ path, ...waysOf(path) }));
  for (const { path, version, way } of ordered.toSorted((a, b) => rank(a) - rank(b))) {
    await killGroupAt(path, version, way);
  }
}

async function killGroupAt(path: string, version: 1 | 2, way: KillWay): Promise<void> {
  try {
    await GroupDirectory.use({ path, inode: undefined, version }, (directory) => killIn(directory, version, way));
  } catch (error) {
    if (!(error instanceof ProtocolError && error.data.name === 'gone')) throw error;
  }
}

interface Killable {
  readonly version: 1 | 2;
  readonly way: KillWay;
}

function waysOf(path: string): Killable {
  const version = existsSync(`${path}/cgroup.controllers`) ? 2 : 1;
  if (existsSync(`${path}/${KILL}`)) return { version, way: 'kill' };
  return { version, way: existsSync(`${path}/${freezerOf(version).file}`) ? 'freeze' : 'repeat' };
}

/** Removes a group that nothing is in, and those above it that were made for it. */
export async function removeGroup(group: string): Promise<void> {
  if (!existsSync(group)) return;
  await killGroups([group]);
  try {
    for (let at = group; isOfEnvironment(at); at = path.dirname(at)) rmdirSync(at);
  } catch {
    // Others have groups there.
  }
}

function isOfEnvironment(group: string): boolean {
  return group.split('/').some((name) => name.startsWith('isolens-'));
}
