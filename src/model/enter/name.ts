import { type Message, message } from '../../base/message.ts';
import { groupName, pathOf } from '../cgroup/cgroup.ts';
import { containerLabel } from '../container.ts';
import { environmentMember } from '../environment/membership.ts';
import type { Namespace, NamespaceKind } from '../namespace.ts';
import type { Process } from '../process.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Enter, Join } from './enter.ts';
import { calledNamespace } from './joined.ts';

/** Where one is, in a few words: `sfo (net)`, `root@box (mnt uts user)`, `web (docker)`, `hog (memory)`: a container of an environment, `new (pid mnt)`. Raw text, or with such arguments. */
export function enterName({ target, user }: Enter, snapshot: Snapshot): string | Message {
  if (target.kind === 'create') return message('new ({0})', target.kinds.join(' '));
  const process = target.process === undefined ? undefined : snapshot.processes[target.process];
  const namespaces = target.namespaces.flatMap((id) => snapshot.namespaces[id] ?? []);
  const member = process && environmentMember(process.cgroups);
  if (member) return `${member.container} (${member.environment})`;
  const container = process?.container === undefined ? undefined : snapshot.containers[process.container];
  if (container && container.category !== 'unit') return containerLabel(container);
  const host = user === 'root' ? nodename(namespaces) : undefined;
  const who = host === undefined ? called(target, namespaces, process) : `root@${host}`;
  // A process that has no namespaces of its own.
  const kinds = enteredKinds({ target }).join(' ');
  return kinds === '' ? who : `${who} (${kinds})`;
}

/** The kinds that an icon or a few words can tell of. */
export function enteredKinds({ target }: Pick<Enter, 'target'>): readonly NamespaceKind[] {
  if (target.kind === 'create') return target.kinds;
  const kinds = target.namespaces.map((id) => id.slice(0, id.indexOf(':')) as NamespaceKind);
  return kinds.length === 0 && target.groups.length > 0 ? ['cgroup'] : kinds;
}

function nodename(namespaces: readonly Namespace[]): string | undefined {
  const inside = namespaces.find(({ kind }) => kind === 'uts')?.inside;
  return inside?.kind === 'uts' ? inside.nodename : undefined;
}

function called({ groups }: Join, namespaces: readonly Namespace[], process: Process | undefined): string {
  if (process) return `${process.pid} ${process.comm}`;
  const [first, ...others] = namespaces;
  const named = namespaces.find(({ name }) => name !== undefined);
  if (named) return calledNamespace(named);
  if (first && others.length === 0) return String(first.inode);
  if (first) return namespaces.map(({ inode }) => inode).join(' ');
  return groups.map(({ group }) => groupName(pathOf(group))).join(' ');
}
