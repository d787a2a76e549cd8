import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readContainerStatus } from '../../../src/agent/environment/container-status.ts';
import { ENGINES, engineHere, noContainers, noRuntime, TestContainer } from '../../support/launches.ts';
import { checkLeaks } from '../../support/leaks.ts';

for (const name of ENGINES) {
  describe(`a container of ${name}`, { skip: noContainers || noRuntime(name) }, () => {
    checkLeaks();

    it('makes, starts and ends a container', async () => {
      await using box = new TestContainer(engineHere(name), {
        command: ['sh', '-c', 'echo hello; exec sleep 1000'],
      });
      const { directory } = box.launch;
      const { pid } = await box.create();
      assert.equal(readContainerStatus(directory)?.state, 'created');
      await box.engine.start(directory);
      assert.equal(readContainerStatus(directory)?.state, 'running');
      assert.match(readFileSync(`/proc/${pid}/status`, 'utf8'), /^NSpid:\t\d+\t1$/m);
      await box.linesUntil('hello');
      await box.engine.stop(box.launch, 0);
      const status = readContainerStatus(directory);
      assert.deepEqual([status?.state, status?.signal], ['exited', 'SIGKILL']);
      assert.equal(readFileSync(`${directory}/log`, 'utf8'), 'hello\n');
    });
  });
}
