import assert from 'node:assert/strict';
import { readlinkSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import type { Pin } from '../../../src/model/namespace.ts';
import { discoverHere, findNamespace, getNamespace } from '../../support/discovering.ts';
import { READY, type Started, start, startProgram } from '../../support/started.ts';

const discovery = discoverHere();
after(() => discovery.dispose());

const root = process.geteuid?.() === 0;
/** An ordinary user makes everything inside a user namespace of his own. */
const unshare = root ? ['unshare'] : ['unshare', '--map-root-user'];

function shell(...args: readonly string[]): Promise<Started> {
  const [command = '', ...rest] = [...unshare, ...args];
  return start(command, ...rest, 'sh', '-c', `readlink /proc/self/ns/net; ${READY}`);
}

interface Place {
  readonly what: string;
  readonly needs: 'root' | 'nothing';
  /** Starts it; its output is the kernel's name of the namespace. */
  readonly make: () => Promise<Started>;
  readonly pin: Pin['kind'] | undefined;
}

const PLACES: readonly Place[] = [
  { what: 'a process', needs: 'nothing', make: () => shell('--net'), pin: undefined },
  { what: 'a thread', needs: 'root', make: () => startProgram('hold', 'thread'), pin: 'thread' },
  { what: 'a descriptor', needs: 'root', make: () => startProgram('hold', 'fd'), pin: 'fd' },
  { what: 'a socket', needs: 'root', make: () => startProgram('hold', 'socket'), pin: 'socket' },
  { what: 'a bind mount elsewhere', needs: 'root', make: mountedElsewhere, pin: 'mount' },
  {
    what: 'a process for its children',
    needs: 'root',
    make: () => startProgram('hold', 'children'),
    pin: 'for_children',
  },
];

function mountedElsewhere(): Promise<Started> {
  const inner = 'readlink /proc/self/ns/net; mount --bind /proc/self/ns/net /mnt/held';
  const script = `mount -t tmpfs none /mnt && : > /mnt/held && nsenter --mount=/proc/$$/ns/mnt unshare --net sh -c '${inner}'; ${READY}`;
  return start('unshare', '--mount', '--propagation', 'private', 'sh', '-c', script);
}

describe('a namespace is found when it is held by', () => {
  for (const { what, needs, make, pin } of PLACES) {
    it(what, { skip: needs === 'root' && !root && 'needs root' }, async () => {
      let name: string;
      {
        await using held = await make();
        name = held.output.trim();
        const snapshot = await discovery.scan('changed');
        const found = getNamespace(snapshot, name);
        assert.deepEqual([...new Set(found.pins.map((each) => each.kind))], pin ? [pin] : []);
        assert.equal(found.nprocs, pin ? 0 : 1);
        assert.equal(found.initial, false);
      }
      assert.equal(findNamespace(await discovery.scan('changed'), name), undefined, 'it has ended');
    });
  }

  it('a child user namespace only', async () => {
    const script = `readlink /proc/self/ns/user; exec unshare --user sh -c 'readlink /proc/self/ns/user; ${READY}'`;
    await using held = await start('unshare', '--user', '--map-root-user', 'sh', '-c', script);
    const [parent = '', child = ''] = held.output.split('\n');
    const snapshot = await discovery.scan('changed');
    const hidden = getNamespace(snapshot, parent);
    assert.equal(hidden.nprocs, 0);
    assert.equal(hidden.ownerUid, process.geteuid?.());
    assert.equal(getNamespace(snapshot, child).parent, hidden.id);
  });

  it('nothing but a child pid namespace', { skip: !root && 'needs root' }, async () => {
    const inner = `readlink /proc/self/ns/pid; ${READY}`;
    await using held = await start('unshare', '--pid', '--fork', 'unshare', '--pid', '--fork', 'sh', '-c', inner);
    const snapshot = await discovery.scan('changed');
    const deepest = getNamespace(snapshot, readlinkSync(`/proc/${held.pid}/ns/pid`));
    assert.ok(deepest.initial);
    const child = getNamespace(snapshot, held.output.trim());
    const depth = child.inside?.kind === 'pid' ? child.inside.depth : undefined;
    assert.equal(depth, (deepest.inside?.kind === 'pid' ? deepest.inside.depth : 0) + 2);
  });
});
