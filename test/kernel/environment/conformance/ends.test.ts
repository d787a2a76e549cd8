import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readContainerStatus } from '../../../../src/agent/environment/container-status.ts';
import { readLog } from '../../../../src/agent/environment/read-log.ts';
import { ProtocolError } from '../../../../src/protocol/errors.ts';
import { ENGINES, engineHere, noContainers, noRuntime, TestContainer } from '../../../support/launches.ts';
import { checkLeaks } from '../../../support/leaks.ts';

const LOG_BYTES = 1000;

for (const name of ENGINES) {
  describe(`how a container of ${name} ends`, { skip: noContainers || noRuntime(name) }, () => {
    checkLeaks();
    const started = async (...command: readonly string[]) => {
      const box = new TestContainer(engineHere(name, LOG_BYTES), { command });
      await box.create();
      await box.engine.start(box.launch.directory);
      return box;
    };

    it('by itself: its exit code', async () => {
      await using box = await started('sh', '-c', 'exit 42');
      const { exitCode, signal, oomKilled } = await box.ended();
      assert.deepEqual({ exitCode, signal, oomKilled }, { exitCode: 42, signal: undefined, oomKilled: undefined });
    });

    it('when it is asked to: it can save what it has', async () => {
      await using box = await started(
        'sh',
        '-c',
        'trap "echo saved; exit 3" TERM; echo ready; while :; do sleep 0.01; done',
      );
      await box.linesUntil('ready');
      await box.engine.stop(box.launch, 20_000);
      assert.equal(readContainerStatus(box.launch.directory)?.exitCode, 3);
      assert.match(readLog(box.launch.directory, 0).text, /saved/);
    });

    it('when it is killed, where it ignores being asked', async () => {
      await using box = await started('sh', '-c', 'trap "echo asked" TERM; echo ready; while :; do sleep 0.01; done');
      await box.linesUntil('ready');
      await box.engine.stop(box.launch, 1500);
      const status = readContainerStatus(box.launch.directory);
      assert.deepEqual([status?.state, status?.signal], ['exited', 'SIGKILL']);
      assert.match(readLog(box.launch.directory, 0).text, /asked/);
    });

    it('when it is killed, where it is frozen', async (test) => {
      await using box = await started('sleep', '1000');
      const isFrozen =
        box.limit('freezer', { v1: ['freezer.state', 'FROZEN'], v2: ['cgroup.freeze', '1'] }) ||
        box.limit('pids', { v1: ['pids.max', 'max'], v2: ['cgroup.freeze', '1'] });
      if (!isFrozen) return test.skip('no group that can be frozen');
      await box.engine.stop(box.launch, 0);
      assert.equal(readContainerStatus(box.launch.directory)?.signal, 'SIGKILL');
    });

    it('when it wants too much memory: that is told', async (test) => {
      await using box = new TestContainer(engineHere(name), {
        command: ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=128M', 'count=1'],
      });
      // Enough for runc itself, which copies its program into memory.
      if (!box.limit('memory', { v1: ['memory.limit_in_bytes', '32M'], v2: ['memory.max', '32M'] })) {
        return test.skip('no memory controller');
      }
      await box.create();
      await box.engine.start(box.launch.directory);
      const { signal, oomKilled } = await box.ended();
      assert.deepEqual({ signal, oomKilled }, { signal: 'SIGKILL', oomKilled: true });
    });

    it('also when it forks without end', async (test) => {
      const bomb = 'echo ready; f() { f & f; }; while :; do f 2>/dev/null; done';
      await using box = new TestContainer(engineHere(name, LOG_BYTES), { command: ['sh', '-c', bomb] });
      if (!box.limit('pids', { v1: ['pids.max', '20'], v2: ['pids.max', '20'] }))
        return test.skip('no pids controller');
      await box.create();
      await box.engine.start(box.launch.directory);
      await box.linesUntil('ready');
      await box.engine.stop(box.launch, 0);
      assert.equal(readContainerStatus(box.launch.directory)?.state, 'exited');
    });

    it('before it began, as its command is not there', async () => {
      const box = new TestContainer(engineHere(name), { command: ['nosuch'] });
      await using _ = box;
      await assert.rejects(
        async () => {
          await box.create();
          await box.engine.start(box.launch.directory);
        },
        (error: Error) =>
          /nosuch/.test(error instanceof ProtocolError ? JSON.stringify(error.data.message) : error.message),
      );
      const status = await box.ended();
      assert.equal(status.exitCode, 127);
      assert.match(status.error ?? '', /nosuch.*not found/);
    });

    it('before it began, as its command cannot be executed', async () => {
      const box = new TestContainer(engineHere(name), { command: ['/srv/text'] });
      await using _ = box;
      writeFileSync(path.join(box.root, 'srv/text'), 'no program', { mode: 0o644 });
      await box
        .create()
        .then(() => box.engine.start(box.launch.directory))
        .catch((error: unknown) => assert.ok(error instanceof Error));
      const status = await box.ended();
      assert.equal(status.exitCode, 126);
      assert.match(status.error ?? '', /permission denied|not executable/i);
    });

    it('with the last of what it wrote, as much as is kept', async () => {
      await using box = await started('sh', '-c', 'i=0; while [ $i -lt 1000 ]; do echo line $i; i=$((i+1)); done');
      await box.ended();
      const { directory } = box.launch;
      const { text, from, to } = readLog(directory, 0);
      const whole = Array.from({ length: 1000 }, (_, at) => `line ${at}\n`).join('');
      assert.equal(text, whole.slice(from));
      assert.equal(to, whole.length);
      assert.ok(from > 0 && text.length > LOG_BYTES && text.length <= 2 * LOG_BYTES, `${text.length} bytes`);
      for (const file of ['log', 'log.1']) assert.ok(statSync(`${directory}/${file}`).size <= LOG_BYTES);
      assert.deepEqual(readLog(directory, to), { text: '', from: to, to });
      assert.equal(readLog(directory, to - 9).text, whole.slice(-9));
    });
  });
}
