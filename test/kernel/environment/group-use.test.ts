import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readGroupUse } from '../../../src/agent/environment/group-use.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';

const MIB = 1024 * 1024;
const hierarchy = process.geteuid?.() === 0 ? hierarchyWith('memory') : undefined;
const file = hierarchy?.version === 2 ? 'memory.max' : 'memory.limit_in_bytes';

describe('what the group of a container uses', { skip: !hierarchy && 'needs root and a memory controller' }, () => {
  it('is told beside the least limit of it and of those above it in its environment', async () => {
    if (!hierarchy) return;
    await using environment = new TestGroup(hierarchy, `isolens-itest-${process.pid}-use`);
    if (hierarchy.version === 2) writeFileSync(`${environment.directory}/cgroup.subtree_control`, '+memory');
    const box = environment.child('box');
    const limit = () => readGroupUse([box.directory]).memory?.limit;
    assert.equal(limit(), undefined);
    writeFileSync(`${environment.directory}/${file}`, String(10 * MIB));
    assert.equal(limit(), 10 * MIB);
    writeFileSync(`${box.directory}/${file}`, String(6 * MIB));
    assert.equal(limit(), 6 * MIB);
    writeFileSync(`${environment.directory}/${file}`, String(2 * MIB));
    assert.equal(limit(), 2 * MIB);
    assert.equal(readGroupUse([box.directory]).processes, 0);
  });
});
