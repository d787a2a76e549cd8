import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { discoverHere } from '../../support/discovering.ts';
import { makeRootFs, ociConfig, type RootFs } from '../../support/root-fs.ts';
import { start } from '../../support/started.ts';

const discovery = discoverHere();
after(() => discovery.dispose());

const NAME = `isolens-test-${process.pid}`;

/** Why it cannot run here; false when it can. */
function unavailable(tool: string): string | false {
  if (process.geteuid?.() !== 0) return 'needs root';
  return spawnSync(tool, ['--version']).status !== 0 && `needs ${tool}`;
}

/** The kinds of namespaces that belong to a container, in the order of their names. */
function kindsOf(snapshot: Snapshot, container: string): string[] {
  const own = Object.values(snapshot.namespaces).filter((ns) => ns.container === container);
  return own.map(({ kind }) => kind).sort();
}

/** Starts a detached container; returns how to end it. */
function runDetached(runtime: string, { bundle }: RootFs): Disposable {
  writeFileSync(path.join(bundle, 'config.json'), JSON.stringify(ociConfig(['/bin/sleep', '60'])));
  // The container keeps what it is given as stderr: a file, so that nobody waits for its end.
  const log = path.join(bundle, 'log');
  const { status } = spawnSync(runtime, ['run', '-d', NAME], {
    cwd: bundle,
    stdio: ['ignore', 'ignore', openSync(log, 'w')],
  });
  assert.equal(status, 0, readFileSync(log, 'utf8'));
  return { [Symbol.dispose]: () => execFileSync(runtime, ['delete', '--force', NAME]) };
}

/** crun knows pure v1 and pure v2 only. */
const hybrid = existsSync('/sys/fs/cgroup/unified');

/** Directories that systemd-nspawn leaves behind where no systemd cleans up. */
const LEFTOVERS = [
  ...['unified', 'systemd'].flatMap((name) => ['payload', 'supervisor'].map((dir) => `/sys/fs/cgroup/${name}/${dir}`)),
  `/run/systemd/nspawn/propagate/${NAME}`,
].filter((dir) => !existsSync(dir));

describe('containers are named', () => {
  const runtimes = [
    { runtime: 'runc', skip: unavailable('runc') },
    { runtime: 'crun', skip: unavailable('crun') || (hybrid && 'crun does not run with hybrid cgroups') },
  ];
  for (const { runtime, skip } of runtimes) {
    it(runtime, { skip }, async () => {
      using rootFs = makeRootFs();
      using _container = runDetached(runtime, rootFs);
      const snapshot = await discovery.scan('changed');
      const id = `${runtime}:${NAME}`;
      assert.equal(snapshot.containers[id]?.nativeId, NAME);
      assert.deepEqual(kindsOf(snapshot, id), ['ipc', 'mnt', 'net', 'pid', 'uts']);
    });
  }

  it('systemd-nspawn', { skip: unavailable('systemd-nspawn') }, async () => {
    using rootFs = makeRootFs();
    const options = ['--quiet', '--register=no', '--keep-unit', '--bind-ro=/usr', '--as-pid2', '--console=pipe'];
    try {
      const script = ['/bin/sh', '-c', 'echo ready; exec cat'];
      await using _machine = await start('systemd-nspawn', ...options, '-D', rootFs.root, '-M', NAME, ...script);
      const snapshot = await discovery.scan('changed');
      const id = `systemd-nspawn:${NAME}`;
      assert.equal(snapshot.containers[id]?.category, 'machine');
      assert.deepEqual(kindsOf(snapshot, id), ['cgroup', 'ipc', 'mnt', 'pid', 'uts']);
    } finally {
      for (const dir of LEFTOVERS) if (existsSync(dir)) rmdirSync(dir);
    }
  });

  it('and forgotten when they have ended', async () => {
    const { containers } = await discovery.scan('changed');
    assert.deepEqual(
      Object.keys(containers).filter((id) => id.endsWith(NAME)),
      [],
    );
  });
});
