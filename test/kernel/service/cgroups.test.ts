import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { GroupFile } from '../../../src/model/cgroup/file-facts.ts';
import type { Thread } from '../../../src/model/cgroup/thread.ts';
import type { CgroupValues } from '../../../src/model/cgroup/values.ts';
import { ReadCgroupFiles, ReadCgroups, ReadCgroupUses, ReadThreads, Refresh } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { start } from '../../support/started.ts';

const pids = process.geteuid?.() === 0 ? hierarchyWith('pids') : undefined;

describe('what groups use, asked of the agent', () => {
  it('is told, also of those that are gone', { skip: !pids && 'needs root and a writable hierarchy' }, async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    group.write('pids.max', 9);
    await using agent = await TestAgent.start();
    await agent.ask(Refresh.method, { rescan: true });
    const groups = [group.id, `${pids.id}:/gone`];
    const [own, gone] = await agent.ask<readonly CgroupValues[]>(ReadCgroups.method, { groups });
    assert.equal(own?.pids?.max, 9);
    assert.equal(gone?.gone, true);
    const [use, gone2] = await agent.ask<readonly CgroupValues[]>(ReadCgroupUses.method, { groups });
    assert.deepEqual([use?.pids?.max, gone2?.gone], [9, true]);
  });

  it('is refused for what is no group', async () => {
    await using agent = await TestAgent.start('hidden');
    for (const groups of [undefined, 'x', ['x'], [5], Array.from({ length: 2001 }, () => '0:/')]) {
      await assert.rejects(agent.ask(ReadCgroups.method, { groups }), /groups/);
      await assert.rejects(agent.ask(ReadCgroupUses.method, { groups }), /groups/);
    }
  });
});

/** More threads than one. */
const TWO_THREADS = `
const { Worker } = require('node:worker_threads');
new Worker('setInterval(() => {}, 1000)', { eval: true }).once('online', () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit());
`;

describe('the inside of a group, asked of the agent', { skip: !pids && 'needs root and a writable hierarchy' }, () => {
  it('has threads that are in another group than their process', async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    if (pids.version === 2) group.write('cgroup.subtree_control', '+pids');
    const child = group.child('one');
    await using program = await start(process.execPath, '-e', TWO_THREADS);
    const other = readdirSync(`/proc/${program.pid}/task`)
      .map(Number)
      .find((tid) => tid !== program.pid);
    assert.ok(other);
    if (pids.version === 2) writeFileSync(`${child.directory}/cgroup.type`, 'threaded');
    group.write('cgroup.procs', program.pid);
    writeFileSync(`${child.directory}/${pids.version === 2 ? 'cgroup.threads' : 'tasks'}`, String(other));
    await using agent = await TestAgent.start();
    await agent.ask(Refresh.method, { rescan: true });
    const threads = await agent.ask<readonly Thread[]>(ReadThreads.method, { group: child.id });
    assert.deepEqual(
      threads.map(({ tid, pid }) => [tid, pid]),
      [[other, program.pid]],
    );
    const own = await agent.ask<readonly Thread[]>(ReadThreads.method, { group: group.id });
    assert.ok(own.length > 0 && own.every(({ pid, tid }) => pid === program.pid && tid !== pid && tid !== other));
  });

  it('has files, also those that can only be written', async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    group.write('pids.max', 9);
    await using agent = await TestAgent.start();
    await agent.ask(Refresh.method, { rescan: true });
    const files = await agent.ask<readonly GroupFile[]>(ReadCgroupFiles.method, { group: group.id });
    assert.equal(files.find(({ name }) => name === 'pids.max')?.text, '9\n');
    await assert.rejects(agent.ask(ReadCgroupFiles.method, { group: `${pids.id}:/gone` }), /is not there/);
    await assert.rejects(agent.ask(ReadThreads.method, { group: 'x' }), /group/);
  });
});
