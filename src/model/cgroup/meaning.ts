import { type Message, message } from '../../base/message.ts';
import { type Container, containerFromCgroups, containerLabel, unescapeUnit } from '../container.ts';
import type { Snapshot } from '../snapshot.ts';
import { groupName, parentPath } from './cgroup.ts';

/** What made a group, or what it stands for. */
export type GroupKind =
  | 'container'
  | 'machine'
  | 'service'
  | 'scope'
  | 'slice'
  | 'session'
  | 'user'
  | 'pod'
  | 'runtime';

export interface GroupMeaning {
  readonly kind: GroupKind;
  /** `docker container web`, `systemd service`, `Kubernetes pod 8f5c…`. Arguments are raw text. */
  readonly words: Message;
}

/** What the name of a group tells of it; undefined for one that no service manager or runtime is known to have made. */
export function groupMeaning(path: string, containers: Snapshot['containers'] = {}): GroupMeaning | undefined {
  const name = groupName(path);
  for (const { pattern, make } of RULES) {
    const match = pattern.exec(name);
    if (match) return make(match[1] ?? '');
  }
  const found = recognised(path);
  const above = parentPath(path);
  // What is below the group of a container is not the container.
  if (found && found.id !== (above === undefined ? undefined : recognised(above)?.id)) {
    return containerMeaning(containers[found.id] ?? found, name);
  }
  return unitMeaning(name);
}

function recognised(path: string): Container | undefined {
  return containerFromCgroups([{ hierarchy: 0, controllers: '', path }]);
}

function containerMeaning(container: Container, name: string): GroupMeaning | undefined {
  switch (container.category) {
    case 'container':
      return { kind: 'container', words: message('container {0}', containerLabel(container)) };
    case 'machine':
      return { kind: 'machine', words: message('machine {0}', containerLabel(container)) };
    case 'unit':
      return unitMeaning(name);
  }
}

function unitMeaning(name: string): GroupMeaning | undefined {
  if (name.endsWith('.service')) return { kind: 'service', words: message('systemd service') };
  if (name.endsWith('.scope')) return { kind: 'scope', words: message('systemd scope') };
  if (name.endsWith('.slice')) return { kind: 'slice', words: message('systemd slice') };
  if (/\.(?:mount|socket|swap|timer)$/.test(name)) return { kind: 'service', words: message('systemd unit') };
  return undefined;
}

interface Rule {
  readonly pattern: RegExp;
  readonly make: (found: string) => GroupMeaning;
}

function runtime(words: Message): Rule['make'] {
  return () => ({ kind: 'runtime', words });
}

/** Names that mean more than their ending says; the first that matches decides. systemd.special(7), kubelet's drivers. */
const RULES: readonly Rule[] = [
  {
    pattern: /^user-(\d+)\.slice$/,
    make: (uid) => ({ kind: 'user', words: message('everything of user {0}', Number(uid)) }),
  },
  {
    pattern: /^user@(\d+)\.service$/,
    make: (uid) => ({ kind: 'user', words: message('service manager of user {0}', Number(uid)) }),
  },
  {
    pattern: /^session-(.+)\.scope$/,
    make: (session) => ({ kind: 'session', words: message('login session {0}', unescapeUnit(session)) }),
  },
  { pattern: /^init\.scope$/, make: () => ({ kind: 'service', words: message('the service manager itself') }) },
  { pattern: /^system\.slice$/, make: () => ({ kind: 'slice', words: message('services of the system') }) },
  { pattern: /^user\.slice$/, make: () => ({ kind: 'slice', words: message('everything of all users') }) },
  { pattern: /^machine\.slice$/, make: () => ({ kind: 'slice', words: message('containers and virtual machines') }) },
  {
    pattern: /^(?:kubepods(?:-[a-z]+)?-)?pod([0-9a-f]{8}[-_][0-9a-f_-]+|[0-9a-f]{32})(?:\.slice)?$/,
    make: (pod) => ({ kind: 'pod', words: message('Kubernetes pod {0}', pod.replaceAll('_', '-')) }),
  },
  { pattern: /^kubepods(?:\.slice)?$/, make: runtime(message('Kubernetes pods')) },
  {
    pattern: /^(?:kubepods-)?(burstable|besteffort)(?:\.slice)?$/,
    make: (qos) => ({ kind: 'runtime', words: message('Kubernetes pods of class {0}', qos) }),
  },
  { pattern: /^docker$/, make: runtime(message('Docker containers')) },
  { pattern: /^libpod_parent$/, make: runtime(message('podman containers')) },
  { pattern: /^libpod-conmon-[0-9a-f]{64}\.scope$/, make: runtime(message('monitor of a podman container')) },
  { pattern: /^lxc\.monitor[./]?.*$/, make: runtime(message('monitor of an LXC container')) },
];
