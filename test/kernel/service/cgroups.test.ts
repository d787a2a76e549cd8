import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CgroupValues } from '../../../src/model/cgroup/values.ts';
import { ReadCgroups, Refresh } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';

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
  });

  it('is refused for what is no group', async () => {
    await using agent = await TestAgent.start('hidden');
    for (const groups of [undefined, 'x', ['x'], [5], Array.from({ length: 2001 }, () => '0:/')]) {
      await assert.rejects(agent.ask(ReadCgroups.method, { groups }), /groups/);
    }
  });
});
