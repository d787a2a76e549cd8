import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cgroup } from '../../../../src/model/cgroup/cgroup.ts';
import type { Hierarchy } from '../../../../src/model/cgroup/hierarchy.ts';
import { mergeValues, pathGroup } from '../../../../src/model/cgroup/path-group.ts';
import { deviceRates } from '../../../../src/model/cgroup/rates.ts';
import type { CgroupValues } from '../../../../src/model/cgroup/values.ts';

const hierarchy = (id: number, ...controllers: string[]): Hierarchy => ({ id, version: id === 0 ? 2 : 1, controllers });

function groups(...ids: string[]): Record<string, Cgroup> {
  const made = ids.map((id): Cgroup => {
    const [hierarchyId, path = '/'] = id.split(/:(.*)/s);
    const above = path === '/' ? undefined : `${hierarchyId}:${path.slice(0, path.lastIndexOf('/')) || '/'}`;
    return { id, hierarchy: Number(hierarchyId), path, ...(above !== undefined && { parent: above }) };
  });
  return Object.fromEntries(made.map((group) => [group.id, group]));
}

describe('a path in all hierarchies', () => {
  const hierarchies = [hierarchy(9), hierarchy(4, 'memory'), hierarchy(2, 'cpuacct'), hierarchy(0)];
  const cgroups = groups('0:/', '0:/a', '2:/', '2:/a', '2:/a/b', '4:/', '4:/a', '9:/');

  it('is the groups that have it, with those above them; controllers count more than their absence', () => {
    assert.deepEqual(pathGroup('/a', { hierarchies, cgroups }).chains, [
      ['2:/a', '2:/'],
      ['4:/a', '4:/'],
      ['0:/a', '0:/'],
    ]);
    assert.deepEqual(pathGroup('/a/b', { hierarchies, cgroups }).chains, [['2:/a/b', '2:/a', '2:/']]);
  });

  it('has no groups when it is gone', () => {
    assert.deepEqual(pathGroup('/c', { hierarchies, cgroups }), { path: '/c', chains: [] });
  });
});

describe('values of several hierarchies', () => {
  const cpu: CgroupValues = { group: '1:/a', time: 1, cpu: { quota: 5 } };
  const cpuacct: CgroupValues = { group: '2:/a', time: 2, cpu: { usage: 7, quota: 9 }, frozen: false };
  const memory: CgroupValues = { group: '4:/a', time: 3, memory: { current: 1 }, frozen: true };
  const gone: CgroupValues = { group: '5:/a', time: 4, gone: true };

  it('are one: the first counts, and whatever others add', () => {
    assert.deepEqual(mergeValues([cpu, cpuacct, memory]), {
      group: '1:/a',
      time: 1,
      cpu: { quota: 5, usage: 7 },
      memory: { current: 1 },
      frozen: true,
    });
  });

  it('are gone only when all of them are', () => {
    assert.equal(mergeValues([gone, memory])?.gone, undefined);
    assert.equal(mergeValues([gone])?.gone, true);
    assert.equal(mergeValues([]), undefined);
  });
});

describe('what a device does in a second', () => {
  const at = (time: number, rbytes: number, device = '8:0'): CgroupValues => ({
    group: '0:/a',
    time,
    io: [{ device, rbytes, wbytes: 0, rios: rbytes / 512, wios: 0 }],
  });

  it('is told of a device that was there before', () => {
    const rates = { device: '8:0', read: 512, write: 0, reads: 1, writes: 0 };
    assert.deepEqual(deviceRates(at(0, 0), at(2000, 1024)), [rates]);
    assert.deepEqual(deviceRates(at(0, 0), at(2000, 1024, '8:16')), []);
  });

  it('is nothing after counters began again', () => {
    assert.equal(deviceRates(at(0, 4096), at(1000, 512))[0]?.read, 0);
  });

  it('is not known from one moment, or of another group', () => {
    assert.deepEqual(deviceRates(at(0, 0), at(0, 512)), []);
    assert.deepEqual(deviceRates({ ...at(0, 0), group: '0:/b' }, at(1000, 512)), []);
  });
});
