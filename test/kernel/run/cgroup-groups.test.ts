import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Runner } from '../../../src/agent/run/runner.ts';
import type { Hierarchy } from '../../../src/model/cgroup/hierarchy.ts';
import type { Operation } from '../../../src/model/operation/operation.ts';
import { move, refOf } from '../../support/group-operations.ts';
import { hierarchiesHere, hierarchyWith, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { outcomeOf, runHere } from '../../support/running.ts';
import { READY, type Started, start } from '../../support/started.ts';

checkLeaks();

const root = process.geteuid?.() === 0;
const v2 = hierarchiesHere().find(({ version, mount }) => version === 2 && mount && !mount.readOnly);

function having(controller: string): { readonly hierarchy: Hierarchy; readonly skip: false | string } {
  const found = root ? hierarchyWith(controller) : undefined;
  return { hierarchy: found as Hierarchy, skip: !found && `needs root and a writable hierarchy with ${controller}` };
}

const pids = having('pids');
const noV2 = (!root || !v2) && 'needs root and a writable v2';

function sleeper(): Promise<Started> {
  return start('sh', '-c', READY);
}

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

describe('creating and deleting groups', () => {
  it('makes a group with settings, and the undo removes it', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    if (pids.hierarchy.version === 2) group.write('cgroup.subtree_control', '+pids');
    const groups = [{ path: 'a', writes: [{ file: 'pids.max', value: '5' }] }];
    // That of the agent.
    const umask = process.umask(0o077);
    const entry = await running.runner.execute({ kind: 'cgroup.create', ...refOf(group), groups });
    process.umask(umask);
    assert.equal(readFileSync(`${group.directory}/a/pids.max`, 'utf8'), '5\n');
    assert.equal(statSync(`${group.directory}/a`).mode & 0o777, 0o755);
    await running.runner.undo(entry.id);
    assert.ok(!existsSync(`${group.directory}/a`));
  });

  it('leaves nothing when a setting is refused by the kernel', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    const handOn = [{ file: 'cgroup.subtree_control', value: '+pids', exact: true as const }];
    if (pids.hierarchy.version === 2) group.write('cgroup.subtree_control', '+pids');
    const groups = [
      { path: 'a', writes: pids.hierarchy.version === 2 ? handOn : [] },
      { path: 'a/b', writes: [{ file: 'pids.max', value: 'rubbish', exact: true as const }] },
    ];
    const outcome = await outcomeOf(running.runner.execute({ kind: 'cgroup.create', ...refOf(group), groups }));
    assert.match(outcome, /^(?:failed|denied)/);
    assert.ok(!existsSync(`${group.directory}/a`));
  });

  it('deletes a tree and makes it again as it was', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    if (pids.hierarchy.version === 2) group.write('cgroup.subtree_control', '+pids');
    const top = group.child('a');
    if (pids.hierarchy.version === 2) writeFileSync(`${top.directory}/cgroup.subtree_control`, '+pids');
    const below = group.child('a/b');
    writeFileSync(`${below.directory}/pids.max`, '9');
    const entry = await running.runner.execute({ kind: 'cgroup.delete', ...refOf(top) });
    assert.ok(!existsSync(top.directory));
    await running.runner.undo(entry.id);
    assert.equal(readFileSync(`${below.directory}/pids.max`, 'utf8'), '9\n');
  });

  it('refuses to delete a group with a process', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    await using inside = await sleeper();
    group.write('cgroup.procs', inside.pid);
    const outcome = await outcomeOf(running.runner.execute({ kind: 'cgroup.delete', ...refOf(group) }));
    assert.equal(outcome, 'refused: Processes are in {0} or below it: {1}');
    assert.ok(existsSync(group.directory));
  });
});

describe('moving processes', () => {
  it('moves them, and back to where each was', { skip: pids.skip }, async () => {
    using running = runHere();
    await using from = new TestGroup(pids.hierarchy);
    await using to = new TestGroup(pids.hierarchy);
    await using one = await sleeper();
    await using two = await sleeper();
    from.write('cgroup.procs', one.pid);
    const ids = [await running.processId(one.pid), await running.processId(two.pid)];
    const entry = await running.runner.execute(move(to, ...ids));
    assert.deepEqual(lines(`${to.directory}/cgroup.procs`).sort(), [one.pid, two.pid].map(String).sort());
    await running.runner.undo(entry.id);
    assert.deepEqual([lines(`${to.directory}/cgroup.procs`), from.read('cgroup.procs')], [[], String(one.pid)]);
  });

  it('has those that it moved read again when they are where they go', { skip: pids.skip }, async () => {
    using running = runHere();
    const { discovery } = running;
    await using group = new TestGroup(pids.hierarchy);
    await using target = await sleeper();
    const told: boolean[] = [];
    const runner = new Runner({
      journal: running.journal,
      discovery: {
        current: undefined,
        withNamespace: () => undefined,
        scan: (scope) => discovery.scan(scope),
        touch(of) {
          discovery.touch(of);
          told.push([...of].includes(target.pid) && group.read('cgroup.procs') === String(target.pid));
        },
      },
    });
    await runner.execute(move(group, await running.processId(target.pid)));
    assert.equal(told.at(-1), true);
  });

  it('leaves a process alone whose pid is another one now', { skip: pids.skip }, async () => {
    using running = runHere();
    await using group = new TestGroup(pids.hierarchy);
    await using target = await sleeper();
    const outcome = await outcomeOf(running.runner.execute(move(group, `${target.pid}-1`)));
    assert.equal(outcome, 'refused: Pid {0} is another process now.');
    assert.deepEqual(lines(`${group.directory}/cgroup.procs`), []);
  });

  it('says which writes an empty cpuset needs, and pins after them', { skip: having('cpuset').skip }, async (test) => {
    const { hierarchy } = having('cpuset');
    if (hierarchy.version === 2) return test.skip('a group of v2 has the CPUs of the one above');
    using running = runHere();
    await using group = new TestGroup(hierarchy);
    await using target = await sleeper();
    const id = await running.processId(target.pid);
    assert.match(await outcomeOf(running.runner.execute(move(group, id))), /^refused: \{0\} takes no process before/);
    const writes = ['cpuset.cpus', 'cpuset.mems'].map((file) => ({ file, value: '0' }));
    await running.runner.execute({ kind: 'cgroup.set', ...refOf(group), writes });
    await running.runner.execute(move(group, id));
    assert.match(readFileSync(`/proc/${target.pid}/status`, 'utf8'), /^Cpus_allowed_list:\t0$/m);
  });

  it('is refused for a group of v2 that hands controllers on, until they are switched off', {
    skip: noV2,
  }, async (test) => {
    assert.ok(v2?.mount);
    const [controller] = lines(`${v2.mount.path}/cgroup.controllers`)
      .join(' ')
      .split(' ')
      .filter((name) => !['cpu', 'cpuset', 'pids', 'perf_event'].includes(name));
    if (!controller) return test.skip('v2 has no controller here');
    using running = runHere();
    await using group = new TestGroup(v2);
    await using target = await sleeper();
    const id = await running.processId(target.pid);
    const enable: Operation = {
      kind: 'cgroup.controllers',
      changes: [{ ...refOf(group), enable: [controller], disable: [] }],
    };
    const entry = await running.runner.execute(enable);
    assert.equal(group.read('cgroup.subtree_control'), controller);
    assert.match(await outcomeOf(running.runner.execute(move(group, id))), /^refused: \{0\} hands \{1\} on/);
    await running.runner.undo(entry.id);
    assert.equal(group.read('cgroup.subtree_control'), '');
    await running.runner.execute(move(group, id));
    assert.match(await outcomeOf(running.runner.execute(enable)), /^refused: Processes are in \{0\} itself/);
  });
});

describe('freezing and killing', () => {
  /** v2, and v1 where it is mounted. */
  const freezers = root
    ? hierarchiesHere().filter(
        ({ version, controllers, mount }) =>
          mount && !mount.readOnly && (version === 2 || controllers.includes('freezer')),
      )
    : [];
  const skip = freezers.length === 0 && 'needs root and a hierarchy that can freeze';

  it('stops all processes in it and below, and lets them go on', { skip }, async () => {
    for (const hierarchy of freezers) {
      using running = runHere();
      await using group = new TestGroup(hierarchy);
      const child = group.child('child');
      await using one = await sleeper();
      await using two = await sleeper();
      group.write('cgroup.procs', one.pid);
      writeFileSync(`${child.directory}/cgroup.procs`, String(two.pid));
      const isFrozen = () =>
        hierarchy.version === 2
          ? /^frozen 1$/m.test(group.read('cgroup.events'))
          : group.read('freezer.state') === 'FROZEN';
      const entry = await running.runner.execute({ kind: 'cgroup.freeze', ...refOf(group), frozen: true });
      assert.ok(isFrozen());
      await running.runner.undo(entry.id);
      assert.ok(!isFrozen());
    }
  });

  it('refuses to freeze itself', { skip: noV2 }, async () => {
    assert.ok(v2);
    using running = runHere();
    await using group = new TestGroup(v2);
    await using target = await sleeper();
    group.write('cgroup.procs', target.pid);
    const child = group.child('child');
    const before =
      readFileSync('/proc/self/cgroup', 'utf8')
        .split('\n')
        .find((line) => line.startsWith('0::'))
        ?.slice(3) ?? '/';
    writeFileSync(`${child.directory}/cgroup.procs`, String(process.pid));
    try {
      for (const kind of ['cgroup.freeze', 'cgroup.kill'] as const) {
        const operation =
          kind === 'cgroup.freeze' ? { kind, ...refOf(group), frozen: true } : { kind, ...refOf(group) };
        const outcome = await outcomeOf(running.runner.execute(operation));
        assert.equal(outcome, 'refused: Process {0} ({1}), which runs Isolens itself, is in {2}.');
      }
    } finally {
      writeFileSync(`${v2.mount?.path}${before}/cgroup.procs`, String(process.pid));
    }
    child.remove();
  });

  /** Every way: by the kernel, frozen meanwhile, one after the other. */
  const killers = root
    ? hierarchiesHere().filter(
        ({ mount, controllers, version }) =>
          mount && !mount.readOnly && (version === 2 || controllers.some((name) => ['freezer', 'pids'].includes(name))),
      )
    : [];

  it('kills all processes in it and below, also those that fork meanwhile', {
    skip: killers.length === 0 && 'needs root',
  }, async () => {
    for (const hierarchy of killers) {
      using running = runHere();
      await using group = new TestGroup(hierarchy);
      const child = group.child('child');
      await using one = await sleeper();
      await using busy = await start(
        'sh',
        '-c',
        `echo $$ > ${child.directory}/cgroup.procs; echo ready; while :; do sleep 0.05 & sleep 0.01; done`,
      );
      group.write('cgroup.procs', one.pid);
      await running.runner.execute({ kind: 'cgroup.kill', ...refOf(group) });
      assert.deepEqual([lines(`${group.directory}/cgroup.procs`), lines(`${child.directory}/cgroup.procs`)], [[], []]);
      assert.ok(busy.pid > 0);
      child.remove();
    }
  });
});

describe('mounting a hierarchy of v1', () => {
  it('mounts it where asked, and the undo unmounts it', { skip: !root && 'needs root' }, async (test) => {
    using running = runHere();
    const dir = mkdtempSync(path.join(tmpdir(), 'isolens-mount-'));
    const directory = path.join(dir, 'made');
    try {
      const operation = { kind: 'cgroup.mount', controllers: [], name: `itest${process.pid}`, directory } as const;
      const { refusals } = await running.runner.describe(operation);
      if (refusals.length > 0) return test.skip(refusals[0]?.message.text);
      const entry = await running.runner.execute(operation);
      assert.ok(existsSync(path.join(directory, 'cgroup.procs')));
      await running.runner.undo(entry.id);
      assert.ok(!existsSync(directory));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('is refused for the controller ns', async () => {
    using running = runHere();
    const operation = { kind: 'cgroup.mount', controllers: ['ns'], directory: '/mnt/itest' } as const;
    const [refusal] = (await running.runner.describe(operation)).refusals;
    assert.equal(refusal?.message.text, 'The controller ns is gone since Linux 3.0.');
  });
});

describe('groups as an ordinary user', { skip: root && 'needs an ordinary user' }, () => {
  it('are not changed: what was not delegated is refused', async (test) => {
    using running = runHere();
    const snapshot = await running.scan();
    const top = Object.values(snapshot.cgroups).find(
      ({ parent, inode }) => parent === undefined && inode !== undefined,
    );
    if (top?.inode === undefined) return test.skip('no group is seen');
    const operation = {
      kind: 'cgroup.create',
      group: top.id,
      inode: top.inode,
      groups: [{ path: 'itest', writes: [] }],
    } as const;
    const [refusal] = (await running.runner.describe(operation)).refusals;
    assert.equal(refusal?.code, 'denied');
  });
});
