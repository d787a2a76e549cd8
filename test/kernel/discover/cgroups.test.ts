import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { groupDirectory, type Hierarchy } from '../../../src/model/cgroup/hierarchy.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { discoverHere } from '../../support/discovering.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { READY, start } from '../../support/started.ts';

const discovery = discoverHere();
after(() => discovery.dispose());

const root = process.geteuid?.() === 0;
const pids = root ? hierarchyWith('pids') : undefined;
const skip = !pids && 'needs root and a writable hierarchy with pids';

function directoriesBelow(directory: string): number {
  const below = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return below.reduce((sum, { name }) => sum + 1 + directoriesBelow(`${directory}/${name}`), 0);
}

function idsBelow({ cgroups }: Snapshot, group: TestGroup): string[] {
  return Object.keys(cgroups)
    .filter((id) => id.startsWith(`${group.id}/`))
    .map((id) => id.slice(group.id.length + 1))
    .sort();
}

describe('the hierarchies', () => {
  it('are those of /proc/self/cgroup, with where they are mounted', async () => {
    const { hierarchies, host } = await discovery.scan('full');
    const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
    assert.deepEqual(
      new Set(hierarchies.map(({ id }) => id)),
      new Set(lines.map((line) => Number(line.split(':')[0]))),
    );
    const mounted = hierarchies.flatMap(({ mount }) => mount?.path ?? []);
    assert.deepEqual(mounted.sort(), host.cgroups.mounts.map(({ path }) => path).sort());
  });

  it('hold every group whose directory there is', async () => {
    const { hierarchies, cgroups } = await discovery.scan('full');
    for (const hierarchy of hierarchies.filter(({ mount }) => mount)) {
      const seen = Object.values(cgroups).filter((group) => group.hierarchy === hierarchy.id);
      const withDirectory = seen.filter(({ inode }) => inode !== undefined);
      assert.equal(withDirectory.length, 1 + directoriesBelow(hierarchy.mount?.path ?? ''));
      for (const { path, inode } of withDirectory) {
        assert.equal(statSync(groupDirectory(hierarchy, path) ?? '').ino, inode);
      }
    }
  });

  it('hold the groups of every process', async () => {
    const snapshot = await discovery.scan('full');
    for (const { cgroups } of Object.values(snapshot.processes)) {
      for (const { hierarchy, path } of cgroups) {
        if (!path.endsWith(' (deleted)')) assert.ok(`${hierarchy}:${path}` in snapshot.cgroups, path);
      }
    }
  });
});

describe('groups that come and go', { skip }, () => {
  const group = () => new TestGroup(pids as Hierarchy);

  it('are found, with those above them', async () => {
    await using made = group();
    made.child('a');
    made.child('a/b');
    const snapshot = await discovery.scan('changed');
    assert.deepEqual(idsBelow(snapshot, made), ['a', 'a/b']);
    assert.equal(snapshot.cgroups[`${made.id}/a/b`]?.parent, `${made.id}/a`);
    assert.equal(snapshot.cgroups[made.id]?.parent, `${made.hierarchy.id}:/`);
  });

  it('are forgotten', async () => {
    await using made = group();
    const child = made.child('a');
    await discovery.scan('changed');
    child.remove();
    assert.deepEqual(idsBelow(await discovery.scan('changed'), made), []);
  });

  it('are noticed when one was replaced by another', async () => {
    await using made = group();
    const child = made.child('a');
    const before = await discovery.scan('changed');
    child.remove();
    made.child('b');
    assert.deepEqual(idsBelow(await discovery.scan('changed'), made), ['b']);
    assert.deepEqual(idsBelow(before, made), ['a']);
  });

  it('are others when they were made again with the same name', async () => {
    await using made = group();
    const child = made.child('a');
    const before = (await discovery.scan('changed')).cgroups[child.id];
    rmdirSync(child.directory);
    mkdirSync(child.directory);
    const again = (await discovery.scan('changed')).cgroups[child.id];
    assert.notEqual(again?.inode, before?.inode);
  });

  it('stay the same objects while nothing changes', async () => {
    await using made = group();
    const before = await discovery.scan('changed');
    await using _another = group();
    const again = await discovery.scan('changed');
    assert.equal(again.cgroups[made.id], before.cgroups[made.id]);
  });

  it('are found with the process that is in one, also when only processes were named', async () => {
    await discovery.scan('changed');
    await using made = group();
    await using inside = await start('sh', '-c', READY);
    made.write('cgroup.procs', inside.pid);
    discovery.touch([inside.pid]);
    const snapshot = await discovery.scan('touched');
    assert.ok(made.id in snapshot.cgroups);
    const process = Object.values(snapshot.processes).find(({ pid }) => pid === inside.pid);
    assert.ok(process?.cgroups.some(({ hierarchy: id, path }) => `${id}:${path}` === made.id));
  });

  it('are shown with odd names', async () => {
    await using made = group();
    for (const name of ['a b', 'x:y', '<b>&amp;', '\\x2d', 'é', '\x1b[31m']) made.child(name);
    assert.deepEqual(
      idsBelow(await discovery.scan('changed'), made),
      ['a b', 'x:y', '<b>&amp;', '\\x2d', 'é', '\x1b[31m'].sort(),
    );
  });
});
