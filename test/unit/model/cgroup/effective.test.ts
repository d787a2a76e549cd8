import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ancestry, effectiveLimits } from '../../../../src/model/cgroup/effective.ts';
import { cpuOfV1, cpuOfV2, memoryOfV1, memoryOfV2, pidsOf } from '../../../../src/model/cgroup/parse-values.ts';
import { ratesBetween } from '../../../../src/model/cgroup/rates.ts';
import type { CgroupValues } from '../../../../src/model/cgroup/values.ts';

const MIB = 2 ** 20;

function values(group: string, parts: Partial<CgroupValues>): CgroupValues {
  return { group, time: 0, ...parts };
}

interface Case {
  readonly name: string;
  readonly chain: readonly CgroupValues[];
  readonly wanted: unknown;
}

const CASES: readonly Case[] = [
  {
    name: 'the own limit binds when it is the smallest',
    chain: [
      values('0:/a/b', { memory: { current: 4 * MIB, max: 10 * MIB } }),
      values('0:/a', { memory: { current: 30 * MIB, max: 64 * MIB } }),
    ],
    wanted: [{ of: 'memory', limit: 10 * MIB, binding: '0:/a/b', headroom: 6 * MIB }],
  },
  {
    name: 'that of an ancestor binds, and what its other groups use counts',
    chain: [
      values('0:/a/b/c', { memory: { current: 4 * MIB, max: 'max' }, pids: { current: 1, max: 100 } }),
      values('0:/a/b', { memory: { current: 5 * MIB, max: 100 * MIB }, pids: { current: 9, max: 10 } }),
      values('0:/a', { memory: { current: 60 * MIB, max: 64 * MIB }, pids: { current: 9, max: 'max' } }),
      values('0:/', {}),
    ],
    wanted: [
      { of: 'memory', limit: 64 * MIB, binding: '0:/a', headroom: 4 * MIB },
      { of: 'pids', limit: 10, binding: '0:/a/b', headroom: 1 },
    ],
  },
  {
    name: 'of equal limits the nearest binds',
    chain: [values('0:/a/b', { pids: { max: 5 } }), values('0:/a', { pids: { max: 5 } })],
    wanted: [{ of: 'pids', limit: 5, binding: '0:/a/b' }],
  },
  {
    name: 'a larger limit above is reached first when the groups beside use much',
    chain: [
      values('0:/a/b', { memory: { current: 4 * MIB, max: 10 * MIB } }),
      values('0:/a', { memory: { current: 62 * MIB, max: 64 * MIB } }),
    ],
    wanted: [{ of: 'memory', limit: 10 * MIB, binding: '0:/a/b', headroom: 2 * MIB, reachedFirst: '0:/a' }],
  },
  {
    name: 'no limit anywhere is told as none',
    chain: [values('0:/a', { memory: { max: 'max' } }), values('0:/', {})],
    wanted: [{ of: 'memory', limit: 'max' }],
  },
  {
    name: 'CPUs are quota by period, whatever the period',
    chain: [
      values('0:/a/b', { cpu: { quota: 50_000, period: 100_000 } }),
      values('0:/a', { cpu: { quota: 10_000, period: 40_000 } }),
    ],
    wanted: [{ of: 'cpu', limit: 0.25, binding: '0:/a' }],
  },
  {
    name: 'the soft limit of v1 is no limit',
    chain: [values('4:/a', { memory: { current: 1, max: 10, high: 5, events: { max: 0 } } })],
    wanted: [{ of: 'memory', limit: 10, binding: '4:/a', headroom: 9 }],
  },
  {
    name: 'more in use than the limit leaves nothing',
    chain: [values('0:/a', { memory: { current: 20, max: 10 } })],
    wanted: [{ of: 'memory', limit: 10, binding: '0:/a', headroom: 0 }],
  },
];

describe('the effective limit', () => {
  for (const { name, chain, wanted } of CASES) {
    it(name, () => assert.deepEqual(effectiveLimits(chain), wanted));
  }

  it('is looked for up to the root', () => {
    const group = (id: string, parent?: string) => ({ id, hierarchy: 0, path: id, ...(parent && { parent }) });
    const groups = { r: group('r'), a: group('a', 'r'), b: group('b', 'a') };
    assert.deepEqual(ancestry('b', groups), ['b', 'a', 'r']);
    assert.deepEqual(ancestry('gone', groups), ['gone']);
  });
});

/** Three levels, the lowest first, as their files say it in each version; what holds for the lowest. */
const LEVELS = [
  {
    version: 'v1',
    read: { memory: memoryOfV1, cpu: cpuOfV1 },
    files: [
      {
        'memory.limit_in_bytes': '9223372036854771712',
        'memory.usage_in_bytes': '1048576',
        'cpu.cfs_quota_us': '-1',
        'cpu.cfs_period_us': '100000',
        'pids.max': 'max',
        'pids.current': '1',
      },
      {
        'memory.limit_in_bytes': '16777216',
        'memory.usage_in_bytes': '4194304',
        'cpu.cfs_quota_us': '150000',
        'cpu.cfs_period_us': '100000',
        'pids.max': '10',
        'pids.current': '4',
      },
      {
        'memory.limit_in_bytes': '33554432',
        'memory.usage_in_bytes': '8388608',
        'cpu.cfs_quota_us': '50000',
        'cpu.cfs_period_us': '100000',
        'pids.max': 'max',
        'pids.current': '7',
      },
    ],
  },
  {
    version: 'v2',
    read: { memory: memoryOfV2, cpu: cpuOfV2 },
    files: [
      {
        'memory.max': 'max',
        'memory.current': '1048576',
        'cpu.max': 'max 100000',
        'pids.max': 'max',
        'pids.current': '1',
      },
      {
        'memory.max': '16777216',
        'memory.current': '4194304',
        'cpu.max': '150000 100000',
        'pids.max': '10',
        'pids.current': '4',
      },
      {
        'memory.max': '33554432',
        'memory.current': '8388608',
        'cpu.max': '50000 100000',
        'pids.max': 'max',
        'pids.current': '7',
      },
    ],
  },
] as const;

describe('the effective limit of three levels', () => {
  for (const { version, read, files } of LEVELS) {
    it(`is found in the files of ${version}`, () => {
      const chain = ['0:/a/b/c', '0:/a/b', '0:/a'].map((group, at): CgroupValues => {
        const level: Readonly<Record<string, string>> = files[at] ?? {};
        const file = (name: string) => level[name];
        const [memory, cpu, pids] = [read.memory(file), read.cpu(file), pidsOf(file)];
        return { group, time: 0, ...(memory && { memory }), ...(cpu && { cpu }), ...(pids && { pids }) };
      });
      assert.deepEqual(
        effectiveLimits(chain).filter(({ limit }) => limit !== 'max'),
        [
          { of: 'memory', limit: 16 * MIB, binding: '0:/a/b', headroom: 12 * MIB },
          { of: 'pids', limit: 10, binding: '0:/a/b', headroom: 6 },
          { of: 'cpu', limit: 0.5, binding: '0:/a' },
        ],
      );
    });
  }
});

describe('rates', () => {
  const before = values('0:/a', {
    cpu: { usage: 1_000_000, periods: 10, throttled: 0 },
    io: [{ device: '8:0', rbytes: 0, wbytes: 10, rios: 0, wios: 1 }],
  });
  const now = {
    ...before,
    time: 500,
    cpu: { usage: 1_250_000, periods: 20, throttled: 5 },
    io: [{ device: '8:0', rbytes: 1000, wbytes: 10, rios: 1, wios: 1 }],
  };

  it('are what grows in a second', () => {
    assert.deepEqual(ratesBetween(before, now), { cpu: 0.5, throttled: 0.5, read: 2000, write: 0 });
  });

  it('are not told of another group, of one that is gone, or of no time', () => {
    assert.equal(ratesBetween(before, { ...now, group: '0:/b' }), undefined);
    assert.equal(ratesBetween(before, { ...now, gone: true }), undefined);
    assert.equal(ratesBetween(before, { ...now, time: 0 }), undefined);
    assert.deepEqual(ratesBetween(now, { ...before, time: 1000 }), { write: 0 });
  });
});
