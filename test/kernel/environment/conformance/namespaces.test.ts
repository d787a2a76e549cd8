import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Launch } from '../../../../src/model/environment/launch.ts';
import type { SpecContainer } from '../../../../src/model/spec/spec.ts';
import { Inside } from '../../../support/inside.ts';
import {
  BUSYBOX,
  ENGINES,
  engineHere,
  noContainers,
  noMapped,
  noRoot,
  noRuntime,
  OWN_KINDS,
  TestContainer,
} from '../../../support/launches.ts';
import { checkLeaks } from '../../../support/leaks.ts';
import { MAPPED, newKinds } from '../../../support/spec-containers.ts';

const ALL = newKinds('pid', 'mnt', 'net', 'ipc', 'uts', 'user', 'cgroup');
const DAY_US = 86_400_000_000;

for (const name of ENGINES) {
  const skip = noContainers || noRuntime(name);

  describe(`namespaces made by ${name}`, { skip }, () => {
    checkLeaks();
    const start = async (
      change: Partial<SpecContainer>,
      joins?: Launch['joins'],
      prepare?: (box: TestContainer) => void,
    ) => {
      const box = new TestContainer(engineHere(name), change, joins);
      prepare?.(box);
      try {
        const { pid } = await box.create();
        await box.engine.start(box.launch.directory);
        return Object.assign(box, { inside: new Inside(pid) });
      } catch (error) {
        await box[Symbol.asyncDispose]();
        throw error;
      }
    };

    it('user: its map, root in it and nobody outside, and mounts that belong to it', { skip: noMapped }, async () => {
      const command = [
        'sh',
        '-c',
        'touch /srv/mine /tmp/x; id; cat /proc/sys/kernel/hostname /bound; echo done; exec sleep 1000',
      ];
      await using box = await start(
        {
          namespaces: ALL,
          uidMap: MAPPED,
          gidMap: MAPPED,
          capabilities: ['CAP_SYS_ADMIN', 'CAP_CHOWN'],
          mounts: [
            { kind: 'standard', options: [] },
            { kind: 'tmpfs', target: '/tmp', options: [] },
            { kind: 'bind', source: './secret/file', target: '/bound', options: ['ro'] },
          ],
          command,
        },
        {},
        // Nobody of the user namespace may search it.
        ({ launch: { base } }) => {
          mkdirSync(path.join(base, 'secret'), { mode: 0o700 });
          copyFileSync('/etc/hostname', path.join(base, 'secret/file'));
          chmodSync(path.join(base, 'secret/file'), 0o644);
        },
      );
      const lines = await box.linesUntil('done');
      assert.match(lines[0] ?? '', /^uid=0\(root\) gid=0\(root\)|^uid=0 gid=0/);
      assert.equal(lines[1], 'box');
      assert.equal(lines[2], readFileSync('/etc/hostname', 'utf8').trim());
      for (const option of ['ro', 'nodev']) assert.ok(box.inside.mount('/bound')?.options.has(option), option);
      assert.match(box.inside.file('uid_map'), /^\s*0\s+100000\s+65536\s*$/);
      assert.match(box.inside.file('gid_map'), /^\s*0\s+100000\s+65536\s*$/);
      assert.equal(box.inside.status('Uid'), '100000\t100000\t100000\t100000');
      assert.deepEqual(box.inside.ownNamespaces, ['pid', 'mnt', 'net', 'ipc', 'uts', 'user', 'cgroup']);
      assert.equal(box.inside.status('CapEff'), (1n | (1n << 21n)).toString(16).padStart(16, '0'));
    });

    it('time: clocks with their offsets', { skip: name !== 'util-linux' && 'needs runc 1.2' }, async () => {
      await using box = await start({
        namespaces: newKinds('pid', 'mnt', 'time'),
        clocks: { boottime: 7 * DAY_US, monotonic: -DAY_US / 1000 },
      });
      assert.match(box.inside.file('timens_offsets'), /^monotonic\s+-86\s+0\nboottime\s+604800\s+0\n$/);
      assert.ok(box.inside.ownNamespaces.includes('time'));
    });

    it('none but those that were asked for', async () => {
      await using box = await start({
        namespaces: newKinds('mnt'),
        mounts: [{ kind: 'proc', target: '/proc', options: [] }],
      });
      assert.deepEqual(box.inside.ownNamespaces, ['mnt', ...OWN_KINDS]);
      assert.equal(box.inside.link('cwd'), '/');
      assert.ok(existsSync(`/proc/${box.inside.pid}/root/bin/busybox`));
    });

    it('joined: those of another container', async () => {
      await using other = await start({ hostname: 'other' });
      const { pid } = other.inside;
      const joins = {
        pid: `/proc/${pid}/ns/pid`,
        net: `/proc/${pid}/ns/net`,
        uts: `/proc/${pid}/ns/uts`,
        ipc: `/proc/${pid}/ns/ipc`,
        // Without root one has rights over the others only there.
        ...(noRoot && { user: `/proc/${pid}/ns/user` }),
      };
      const join = (kind: string) => ({ kind: 'path', path: `/proc/${pid}/ns/${kind}` }) as const;
      await using box = await start(
        {
          namespaces: {
            ...newKinds('mnt', 'cgroup'),
            pid: join('pid'),
            net: join('net'),
            uts: join('uts'),
            ipc: join('ipc'),
          },
          command: ['sh', '-c', 'cat /proc/sys/kernel/hostname; [ -d /proc/1 ] && echo done; exec sleep 1000'],
        },
        joins,
      );
      for (const kind of Object.keys(joins))
        assert.equal(box.inside.link(`ns/${kind}`), other.inside.link(`ns/${kind}`), kind);
      assert.deepEqual(await box.linesUntil('done'), ['other', 'done']);
      assert.match(box.inside.status('NSpid') ?? '', /^\d+\t(?!1$)\d+$/);
    });

    it('of a user of its own that is not root, without capabilities', { skip: noRoot }, async () => {
      await using box = await start({
        user: { uid: 1000, gid: 100 },
        command: ['sh', '-c', 'echo done; exec sleep 1000'],
      });
      await box.linesUntil('done');
      assert.equal(box.inside.status('Uid'), '1000\t1000\t1000\t1000');
      assert.equal(box.inside.status('Gid'), '100\t100\t100\t100');
      assert.equal(box.inside.status('CapEff'), '0'.repeat(16));
    });

    it('with a root directory that is only read, and that has no shell', async () => {
      await using box = await start({ command: ['/bin/sleep', '1000'] }, {}, ({ root, launch }) => {
        Object.assign(launch.container, { root: { kind: 'directory', path: root, options: ['ro'] } });
        rmSync(path.join(root, 'bin/sh'));
        rmSync(path.join(root, 'bin/busybox'));
        rmSync(path.join(root, 'bin/sleep'));
        copyFileSync(BUSYBOX ?? '', path.join(root, 'bin/sleep'));
      });
      assert.ok(box.inside.mount('/')?.options.has('ro'));
      assert.equal(box.inside.link('exe'), '/bin/sleep');
    });
  });
}

describe('a container with the root of the host, made by util-linux', { skip: noContainers }, () => {
  checkLeaks();

  it('has mounts of its own there, and the host has none of them', { skip: noMapped }, async () => {
    await using box = new TestContainer(engineHere('util-linux'), {
      root: { kind: 'host' },
      namespaces: newKinds('pid', 'mnt', 'user', 'uts'),
      uidMap: MAPPED,
      gidMap: MAPPED,
      mounts: [
        { kind: 'proc', target: '/proc', options: [] },
        { kind: 'tmpfs', target: '/tmp', options: ['size=65536'] },
        { kind: 'bind', source: '/etc/hostname', target: '/etc/issue', options: ['ro'] },
      ],
      command: ['sh', '-c', 'echo $$; cat /etc/issue; hostname; echo done; exec sleep 1000'],
    });
    const before = readFileSync('/proc/self/mountinfo', 'utf8');
    const { pid } = await box.create();
    await box.engine.start(box.launch.directory);
    assert.deepEqual(await box.linesUntil('done'), ['1', readFileSync('/etc/hostname', 'utf8').trim(), 'box', 'done']);
    assert.equal(readFileSync('/proc/self/mountinfo', 'utf8'), before);
    assert.notEqual(hostname(), 'box');
    assert.equal(new Inside(pid).mount('/tmp')?.type, 'tmpfs');
  });

  it('without any namespace is a process of the host in its groups', async () => {
    await using box = new TestContainer(engineHere('util-linux'), {
      root: { kind: 'host' },
      namespaces: newKinds(),
      mounts: [],
      workdir: '/usr',
    });
    const { pid } = await box.create();
    await box.engine.start(box.launch.directory);
    assert.deepEqual(new Inside(pid).ownNamespaces, OWN_KINDS);
    assert.equal(readlinkSync(`/proc/${pid}/cwd`), '/usr');
  });
});
