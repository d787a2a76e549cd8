import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readContainerStatus } from '../../../../src/agent/environment/container-status.ts';
import { MASKED_PATHS } from '../../../../src/model/environment/engine/standard-paths.ts';
import { capability } from '../../../../src/model/spec/capability.ts';
import { Inside } from '../../../support/inside.ts';
import { ENGINES, engineHere, noContainers, noRuntime, OWN_KINDS, TestContainer } from '../../../support/launches.ts';

const HOSTILE = `it's $(touch /tmp/pwned) \`id\` "x" \\ \n end`;
const CAPABILITIES = ['CAP_CHOWN', 'CAP_KILL', 'CAP_MKNOD', 'CAP_NET_BIND_SERVICE'];
/** What the command writes before it sleeps. */
const REPORT = [
  'cat /proc/1/environ > /srv/environ',
  'cat /proc/sys/kernel/hostname',
  'cat /proc/sys/kernel/msgmax',
  'pwd',
  'cat /etc/bound',
  'touch /etc/bound /ro/x 2>/dev/null || echo read-only',
  'touch /tmp/x && echo writable',
  'cat /over/file; echo new > /over/file; cat /over/file',
  'ls /sys/fs/cgroup | head -1 | cat >/dev/null && echo groups',
  '[ -c /dev/null ] && [ -c /dev/fuse ] && echo devices',
  'mknod /tmp/disk b 254 0 2>/dev/null && head -c 1 /tmp/disk 2>/dev/null || echo no disk',
  'echo done',
];

for (const name of ENGINES) {
  describe(`a container with everything, made by ${name}`, { skip: noContainers || noRuntime(name) }, () => {
    let box: TestContainer;
    let inside: Inside;
    let lines: string[];

    before(async () => {
      box = new TestContainer(engineHere(name), {
        hostname: 'box',
        workdir: '/srv',
        capabilities: CAPABILITIES,
        env: { PATH: '/bin', HOSTILE, _x: '-n' },
        rlimits: [
          { name: 'nofile', soft: '64', hard: '128' },
          { name: 'core', soft: '0', hard: 'unlimited' },
        ],
        oomScoreAdj: 123,
        sysctls: [{ key: 'kernel.msgmax', value: '4096' }],
        devices: [{ path: '/dev/fuse', access: 'rw' }],
        mounts: [
          { kind: 'standard', options: [] },
          { kind: 'tmpfs', target: '/tmp', options: ['size=1048576', 'mode=1777', 'nosuid'] },
          { kind: 'bind', source: './file', target: '/etc/bound', options: ['ro', 'noexec'] },
          { kind: 'bind', source: './dir', target: '/ro', options: ['ro'] },
          {
            kind: 'overlay',
            target: '/over',
            options: ['lowerdir=./lower', 'upperdir=./layer/upper', 'workdir=./layer/work'],
          },
          { kind: 'cgroup', target: '/sys/fs/cgroup', options: [] },
        ],
        command: ['sh', '-c', `${REPORT.join('\n')}\nexec sleep 1000`],
      });
      const { base, directory } = box.launch;
      for (const dir of ['dir', 'lower', 'layer/upper', 'layer/work'])
        mkdirSync(path.join(base, dir), { recursive: true });
      writeFileSync(path.join(base, 'file'), 'bound\n');
      writeFileSync(path.join(base, 'lower/file'), 'lower\n');
      // What this process has open must not be open inside.
      const open = openSync('/', 'r');
      const { pid } = await box.create();
      closeSync(open);
      inside = new Inside(pid);
      await box.engine.start(directory);
      lines = await box.linesUntil('done');
    });
    after(() => box[Symbol.asyncDispose]());

    it('has new namespaces, and is number 1 in its own', () => {
      assert.deepEqual(inside.ownNamespaces, ['pid', 'mnt', 'net', 'ipc', 'uts', ...OWN_KINDS, 'cgroup']);
      assert.match(inside.status('NSpid') ?? '', /^\d+\t1$/);
    });

    it('has its hostname and its settings', () => {
      assert.deepEqual(lines.slice(0, 2), ['box', '4096']);
    });

    it('has its directory, and its root without the old one', () => {
      assert.equal(lines[2], '/srv');
      assert.equal(inside.link('root'), '/');
      assert.equal(inside.link('cwd'), '/srv');
      assert.ok(!inside.mountPoints.some((point) => point.includes('isolens')), String(inside.mountPoints));
      const unexpected = inside.mountPoints.filter(
        (point) => !/^\/(?:$|proc|sys|dev|tmp|etc\/bound|ro|over)/.test(point),
      );
      assert.deepEqual(unexpected, []);
    });

    it('has its mounts with their options', () => {
      assert.deepEqual(lines.slice(3), [
        'bound',
        'read-only',
        'writable',
        'lower',
        'new',
        'groups',
        'devices',
        'no disk',
        'done',
      ]);
      for (const option of ['ro', 'noexec', 'nodev'])
        assert.ok(inside.mount('/etc/bound')?.options.has(option), option);
      assert.ok(inside.mount('/tmp')?.options.has('nosuid'));
      for (const option of ['nosuid', 'nodev', 'noexec']) assert.ok(inside.mount('/proc')?.options.has(option), option);
      assert.ok(inside.mount('/sys')?.options.has('ro'));
      assert.deepEqual(
        ['/dev/pts', '/dev/shm', '/dev/mqueue'].map((at) => inside.mount(at)?.type),
        ['devpts', 'tmpfs', 'mqueue'],
      );
    });

    it('sees nothing of the kernel that is to be hidden', () => {
      for (const at of ['/proc/sys', '/proc/irq', '/proc/bus', '/proc/fs'])
        assert.ok(inside.mount(at)?.options.has('ro'), at);
      const there = MASKED_PATHS.filter((at) => at.startsWith('/proc/') && inside.mount(at));
      assert.ok(there.length > 0);
      for (const at of there) {
        const mount = inside.mount(at);
        assert.ok(mount?.type === 'tmpfs' || mount?.root === '/null', at);
      }
    });

    it('has its capabilities in all sets, no new privileges, and its user', () => {
      const bits = CAPABILITIES.reduce((sum, each) => sum | (1n << BigInt(capability(each)?.number ?? 63)), 0n);
      const mask = bits.toString(16).padStart(16, '0');
      const sets = ['CapBnd', 'CapPrm', 'CapEff', 'CapInh'].map((set) => inside.status(set));
      assert.deepEqual(sets, [mask, mask, mask, mask]);
      assert.equal(inside.status('NoNewPrivs'), '1');
      // Without root, root inside is who made it.
      assert.deepEqual(new Set(inside.status('Uid')?.split('\t')), new Set([String(process.geteuid?.())]));
      assert.equal(inside.status('Groups')?.trim(), '');
    });

    it('has its environment and nothing else, whatever is in it', () => {
      const found = readFileSync(path.join(box.root, 'srv/environ'), 'utf8').split('\0').filter(Boolean);
      // Runtimes add the home directory of the user.
      const own = name === 'util-linux' ? [] : ['HOME=/'];
      assert.deepEqual(found.toSorted(), [...own, `HOSTILE=${HOSTILE}`, 'PATH=/bin', '_x=-n'].toSorted());
    });

    it('has its limits and its badness', () => {
      assert.deepEqual(inside.limit('Max open files'), ['64', '128']);
      assert.deepEqual(inside.limit('Max core file size'), ['0', 'unlimited']);
      assert.equal(inside.file('oom_score_adj').trim(), '123');
    });

    it('is in its groups, alone, and sees none above them', () => {
      for (const group of box.launch.groups) {
        assert.deepEqual(readFileSync(`${group}/cgroup.procs`, 'utf8').trim().split('\n'), [String(inside.pid)], group);
      }
    });

    it('has no descriptor of those who made it', () => {
      assert.deepEqual(inside.descriptors, []);
      assert.equal(inside.link('fd/0'), '/dev/null');
    });

    it('is told of by a supervisor that holds no directory of others', () => {
      const status = readContainerStatus(box.launch.directory);
      assert.deepEqual([status?.state, status?.pid], ['running', inside.pid]);
      assert.equal(readlinkSync(`/proc/${status?.supervisor}/cwd`), '/');
    });
  });
}
