import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { isolens } from '../../support/isolens.ts';
import { checkLeaks } from '../../support/leaks.ts';

const pids = process.geteuid?.() === 0 ? hierarchyWith('pids') : undefined;
const skip = !pids && 'needs root and a writable hierarchy with pids';

checkLeaks();

describe('isolens cgroups', () => {
  it('lists groups with their limits', { skip }, async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    group.write('pids.max', 42);
    const name = group.path.slice(1);
    assert.match(isolens('cgroups').stdout, new RegExp(`^ +${name}  .*0 / 42 pids`, 'm'));
    const { groups } = JSON.parse(isolens('cgroups', '--json').stdout);
    const own = groups.find(({ id }: { readonly id: string }) => id === group.id);
    assert.equal(own.values.pids.max, 42);
  });

  it('tells which group above binds, however the group is named', { skip }, async () => {
    assert.ok(pids);
    await using group = new TestGroup(pids);
    if (pids.version === 2) group.write('cgroup.subtree_control', '+pids');
    group.write('pids.max', 7);
    const child = group.child('child');
    const wanted = `${group.path}/child: tasks: at most 7, by ${group.path}; 7 left\n`;
    const controller = pids.version === 2 ? '' : 'pids';
    for (const named of [child.id, child.directory, `${controller}:${group.path}/child`]) {
      assert.ok(isolens('explain', 'limits', named).stdout.includes(wanted), named);
    }
    child.remove();
  });

  it('tells of the groups of a process', () => {
    assert.equal(isolens('explain', 'limits', String(process.pid)).status, 0);
  });

  it('refuses what is no group', () => {
    assert.equal(isolens('explain', 'limits', '/nothing/here').status, 1);
    assert.equal(isolens('explain', 'limits').status, 64);
    assert.equal(isolens('explain', 'nothing', 'x').status, 64);
    assert.equal(isolens('cgroups', 'x').status, 64);
  });
});
