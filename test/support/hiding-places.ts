import type { Pin } from '../../src/model/namespace.ts';
import { READY, type Started, start, startProgram } from './started.ts';

/** A way to keep a namespace alive. */
export interface HidingPlace {
  readonly what: string;
  readonly needs: 'root' | 'nothing';
  /** Starts it; its output is the kernel's name of the namespace, which ends with it. */
  readonly make: () => Promise<Started>;
  /** What holds it; undefined for a process that is a member. */
  readonly pin: Pin['kind'] | undefined;
}

export const HIDING_PLACES: readonly HidingPlace[] = [
  { what: 'a process', needs: 'nothing', make: member, pin: undefined },
  { what: 'a thread', needs: 'root', make: () => startProgram('hold', 'thread'), pin: 'thread' },
  { what: 'a descriptor', needs: 'root', make: () => startProgram('hold', 'fd'), pin: 'fd' },
  { what: 'a socket', needs: 'root', make: () => startProgram('hold', 'socket'), pin: 'socket' },
  { what: 'a bind mount elsewhere', needs: 'root', make: mountedElsewhere, pin: 'mount' },
  { what: 'a name', needs: 'root', make: named, pin: 'mount' },
  {
    what: 'a process for its children',
    needs: 'root',
    make: () => startProgram('hold', 'children'),
    pin: 'for_children',
  },
];

function member(): Promise<Started> {
  const rights = process.geteuid?.() === 0 ? [] : ['--map-root-user'];
  return start('unshare', ...rights, '--net', 'sh', '-c', `readlink /proc/self/ns/net; ${READY}`);
}

function mountedElsewhere(): Promise<Started> {
  const inner = 'readlink /proc/self/ns/net; mount --bind /proc/self/ns/net /mnt/held';
  const script = `mount -t tmpfs none /mnt && : > /mnt/held && nsenter --mount=/proc/$$/ns/mnt unshare --net sh -c '${inner}'; ${READY}`;
  return start('unshare', '--mount', '--propagation', 'private', 'sh', '-c', script);
}

/** As ip-netns(8) does it, in a /run of its own. */
function named(): Promise<Started> {
  const script = `mount -t tmpfs none /run && mkdir /run/netns && ip netns add held && stat -c 'net:[%i]' /run/netns/held; ${READY}`;
  return start('unshare', '--mount', '--propagation', 'private', 'sh', '-c', script);
}
