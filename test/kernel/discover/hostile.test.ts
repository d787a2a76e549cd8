import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { ARGV_LIMIT } from '../../../src/model/process.ts';
import { processByPid } from '../../../src/model/snapshot.ts';
import { discoverHere } from '../../support/discovering.ts';
import { READY, start } from '../../support/started.ts';

const discovery = discoverHere();
const folder = mkdtempSync(path.join(tmpdir(), 'isolens-hostile-'));
after(() => {
  discovery.dispose();
  rmSync(folder, { recursive: true });
});

describe('hostile processes', () => {
  it('may have a name with a newline, parentheses and escape sequences', async () => {
    const name = 'a) R 1\n\x1b[31m(';
    copyFileSync('/bin/cat', path.join(folder, name));
    await using held = await start('sh', '-c', 'echo ready; exec "$0"', path.join(folder, name));
    const process = processByPid(await discovery.scan('changed'), held.pid);
    assert.equal(process?.comm, name);
    assert.deepEqual(process?.argv, [path.join(folder, name)]);
  });

  it('may have a name that is not UTF-8', async () => {
    const script = path.join(folder, 'latin');
    writeFileSync(script, Buffer.from("printf 'caf\\351' > /proc/$$/comm; echo ready; read line\n", 'latin1'));
    await using held = await start('sh', script);
    assert.equal(processByPid(await discovery.scan('changed'), held.pid)?.comm, 'caf\ufffd');
  });

  it('may have a command line of a megabyte', async () => {
    const words = Array.from({ length: 10 }, () => 'x'.repeat(100_000));
    await using held = await start('sh', '-c', READY.replace('exec cat', 'read line'), ...words);
    const process = processByPid(await discovery.scan('changed'), held.pid);
    assert.ok(process);
    assert.equal(process.argv.join('\0').length, ARGV_LIMIT);
    assert.deepEqual(discovery.commandLine(process.id).slice(3), words);
  });

  it('may be zombies', async () => {
    await using held = await start('sh', '-c', `sleep 0.05 > /dev/null & echo $!; ${READY}`);
    const scan = async () => processByPid(await discovery.scan('changed'), Number(held.output));
    let zombie = await scan();
    while (zombie?.state === 'alive') zombie = await scan();
    assert.equal(zombie?.state, 'zombie');
    assert.deepEqual(zombie?.namespaces, {});
  });

  it('may be born and end all the time', async () => {
    const storm = spawn('sh', ['-c', 'while :; do unshare --user true; done'], { stdio: 'ignore', detached: true });
    try {
      for (let round = 0; round < 30; round++) {
        const snapshot = await discovery.scan(round % 5 === 0 ? 'full' : 'changed');
        const gone = snapshot.problems.filter(({ errno }) => errno === 'ENOENT' || errno === 'ESRCH');
        assert.deepEqual(gone, []);
        for (const { namespaces } of Object.values(snapshot.processes)) {
          for (const id of Object.values(namespaces)) assert.ok(snapshot.namespaces[id], `${id} is in the snapshot`);
        }
      }
    } finally {
      process.kill(-(storm.pid ?? 0), 'SIGKILL');
      await once(storm, 'exit');
    }
  });
});
