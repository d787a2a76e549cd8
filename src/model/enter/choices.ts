import { type CgroupId, pathOf } from '../cgroup/cgroup.ts';
import { environmentMember } from '../environment/membership.ts';
import { NAMESPACE_KINDS, type Namespace, type NamespaceId } from '../namespace.ts';
import { groupOf } from '../operation/cgroup/move.ts';
import type { GroupRef } from '../operation/cgroup/place.ts';
import type { Process } from '../process.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Enter, type Join, TAKEN } from './enter.ts';

/** What a person most probably means by entering something. */
export type Choice = Pick<Enter, 'user'> & { readonly target: Join };

/** These namespaces; where an ordinary user is let in only through their user namespace, that too. */
export function enterNamespaces(namespaces: readonly Namespace[], snapshot: Snapshot): Choice {
  const ids = namespaces.map(({ id }) => id);
  const doors = snapshot.host.agent.level === 'user' ? doorsTo(namespaces, snapshot) : [];
  return choice([...new Set([...doors, ...ids])], snapshot);
}

/** The user namespaces that own them: to enter one is to have all rights over what it owns (user_namespaces(7)). */
function doorsTo(namespaces: readonly Namespace[], { host, namespaces: all }: Snapshot): NamespaceId[] {
  if (namespaces.some(({ kind }) => kind === 'user')) return [];
  const owners = namespaces.flatMap(({ owner }) => (owner === undefined ? [] : (all[owner] ?? [])));
  return owners.filter(({ id }) => id !== host.namespaces.user).map(({ id }) => id);
}

/**
 * All namespaces of a process that Isolens is not in itself, and with its mounts its root directory. Of a container, also one
 * of an environment, its groups and environment too: its limits hold for what is run there.
 */
export function enterProcess(process: Process, snapshot: Snapshot): Choice {
  const namespaces = foreignNamespaces(process, snapshot);
  const whole = isOfContainer(process, snapshot);
  const mounts = process.namespaces.mnt !== undefined && namespaces.includes(process.namespaces.mnt);
  // An ordinary user may not move a process from the groups of a login session to those of a unit.
  const movable = whole && snapshot.host.agent.level !== 'user';
  return choice(namespaces, snapshot, {
    groups: movable ? groupsToJoin(process, snapshot) : [],
    process: process.id,
    take: whole ? takenOf(process, snapshot) : mounts ? ['root', 'cwd'] : [],
  });
}

/** The environment of another user's process can only be read by root (proc_pid_environ(5)). */
function takenOf({ uid }: Process, { host: { agent } }: Snapshot): Join['take'] {
  return TAKEN.filter((part) => part !== 'environment' || agent.level !== 'user' || uid === agent.uid);
}

/** Whether a process is of a container, also one of an environment. */
export function isOfContainer({ container, cgroups }: Process, { containers }: Snapshot): boolean {
  const found = container === undefined ? undefined : containers[container];
  return (found !== undefined && found.category !== 'unit') || environmentMember(cgroups) !== undefined;
}

/** Only a group: what is run there has its limits. */
export function enterGroup(group: CgroupId, snapshot: Snapshot): Choice {
  return choice([], snapshot, { groups: refsTo([group], snapshot) });
}

/** Namespaces of a process that Isolens is not in itself. */
export function foreignNamespaces({ namespaces }: Process, { host }: Snapshot): NamespaceId[] {
  return NAMESPACE_KINDS.flatMap((kind) => {
    const id = namespaces[kind];
    return id === undefined || id === host.namespaces[kind] ? [] : [id];
  });
}

/** Groups of a process, as a program is moved to them: those below the root whose directory can be seen. */
export function groupsToJoin(process: Process, snapshot: Snapshot): readonly GroupRef[] {
  const groups = snapshot.hierarchies.flatMap(({ id, mount }) => (mount ? (groupOf(process, id) ?? []) : []));
  return refsTo(
    groups.filter((group) => pathOf(group) !== '/'),
    snapshot,
  );
}

function refsTo(groups: readonly CgroupId[], { cgroups }: Snapshot): GroupRef[] {
  return groups.flatMap((group) => {
    const inode = cgroups[group]?.inode;
    return inode === undefined ? [] : [{ group, inode }];
  });
}

function choice(
  namespaces: readonly NamespaceId[],
  snapshot: Snapshot,
  more: Partial<Pick<Join, 'groups' | 'process' | 'take'>> = {},
): Choice {
  const entersUser = namespaces.some((id) => snapshot.namespaces[id]?.kind === 'user');
  return { user: entersUser ? 'root' : 'own', target: { kind: 'join', namespaces, groups: [], take: [], ...more } };
}
