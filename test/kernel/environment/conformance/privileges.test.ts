import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Inside } from '../../../support/inside.ts';
import { ENGINES, engineHere, noContainers, noRuntime, TestContainer } from '../../../support/launches.ts';
import { checkLeaks } from '../../../support/leaks.ts';

/** Seccomp of proc_pid_status(5): a filter. */
const FILTER = '2';
const COMMAND = ['sh', '-c', 'mkdir /srv/made 2>/dev/null || echo denied; echo done; exec sleep 1000'];

for (const name of ENGINES) {
  describe(`rights of a container of ${name}`, { skip: noContainers || noRuntime(name) }, () => {
    checkLeaks();

    it('none, and new ones by set-user-ID programs, where that was asked for', async () => {
      await using box = new TestContainer(engineHere(name), { capabilities: [], noNewPrivileges: false });
      const { pid } = await box.create();
      await box.engine.start(box.launch.directory);
      const inside = new Inside(pid);
      assert.deepEqual(
        ['CapBnd', 'CapPrm', 'CapEff', 'CapInh', 'CapAmb'].map((set) => inside.status(set)),
        Array.from({ length: 5 }, () => '0'.repeat(16)),
      );
      assert.deepEqual([inside.status('NoNewPrivs'), inside.status('Seccomp')], ['0', '0']);
    });

    it('system calls of a profile', { skip: name === 'util-linux' && 'no seccomp' }, async () => {
      await using box = new TestContainer(engineHere(name), {
        seccomp: { kind: 'profile', name: 'default' },
        command: COMMAND,
      });
      const { pid } = await box.create();
      await box.engine.start(box.launch.directory);
      assert.deepEqual(await box.linesUntil('done'), ['done']);
      assert.equal(new Inside(pid).status('Seccomp'), FILTER);
    });

    it('system calls of a file', { skip: name === 'util-linux' && 'no seccomp' }, async () => {
      await using box = new TestContainer(engineHere(name), {
        seccomp: { kind: 'file', path: './profile.json' },
        command: COMMAND,
      });
      const profile = {
        defaultAction: 'SCMP_ACT_ALLOW',
        syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }],
      };
      writeFileSync(path.join(box.launch.base, 'profile.json'), JSON.stringify(profile));
      const { pid } = await box.create();
      await box.engine.start(box.launch.directory);
      assert.deepEqual(await box.linesUntil('done'), ['denied', 'done']);
      assert.ok(!existsSync(path.join(box.root, 'srv/made')));
      assert.equal(new Inside(pid).status('Seccomp'), FILTER);
    });
  });
}
