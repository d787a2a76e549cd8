import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Inside } from '../../../src/model/namespace.ts';
import { discoverHere, getNamespace } from '../../support/discovering.ts';
import { READY, start } from '../../support/started.ts';

const discovery = discoverHere();
after(() => discovery.dispose());

const root = process.geteuid?.() === 0;

interface Case {
  readonly kind: Inside['kind'];
  readonly unshare: readonly string[];
  /** Runs inside before it is looked at. */
  readonly setUp: string;
  readonly expected: Partial<Inside>;
}

const CASES: readonly Case[] = [
  {
    kind: 'uts',
    unshare: ['--uts'],
    setUp: 'hostname sfo; echo example.org > /proc/sys/kernel/domainname',
    expected: { kind: 'uts', nodename: 'sfo', domainname: 'example.org' },
  },
  {
    kind: 'ipc',
    unshare: ['--ipc'],
    setUp: '(ipcmk -Q; ipcmk -S 2; ipcmk -S 1) > /dev/null',
    expected: { kind: 'ipc', queues: 1, semaphoreSets: 2, segments: 0, posixQueues: 0 },
  },
  {
    kind: 'net',
    unshare: ['--net'],
    setUp: 'ip link add v0 type veth peer name v1',
    expected: { kind: 'net', links: 3 },
  },
  {
    kind: 'time',
    unshare: ['--time', '--monotonic', '1000', '--boottime', '-5', '--fork'],
    setUp: ':',
    expected: { kind: 'time', monotonic: '1000000000000', boottime: '-5000000000' },
  },
  {
    kind: 'user',
    unshare: ['--user', '--map-root-user'],
    setUp: ':',
    expected: {
      kind: 'user',
      uidMap: [{ inside: 0, outside: process.geteuid?.() ?? 0, count: 1 }],
      gidMap: [{ inside: 0, outside: process.getegid?.() ?? 0, count: 1 }],
      setgroups: 'deny',
    },
  },
  {
    kind: 'mnt',
    unshare: ['--mount'],
    setUp: 'mount -t tmpfs "over all" / 2> /dev/null; :',
    expected: { kind: 'mnt' },
  },
];

describe('what is inside', { skip: !root && 'needs root' }, () => {
  for (const { kind, unshare, setUp, expected } of CASES) {
    it(kind, async () => {
      const script = `${setUp}; readlink /proc/self/ns/${kind}; ${READY}`;
      await using inside = await start('unshare', ...unshare, 'sh', '-c', script);
      await discovery.scan('changed');
      const namespace = getNamespace(await discovery.lookInside(), inside.output.trim());
      assert.deepEqual({ ...namespace.inside, ...expected }, namespace.inside);
      assert.deepEqual(await discovery.inspect(namespace.id), namespace.inside);
    });
  }

  it('a network namespace without a process', async () => {
    await using held = await start(
      'unshare',
      '--mount',
      'sh',
      '-c',
      `mount -t tmpfs none /mnt && : > /mnt/n && unshare --net=/mnt/n readlink /proc/self/ns/net; ${READY}`,
    );
    await discovery.scan('changed');
    const namespace = getNamespace(await discovery.lookInside(), held.output.trim());
    assert.deepEqual(namespace.inside, { kind: 'net', links: 1 });
  });

  it('the mounts of a mount namespace, with propagation, and which are over-mounted', async () => {
    const script = `mount -t tmpfs one /mnt; mount --make-shared /mnt; mount -t tmpfs two /mnt; mount --make-private /mnt; readlink /proc/self/ns/mnt; ${READY}`;
    await using inside = await start('unshare', '--mount', 'sh', '-c', script);
    const namespace = getNamespace(await discovery.scan('changed'), inside.output.trim());
    const mounts = (await discovery.mounts(namespace.id)).filter((mount) => mount.mountPoint === '/mnt');
    assert.deepEqual(
      mounts.map(({ source, overMounted, propagation }) => [source, overMounted, propagation.shared !== undefined]),
      [
        ['one', true, true],
        ['two', false, false],
      ],
    );
  });

  it('the mounts of a mount namespace without a process', async () => {
    const held = `mount --make-rprivate /; mount -t tmpfs none /mnt; : > /mnt/m; exec unshare --mount=/mnt/m sh -c 'mount -t tmpfs inner /tmp; readlink /proc/self/ns/mnt'`;
    const script = `sh -c "${held}"; ${READY}`;
    // Linux 6.18 gives out namespace ids per CPU, and a mount namespace can be bound only in one with a smaller id.
    await using elsewhere = await start('taskset', '1', 'unshare', '--mount', 'sh', '-c', script);
    const namespace = getNamespace(await discovery.scan('changed'), elsewhere.output.trim());
    assert.equal(namespace.nprocs, 0);
    const mounts = await discovery.mounts(namespace.id);
    assert.ok(mounts.some(({ mountPoint, source }) => mountPoint === '/tmp' && source === 'inner'));
  });
});

describe('asking for what ended', () => {
  it('is refused as gone', async () => {
    await discovery.scan('full');
    await assert.rejects(discovery.inspect('net:[1]#1'), /ended/);
    await assert.rejects(discovery.mounts('mnt:[1]#1'), /ended/);
    assert.throws(() => discovery.commandLine('1-1'), /ended/);
  });
});
