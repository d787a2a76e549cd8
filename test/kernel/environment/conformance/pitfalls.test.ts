import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readContainerStatus } from '../../../../src/agent/environment/container-status.ts';
import { Inside } from '../../../support/inside.ts';
import {
  ENGINES,
  engineHere,
  noContainers,
  noMapped,
  noRoot,
  noRuntime,
  TestContainer,
} from '../../../support/launches.ts';
import { checkLeaks } from '../../../support/leaks.ts';
import { MAPPED, newKinds } from '../../../support/spec-containers.ts';
import { READY, start } from '../../../support/started.ts';

const PROGRAM = path.join(import.meta.dirname, '../../../support/programs/make-container.ts');
/** A name that means something to shells, to mount(8) and to the kernel's tables. */
const ODD = `it's $(touch pwned) \`id\` "q" \\ & ; | * ?\ttab\nline -n`;

for (const name of ENGINES) {
  describe(`a container of ${name} with`, { skip: noContainers || noRuntime(name) }, () => {
    checkLeaks();

    for (const [what, make] of Object.entries({
      'a link to / where something is mounted': (root: string) => link(root, 'etc', '/'),
      'a link out where /dev is to be': (root: string) => link(root, 'dev', '../outside'),
      'a link out where /proc is to be': (root: string) => link(root, 'proc', '../../../../../../outside'),
      'a link to nowhere where a file is mounted': (root: string) =>
        symlinkSync('/outside/file', path.join(root, 'etc/bound')),
    })) {
      it(`${what} in its root directory does nothing to the host`, async () => {
        await using box = new TestContainer(engineHere(name), {
          mounts: [
            { kind: 'standard', options: [] },
            { kind: 'tmpfs', target: '/etc/made', options: [] },
            { kind: 'bind', source: './file', target: '/etc/bound', options: [] },
          ],
        });
        const { base } = box.launch;
        const outside = path.join(base, 'outside');
        mkdirSync(outside);
        writeFileSync(path.join(base, 'file'), 'bound');
        make(box.root);
        const before = readFileSync('/proc/self/mountinfo', 'utf8');
        const made = await box.create().catch((error: Error) => error);
        assert.match(made instanceof Error ? made.message : 'It was made.', /in the root directory is a link/);
        assert.equal(readFileSync('/proc/self/mountinfo', 'utf8'), before);
        assert.deepEqual(readdirSync(outside), []);
        for (const file of ['/made', '/bound', '/outside', '/etc/made', '/etc/bound'])
          assert.ok(!existsSync(file), file);
      });
    }

    it('names that mean something to a shell has them as they are', async () => {
      const box = new TestContainer(engineHere(name), {
        workdir: `/srv/${ODD}`,
        env: { PATH: '/bin', ODD, IFS: '/', ENV: '/srv/evil', LD_PRELOAD: '/srv/evil.so' },
        mounts: [
          { kind: 'standard', options: [] },
          { kind: 'bind', source: `./${ODD}`, target: `/srv/${ODD}`, options: ['ro'] },
        ],
        command: ['sh', '-c', 'cat file; echo "$0"; echo "$ODD"; echo done; exec sleep 1000', ODD],
      });
      await using _ = box;
      const source = path.join(box.launch.base, ODD);
      mkdirSync(source);
      writeFileSync(path.join(source, 'file'), 'bound\n');
      await box.create();
      await box.engine.start(box.launch.directory);
      assert.equal((await box.linesUntil('done')).join('\n'), ['bound', ODD, ODD, 'done'].join('\n'));
      for (const place of ['/', '/srv', box.launch.base, box.root])
        assert.ok(!existsSync(path.join(place, 'pwned')), place);
    });

    it('a command that looks like an option runs nothing', async () => {
      await using box = new TestContainer(engineHere(name), { command: ['-c', 'touch /srv/pwned'] });
      await box
        .create()
        .then(() => box.engine.start(box.launch.directory))
        .catch(() => {});
      const { exitCode } = await box.ended();
      assert.equal(exitCode, 127);
      assert.ok(!existsSync(path.join(box.root, 'srv/pwned')));
    });

    it('descriptors open in who makes it does not get them, nor a terminal', async () => {
      const box = new TestContainer(engineHere(name), { command: ['sleep', '1000'] });
      await using _ = box;
      const file = path.join(box.launch.base, 'launch.json');
      writeFileSync(file, JSON.stringify(box.launch));
      const open = openSync('/', 'r');
      const maker = spawn(process.execPath, [PROGRAM, name, file], { stdio: ['pipe', 'pipe', 'inherit', open, open] });
      closeSync(open);
      using _killed = { [Symbol.dispose]: () => maker.kill('SIGKILL') };
      await once(maker.stdout ?? maker, 'data');
      const pid = readContainerStatus(box.launch.directory)?.pid ?? 0;
      assert.equal(readFileSync(`/proc/${maker.pid}/cmdline`, 'utf8').includes('make-container'), true);
      assert.deepEqual(new Inside(pid).descriptors, []);
      const [, , , , , , terminal] = new Inside(pid)
        .file('stat')
        .replace(/^.*\) /, '_ _ ')
        .split(' ');
      assert.equal(terminal, '0');
      // It outlives who made it.
      maker.kill('SIGKILL');
      await once(maker, 'close');
      assert.equal(readContainerStatus(box.launch.directory)?.state, 'running');
      assert.ok(existsSync(`/proc/${pid}`));
    });

    for (const root of name === 'util-linux' ? ['directory', 'host'] : ['directory']) {
      it(`the root ${root}, on a host that shares all its mounts, mounts nothing there`, { skip: noRoot }, async () => {
        await using host = await start('unshare', '--mount', 'sh', '-c', `mount --make-rshared / && ${READY}`);
        await using box = new TestContainer(engineHere(name), {
          ...(root === 'host' && { root: { kind: 'host' } }),
          mounts: [
            { kind: 'proc', target: '/proc', options: [] },
            { kind: 'tmpfs', target: '/tmp', options: [] },
            { kind: 'bind', source: '/usr', target: '/srv', options: ['rslave'] },
          ],
        });
        const file = path.join(box.launch.base, 'launch.json');
        writeFileSync(file, JSON.stringify(box.launch));
        const mounts = () => readFileSync(`/proc/${host.pid}/mountinfo`, 'utf8');
        const before = mounts();
        assert.match(before, / shared:/);
        const enter = ['--mount', '--target', String(host.pid)];
        const maker = await start('nsenter', ...enter, process.execPath, PROGRAM, name, file);
        assert.equal(mounts(), before);
        assert.equal(readContainerStatus(box.launch.directory)?.state, 'running');
        await maker[Symbol.asyncDispose]();
        await box.engine.stop(box.launch, 0);
        assert.equal(mounts(), before);
      });
    }

    it('all rights in its user namespace cannot see, mount or change anything of the host', {
      skip: noMapped,
    }, async () => {
      const script = [
        'umount -l / 2>/dev/null; umount /proc/sys 2>/dev/null; umount /proc/keys 2>/dev/null',
        'mount -o remount,rw /proc/sys 2>/dev/null',
        '(echo x > /proc/sys/kernel/core_pattern) 2>/dev/null && echo core_pattern',
        'mkdir /sys/fs/cgroup/x 2>/dev/null && echo group',
        'mknod /tmp/d b 254 0 2>/dev/null && echo device',
        'ls /.. | head -20; ls /proc/1/root/..',
        'echo done; exec sleep 1000',
      ];
      await using box = new TestContainer(engineHere(name), {
        namespaces: newKinds('pid', 'mnt', 'net', 'ipc', 'uts', 'user', 'cgroup'),
        uidMap: MAPPED,
        gidMap: MAPPED,
        capabilities: ['CAP_SYS_ADMIN', 'CAP_SYS_CHROOT', 'CAP_MKNOD', 'CAP_DAC_OVERRIDE'],
        mounts: [
          { kind: 'standard', options: [] },
          { kind: 'cgroup', target: '/sys/fs/cgroup', options: [] },
        ],
        command: ['sh', '-c', script.join('\n')],
      });
      mkdirSync(path.join(box.root, 'sys'), { recursive: true });
      const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8');
      await box.create();
      await box.engine.start(box.launch.directory);
      const root = ['bin', 'dev', 'etc', 'proc', 'srv', 'sys', 'tmp'];
      assert.deepEqual(await box.linesUntil('done'), [...root, ...root, 'done']);
      assert.equal(readFileSync('/proc/sys/kernel/core_pattern', 'utf8'), pattern);
    });
  });
}

function link(root: string, name: string, target: string): void {
  rmSync(path.join(root, name), { recursive: true });
  symlinkSync(target, path.join(root, name));
}
