import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CgroupValuesReader } from '../../../src/agent/discover/cgroup-values.ts';
import { effectiveLimits } from '../../../src/model/cgroup/effective.ts';
import { USAGE_FILES, usageWords } from '../../../src/model/cgroup/usage.ts';
import { hierarchiesHere, hierarchyWith, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { READY, start } from '../../support/started.ts';

const root = process.geteuid?.() === 0;
const memory = root ? hierarchyWith('memory') : undefined;
const pids = root ? hierarchyWith('pids') : undefined;
const MIB = 2 ** 20;
/** Everything that words tell. */
const SETTINGS = [
  ['memory.limit_in_bytes', 32 * MIB],
  ['memory.max', 32 * MIB],
  ['pids.max', 9],
  ['cpu.cfs_quota_us', 50_000],
  ['cpu.max', '50000 100000'],
  ['freezer.state', 'FROZEN'],
  ['cgroup.freeze', 1],
] as const;

checkLeaks();

describe('what a group uses', () => {
  const reader = new CgroupValuesReader();
  const hierarchies = hierarchiesHere();

  it('is told of memory, with the limits above it', { skip: !memory && 'needs a memory controller' }, async () => {
    assert.ok(memory);
    const file = memory.version === 1 ? 'memory.limit_in_bytes' : 'memory.max';
    await using group = new TestGroup(memory);
    if (memory.version === 2) group.write('cgroup.subtree_control', '+memory');
    group.write(file, 32 * MIB);
    const child = group.child('child');
    if (memory.version === 2) writeFileSync(`${child.directory}/cgroup.subtree_control`, '+memory');
    const leaf = group.child('child/leaf');
    writeFileSync(`${leaf.directory}/${file}`, String(64 * MIB));
    const values = [leaf.id, child.id, group.id].map((id) => reader.read(id, hierarchies));
    assert.deepEqual(
      values.map((each) => each.memory?.max),
      [64 * MIB, 'max', 32 * MIB],
    );
    const [limit] = effectiveLimits(values);
    assert.equal(limit?.binding, group.id);
    assert.equal(limit?.limit, 32 * MIB);
    leaf.remove();
    child.remove();
  });

  it('is told of tasks', { skip: !pids && 'needs a pids controller' }, async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    group.write('pids.max', 20);
    await using process = await start('sh', '-c', READY);
    group.write('cgroup.procs', process.pid);
    const { pids: told } = reader.read(group.id, hierarchies);
    assert.equal(told?.max, 20);
    assert.ok((told?.current ?? 0) >= 1);
  });

  it('is the same in words when only the files for these are read', { skip: !root && 'needs root' }, async () => {
    for (const hierarchy of hierarchies.filter(({ mount }) => mount && !mount.readOnly)) {
      await using group = new TestGroup(hierarchy);
      for (const [file, value] of SETTINGS) if (existsSync(`${group.directory}/${file}`)) group.write(file, value);
      const [all, few] = [undefined, USAGE_FILES].map((only) => reader.read(group.id, hierarchies, only));
      assert.ok(all && few);
      assert.deepEqual(usageWords(few), usageWords(all));
      assert.equal(few.cpu?.usage, all.cpu?.usage);
    }
  });

  it('is nothing of a group that is gone', async () => {
    const [hierarchy] = hierarchies;
    assert.ok(hierarchy);
    assert.equal(reader.read(`${hierarchy.id}:/there-is-no-such-group`, hierarchies).gone, true);
    assert.equal(reader.read('99:/x', hierarchies).gone, true);
    assert.equal(reader.read('rubbish', hierarchies).gone, true);
  });
});
