import { type Message, message } from '../../base/message.ts';
import type { UserNamespacePolicy } from '../host.ts';
import type { NamespaceKind } from '../namespace.ts';
import type { Refusal } from '../operation/operation.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Create } from './enter.ts';

/** The system call behind unshare(1), as its man page has it: `unshare(CLONE_NEWPID | CLONE_NEWNET)`. */
export function unshareCall(kinds: readonly NamespaceKind[]): string {
  return `unshare(${kinds.map(cloneFlag).join(' | ')})`;
}

/** Names of the flags of clone(2). */
export function cloneFlag(kind: NamespaceKind): string {
  return kind === 'mnt' ? 'CLONE_NEWNS' : `CLONE_NEW${kind.toUpperCase()}`;
}

/** Why the kernel would not make them (unshare(2)). */
export function createRefusals({ kinds }: Create, { host }: Snapshot): Refusal[] {
  if (kinds.length === 0) {
    return [
      { code: 'invalid', message: message('No namespace is chosen.'), remedy: message('Choose one or more kinds.') },
    ];
  }
  if (host.agent.level === 'user' && !kinds.includes('user')) {
    return [
      {
        code: 'denied',
        message: message('This user may make no namespaces but those of a user namespace of its own.'),
        remedy: message('Choose the kind user, too, or do it as root.'),
      },
    ];
  }
  return host.agent.level === 'user' ? policyRefusals(host.userNamespaces) : [];
}

/** Why an ordinary user may make no user namespace on a host. */
export function policyRefusals({ max, unprivilegedClone, apparmorRestricted }: UserNamespacePolicy): Refusal[] {
  const setting =
    max === 0
      ? 'user.max_user_namespaces = 0'
      : unprivilegedClone === false
        ? 'kernel.unprivileged_userns_clone = 0'
        : apparmorRestricted
          ? 'kernel.apparmor_restrict_unprivileged_userns = 1'
          : undefined;
  if (setting === undefined) return [];
  return [
    {
      code: 'denied',
      message: message('This host lets ordinary users make no user namespaces: {0}', setting),
      remedy: message('Do it as root, or have root change that (sysctl).'),
    },
  ];
}

/** What may surprise. */
export function createWarnings({ kinds }: Create): Message[] {
  return [
    ...(kinds.includes('net') ? [message('The new network namespace has only lo, and that is down.')] : []),
    ...(kinds.includes('pid') && !kinds.includes('mnt')
      ? [message('/proc goes on showing the processes of this host: it belongs to the mount namespace.')]
      : []),
  ];
}
