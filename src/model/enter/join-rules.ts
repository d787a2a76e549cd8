import { type Message, message } from '../../base/message.ts';
import type { Namespace, NamespaceId } from '../namespace.ts';
import type { Refusal } from '../operation/operation.ts';
import type { Snapshot } from '../snapshot.ts';
import { isOfContainer } from './choices.ts';
import type { Enter, Join } from './enter.ts';
import { calledNamespace, type FoundJoin, idInside } from './joined.ts';

/** Why the kernel would not let Isolens in (setns(2)). */
export function joinRefusals({ namespaces }: FoundJoin, snapshot: Snapshot): Refusal[] {
  const denied = snapshot.host.agent.level === 'user' ? rightRefusals(namespaces, snapshot) : [];
  return [...denied, ...namespaces.filter(isWithoutInit).map(withoutInit)];
}

/** Nothing can be born in a pid namespace whose process 1 has ended (pid_namespaces(7)); one that waits for it has none yet. */
function isWithoutInit({ kind, nprocs, pins }: Namespace): boolean {
  return kind === 'pid' && nprocs === 0 && !pins.some((pin) => pin.kind === 'for_children' || pin.kind === 'thread');
}

function withoutInit(ns: Namespace): Refusal {
  return {
    code: 'rule',
    message: message('Process 1 of {0} has ended: the kernel starts nothing there any more.', calledNamespace(ns)),
    remedy: message('Leave out the pid namespace.'),
  };
}

/** An ordinary user may enter what belongs to a user namespace that it enters, too. */
function rightRefusals(namespaces: readonly Namespace[], snapshot: Snapshot): Refusal[] {
  const entered = namespaces.find(({ kind }) => kind === 'user');
  return namespaces
    .filter((ns) => (ns.kind === 'user' ? ns.ownerUid !== snapshot.host.agent.uid : !belongs(ns, entered, snapshot)))
    .slice(0, 1)
    .map((ns) => denial(ns, snapshot));
}

function belongs({ owner }: Namespace, entered: Namespace | undefined, { namespaces }: Snapshot): boolean {
  for (let at = owner; at !== undefined; at = namespaces[at]?.parent) if (at === entered?.id) return true;
  return false;
}

function denial(ns: Namespace, { namespaces, host }: Snapshot): Refusal {
  const owner = ns.kind === 'user' || ns.owner === undefined ? undefined : namespaces[ns.owner];
  const mine = owner !== undefined && !owner.initial && owner.ownerUid === host.agent.uid;
  return {
    code: 'denied',
    message: message('This user may not enter {0}.', calledNamespace(ns)),
    remedy: mine
      ? message('Enter its user namespace, too: {0}', calledNamespace(owner))
      : message('Do it as root, with CAP_SYS_ADMIN.'),
  };
}

/** What may surprise. */
export function joinWarnings(
  found: FoundJoin,
  { take, groups }: Join,
  user: Enter['user'],
  snapshot: Snapshot,
): Message[] {
  const kinds = new Set(found.namespaces.map(({ kind }) => kind));
  const inner = found.namespaces.find(({ kind }) => kind === 'user');
  const stranger =
    inner && user === 'own' && inner.inside?.kind === 'user' && idInside(inner, snapshot.host.agent.uid) === undefined;
  const { process } = found;
  const limitless = snapshot.host.agent.level === 'user' && groups.length === 0 && process;
  return [
    ...(limitless && isOfContainer(process, snapshot)
      ? [message('The limits of the container do not hold for it: only root can move it to its groups.')]
      : []),
    ...(kinds.has('pid') && !kinds.has('mnt') && !take.includes('root')
      ? [message('/proc goes on showing the processes of this host: it belongs to the mount namespace.')]
      : []),
    ...(stranger ? [message('Your user has no id in that user namespace: you are nobody (65534) there.')] : []),
    ...(take.includes('environment') && !inner && snapshot.host.agent.uid === 0
      ? [
          message(
            'You keep all rights of root here; what the container starts itself has only those that it was given.',
          ),
        ]
      : []),
    ...(take.includes('environment')
      ? [message('Variables that change how programs are loaded, as LD_PRELOAD, are left out of the environment.')]
      : []),
  ];
}

/** What can hurt: with the rights of root, programs would be run that somebody without them has put there. */
export function joinDangers({ namespaces, process }: FoundJoin, { take }: Join, snapshot: Snapshot): Message[] {
  const { host } = snapshot;
  if (host.agent.uid !== 0) return [];
  const entered = namespaces.find(({ kind }) => kind === 'user')?.id;
  const mnt = namespaces.find(({ kind }) => kind === 'mnt');
  const owners = [mnt?.owner, take.includes('root') ? process?.namespaces.user : undefined];
  const foreign = (owner: NamespaceId | undefined) =>
    owner !== undefined && owner !== host.namespaces.user && owner !== entered;
  if (!owners.some(foreign)) return [];
  return [
    message(
      'Its files are those of a user namespace that is not entered: its programs would run with the rights of root on this host.',
    ),
  ];
}
