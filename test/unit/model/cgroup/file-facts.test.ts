import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileFacts } from '../../../../src/model/cgroup/file-facts.ts';
import { INTERFACE_FILES } from '../../../../src/model/cgroup/interface-file.ts';

/** Name and version, controller, counterpart in the other version. */
const CASES: readonly (readonly [string, 1 | 2, string, string | undefined])[] = [
  ['memory.max', 2, 'memory', 'memory.limit_in_bytes'],
  ['memory.limit_in_bytes', 1, 'memory', 'memory.max'],
  ['memory.high', 2, 'memory', undefined],
  ['cpu.cfs_quota_us', 1, 'cpu', 'cpu.max'],
  ['pids.max', 1, 'pids', 'pids.max'],
  ['cpuset.cpus', 1, 'cpuset', 'cpuset.cpus'],
  ['memory.stat', 1, 'memory', 'memory.stat'],
  ['cgroup.procs', 1, 'core', 'cgroup.procs'],
  ['tasks', 1, 'core', 'cgroup.threads'],
  ['hugetlb.2MB.limit_in_bytes', 1, 'hugetlb', 'hugetlb.2MB.max'],
  ['freezer.state', 1, 'freezer', 'cgroup.freeze'],
  ['net_cls.classid', 1, 'net_cls', undefined],
];

describe('what a file of a group is', () => {
  for (const [name, version, controller, counterpart] of CASES) {
    it(`knows ${name} of v${version}`, () => {
      const known = fileFacts(name, version);
      assert.equal(known?.facts.controller, controller);
      assert.equal(known?.counterpart, counterpart);
    });
  }

  it('does not take a file of one version for one of the other', () => {
    assert.equal(fileFacts('memory.max', 1), undefined);
    assert.equal(fileFacts('memory.limit_in_bytes', 2), undefined);
    assert.equal(fileFacts('constructor', 1), undefined);
  });

  it('knows every file of v2', () => {
    for (const { file } of INTERFACE_FILES) assert.ok(fileFacts(file, 2), file);
  });
});
