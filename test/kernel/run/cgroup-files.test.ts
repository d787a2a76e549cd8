import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setFiles } from '../../../src/agent/run/cgroup/set.ts';
import { lookAt } from '../../../src/agent/run/look.ts';
import { Runner } from '../../../src/agent/run/runner.ts';
import type { Hierarchy } from '../../../src/model/cgroup/hierarchy.ts';
import { lookBefore, stepLine } from '../../../src/model/operation/operation.ts';
import { set } from '../../support/group-operations.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { outcomeOf, runHere } from '../../support/running.ts';
import { start } from '../../support/started.ts';

checkLeaks();

const root = process.geteuid?.() === 0;

/** The hierarchy of a controller, or why a test cannot use it. */
function having(controller: string, version?: 1 | 2): { readonly hierarchy: Hierarchy; readonly skip: false | string } {
  const found = root ? hierarchyWith(controller) : undefined;
  const fits = found && (version === undefined || found.version === version);
  return {
    hierarchy: found as Hierarchy,
    skip: !fits && `needs root and ${controller} in ${version ? `v${version}` : 'a hierarchy'}`,
  };
}

/** A block device of this host. */
function disk(): { readonly path: string; readonly number: string } | undefined {
  const [, line] = readFileSync('/proc/partitions', 'utf8').trim().split('\n\n');
  const [major, minor, , name] = line?.trim().split(/\s+/) ?? [];
  return name === undefined ? undefined : { path: `/dev/${name}`, number: `${major}:${minor}` };
}

const pids = having('pids');
const cpu = having('cpu');
const memory1 = having('memory', 1);

describe('setting files of a group', () => {
  it('writes what a person means, and takes it back', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    group.write('pids.max', 42);
    const entry = await running.runner.execute(set(group, 'pids.max=7'));
    assert.equal(group.read('pids.max'), '7');
    assert.equal((await running.runner.undo(entry.id)).state, 'undone');
    assert.equal(group.read('pids.max'), '42');
  });

  it('is previewed from the group alone, as it is now', { skip: pids.skip }, async () => {
    await using group = new TestGroup(pids.hierarchy);
    using running = runHere();
    const current = await running.scan();
    const scan = () => Promise.reject(new Error('the host was scanned'));
    const runner = new Runner({
      discovery: { current, scan, touch: () => {}, withNamespace: () => undefined },
      journal: running.journal,
    });
    group.write('pids.max', 42);
    const { steps, undo } = await runner.preview(set(group, 'pids.max=7'));
    assert.deepEqual(steps.map(stepLine), [`echo 7 > ${group.directory}/pids.max`]);
    assert.deepEqual(undo?.kind === 'cgroup.set' && undo.writes.map(({ value }) => value), ['42']);
    await assert.rejects(runner.describe(set(group, 'pids.max=7')), /was scanned/);
  });

  it('expands units', { skip: having('memory').skip }, async () => {
    using running = runHere();
    const { hierarchy } = having('memory');
    await using group = new TestGroup(hierarchy);
    const file = hierarchy.version === 1 ? 'memory.limit_in_bytes' : 'memory.max';
    const before = group.read(file);
    const entry = await running.runner.execute(set(group, `${file}=10M`));
    assert.equal(group.read(file), '10485760');
    await running.runner.undo(entry.id);
    assert.equal(group.read(file), before);
  });

  it('expands units and devices of throttle files', {
    skip: having('blkio', 1).skip || (!disk() && 'no disk'),
  }, async () => {
    using running = runHere();
    const { hierarchy } = having('blkio', 1);
    const found = disk();
    assert.ok(found);
    await using group = new TestGroup(hierarchy);
    const file = 'blkio.throttle.read_bps_device';
    const entry = await running.runner.execute(set(group, `${file}=${found.path} 2M`));
    assert.equal(group.read(file), `${found.number} 2097152`);
    await running.runner.undo(entry.id);
    assert.equal(group.read(file), '');
  });

  it('orders limits of memory with and without swap, up and down', { skip: memory1.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(memory1.hierarchy);
    const [limit, both] = ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes'];
    const read = () => [group.read(limit), group.read(both)];
    const endless = group.read(limit);
    const down = await running.runner.execute(set(group, `${both}=20M`, `${limit}=10M`));
    assert.deepEqual(read(), ['10485760', '20971520']);
    const up = await running.runner.execute(set(group, `${limit}=50M`, `${both}=60M`));
    assert.deepEqual(read(), ['52428800', '62914560']);
    await running.runner.undo(up.id);
    assert.deepEqual(read(), ['10485760', '20971520']);
    await running.runner.undo(down.id);
    assert.deepEqual(read(), [endless, endless]);
  });

  it('restores the list of devices', { skip: having('devices', 1).skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(having('devices', 1).hierarchy);
    const all = await running.runner.execute(set(group, 'devices.deny=a', 'devices.allow=/dev/null rw'));
    assert.equal(group.read('devices.list'), 'c 1:3 rw');
    const more = await running.runner.execute(set(group, 'devices.allow=c 1:5 r'));
    await running.runner.undo(more.id);
    assert.equal(group.read('devices.list'), 'c 1:3 rw');
    await running.runner.undo(all.id);
    assert.equal(group.read('devices.list'), 'a *:* rwm');
  });

  it('does all or nothing: when the kernel refuses a later one, those before it are as they were', {
    skip: cpu.skip,
  }, async () => {
    using running = runHere();
    await using group = new TestGroup(cpu.hierarchy);
    // More burst than quota: no check foresees it.
    const v1 = ['cpu.shares=512', 'cpu.cfs_quota_us=10000', 'cpu.cfs_burst_us=50000'];
    const v2 = ['cpu.weight=50', 'cpu.max=10000 100000', 'cpu.max.burst=50000'];
    const writes = cpu.hierarchy.version === 1 ? v1 : v2;
    const files = writes.map((each) => each.slice(0, each.indexOf('=')));
    const before = files.map((file) => group.read(file));
    const outcome = await outcomeOf(running.runner.execute(set(group, ...writes)));
    assert.match(outcome, /^failed/);
    assert.deepEqual(
      files.map((file) => group.read(file)),
      before,
    );
    const [entry] = running.runner.journal();
    assert.equal(entry?.state, 'failed');
  });

  it('writes nothing when one value is wrong', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    const outcome = await outcomeOf(running.runner.execute(set(group, 'pids.max=7', 'pids.max=5000000')));
    assert.match(outcome, /^refused/);
    assert.equal(group.read('pids.max'), 'max');
  });

  it('says that the group uses more than a limit', { skip: memory1.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(memory1.hierarchy);
    await using hungry = await start(
      'sh',
      '-c',
      `echo $$ > ${group.directory}/cgroup.procs; x=$(head -c 30000000 /dev/zero | tr '\\0' x); echo ready; read y`,
    );
    assert.ok(hungry.pid > 0);
    const act = running.runner.execute(set(group, 'memory.swappiness=10', 'memory.limit_in_bytes=10M'));
    await assert.rejects(act, (error: Error & { data: { message: { args: { text: string }[] } } }) => {
      assert.match(error.data.message.args[1]?.text ?? '', /uses more than that/);
      return true;
    });
    assert.notEqual(group.read('memory.swappiness'), '10');
  });
});

describe('the identity of a group', () => {
  it('is its inode: another one of that name is not changed', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    if (pids.hierarchy.version === 2) group.write('cgroup.subtree_control', '+pids');
    const child = group.child('a');
    const operation = set(child, 'pids.max=7');
    rmdirSync(child.directory);
    mkdirSync(child.directory);
    assert.equal(
      await outcomeOf(running.runner.execute(operation)),
      'refused: {0} is another group of the same name now.',
    );
    assert.equal(readFileSync(`${child.directory}/pids.max`, 'utf8'), 'max\n');
  });

  it('decides also when it was replaced since it was described', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    if (pids.hierarchy.version === 2) group.write('cgroup.subtree_control', '+pids');
    const child = group.child('a');
    const operation = set(child, 'pids.max=7');
    const snapshot = await running.scan();
    const seen = await lookAt(lookBefore(operation, snapshot), snapshot, { read: () => ({}) });
    rmdirSync(child.directory);
    mkdirSync(child.directory);
    const act = setFiles.execute(operation, { ...(await running.context()), snapshot, seen });
    assert.equal(await outcomeOf(act), 'refused: {0} is another group of the same name now.');
    assert.equal(readFileSync(`${child.directory}/pids.max`, 'utf8'), 'max\n');
  });

  it('is told to be gone when it was removed since it was described', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    if (pids.hierarchy.version === 2) group.write('cgroup.subtree_control', '+pids');
    const child = group.child('a');
    const operation = set(child, 'pids.max=7');
    const snapshot = await running.scan();
    const seen = await lookAt(lookBefore(operation, snapshot), snapshot, { read: () => ({}) });
    child.remove();
    const act = setFiles.execute(operation, { ...(await running.context()), snapshot, seen });
    assert.equal(await outcomeOf(act), 'gone: The group {0} is gone.');
  });
});

describe('groups with hostile names', () => {
  for (const [what, bytes] of [
    ['an escape sequence', '\x1b[31mred'],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['quotes and a command', "'; $(reboot) `x`"],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0xfe])],
  ] as const) {
    it(`are changed and deleted as others: ${what}`, { skip: pids.skip }, async () => {
      using running = runHere();
      await using group = new TestGroup(pids.hierarchy);
      if (pids.hierarchy.version === 2) group.write('cgroup.subtree_control', '+pids');
      const directory = Buffer.concat([Buffer.from(`${group.directory}/`), Buffer.from(bytes)]);
      mkdirSync(directory);
      const found = Object.values((await running.scan()).cgroups).find(({ parent }) => parent === group.id);
      assert.ok(found?.inode !== undefined);
      assert.equal(found.inode, statSync(directory).ino);
      const ref = { group: found.id, inode: found.inode };
      await running.runner.execute({ kind: 'cgroup.set', ...ref, writes: [{ file: 'pids.max', value: '7' }] });
      assert.equal(readFileSync(Buffer.concat([directory, Buffer.from('/pids.max')]), 'utf8'), '7\n');
      const removed = await running.runner.execute({ kind: 'cgroup.delete', ...ref });
      assert.throws(() => statSync(directory));
      await running.runner.undo(removed.id);
      assert.equal(readFileSync(Buffer.concat([directory, Buffer.from('/pids.max')]), 'utf8'), '7\n');
      rmdirSync(directory);
    });
  }
});
