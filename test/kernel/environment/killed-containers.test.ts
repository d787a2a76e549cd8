import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SupervisedEngine } from '../../../src/agent/environment/supervised-engine.ts';
import { noContainers, noRuntime, TestContainer } from '../../support/launches.ts';
import { checkLeaks } from '../../support/leaks.ts';

const SUPERVISOR = path.join(import.meta.dirname, '../../support/programs/killed-supervisor.ts');
/** All moments, or, as they take long, some of them. */
const STEP = process.env['ISOLENS_LONG'] === undefined ? 5 : 1;

/** Processes that were started for a container, or are in one of its groups. A runtime that fails removes the groups. */
function leftOf({ launch: { directory, groups } }: TestContainer): string[] {
  const marked = readdirSync('/proc').filter((pid) =>
    text(`/proc/${pid}/environ`).split('\0').includes(`ISOLENS_CONTAINER=${directory}`),
  );
  return [...marked, ...groups.flatMap((group) => text(`${group}/cgroup.procs`).split('\n').filter(Boolean))];
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

for (const runtime of [undefined, 'runc'] as const) {
  const name = runtime ?? 'util-linux';
  describe(`a container of ${name} in which`, { skip: noContainers || noRuntime(name) }, () => {
    checkLeaks();
    let folder: string;
    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'isolens-killed-'));
      writeFileSync(path.join(folder, 'supervisor.mjs'), `await import(${JSON.stringify(SUPERVISOR)});`);
    });
    after(() => rmSync(folder, { recursive: true }));

    for (const victim of ['supervisor', 'tools']) {
      it(`the ${victim} is killed at every step: nothing of it is left`, async (test) => {
        let moment = 0;
        for (let killed = true; killed; moment += killed ? STEP : 0) {
          const supervisor = path.join(folder, 'supervisor.mjs');
          const file = path.join(folder, 'moment');
          writeFileSync(file, `${victim} ${moment}`);
          await using box = new TestContainer(new SupervisedEngine({ supervisor, ...(runtime && { runtime }) }));
          const { directory } = box.launch;
          const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
          const made = await box.create().then(
            () => true,
            () => false,
          );
          if (made) await box.engine.start(directory).catch(() => {});
          await box.engine.stop(box.launch, 0);
          killed = !existsSync(file);
          assert.ok(made || killed, 'nobody was killed, and it was not made');
          assert.deepEqual(leftOf(box), [], `moment ${moment}`);
          assert.equal(readFileSync('/proc/self/mountinfo', 'utf8'), mounts, `moment ${moment}`);
          const remains = readdirSync(directory).filter(
            (file) => !/^(?:status\.json(?:\.new)?|log(?:\.1|\.begin)?|stage)$/.test(file),
          );
          assert.deepEqual(remains, [], `moment ${moment}`);
        }
        assert.ok(moment > 10, `only ${moment} moments`);
        test.diagnostic(`${moment} moments, every ${STEP}`);
      });
    }
  });
}
