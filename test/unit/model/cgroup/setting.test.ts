import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { interfaceFile } from '../../../../src/model/cgroup/interface-file.ts';
import { type Atom, expandSetting } from '../../../../src/model/cgroup/setting.ts';

function expand(name: string, text: string) {
  const file = interfaceFile(name);
  assert.ok(file, name);
  const words = text.split(' ').map((word): Atom => {
    const [key, value] = word.split('=');
    return value === undefined ? { value: word } : { key: key ?? '', value };
  });
  return expandSetting(file, words);
}

describe('a setting is written to the kernel', () => {
  for (const [name, text, written] of [
    ['memory.max', '10M', '10485760'],
    ['memory.max', 'max', 'max'],
    ['memory.max', '0', '0'],
    ['memory.min', '4096', '4096'],
    ['hugetlb.2MB.max', '1G', '1073741824'],
    ['cpu.max', '50%', '50000 100000'],
    ['cpu.max', '2 cpus', '200000 100000'],
    ['cpu.max', '1 cpu', '100000 100000'],
    ['cpu.max', '50000 200000', '50000 200000'],
    ['cpu.max', 'max', 'max 100000'],
    ['cpu.max.burst', '5ms', '5000'],
    ['cpu.weight', '10000', '10000'],
    ['cpu.weight.nice', '-20', '-20'],
    ['cpu.idle', '1', '1'],
    ['cpu.uclamp.min', '12.34', '12.34'],
    ['pids.max', '20', '20'],
    ['cpuset.cpus', '0-1,3,2', '0-3'],
    ['cpuset.mems', '0', '0'],
    ['cpuset.cpus.partition', 'root', 'root'],
    ['io.max', '/dev/sda rbps=2M wiops=100', '/dev/sda rbps=2097152 wiops=100'],
    ['io.max', '8:0 rbps=max', '8:0 rbps=max'],
    ['io.latency', '8:0 target=75ms', '8:0 target=75000'],
    ['io.weight', '200', 'default 200'],
    ['io.weight', '8:0 200', '8:0 200'],
    ['rdma.max', 'mlx4_0 hca_handle=2 hca_object=max', 'mlx4_0 hca_handle=2 hca_object=max'],
    ['misc.max', 'sev 5', 'sev 5'],
    ['dmem.max', 'drm/vram0 8G', 'drm/vram0 8589934592'],
  ] as const) {
    it(`${name} = ${text}`, () => assert.deepEqual(expand(name, text), { ok: true, value: written }));
  }
});

describe('a value that cannot be written says why', () => {
  for (const [name, text, fault, better] of [
    ['memory.max', '100MB', 'unit', '100M'],
    ['memory.max', '1 GiB', 'unit', '1G'],
    ['memory.max', '512m', 'unit', '512M'],
    ['memory.max', '1.5G', 'unit', '1536M'],
    ['memory.max', '-1', 'unit', 'max'],
    ['memory.max', 'lots', 'type', undefined],
    ['memory.max', '99999999E', 'range', 'max'],
    ['cpu.max', '0.5 cpu', 'unit', '50%'],
    ['cpu.max', '1.5 cpus', 'unit', '150%'],
    ['cpu.max', '1.5', 'unit', '150%'],
    ['memory.max', '1Gi', 'unit', '1G'],
    ['cpu.max', '50 %', 'unit', '50%'],
    ['cpu.max', '500m', 'unit', '50%'],
    ['cpu.max', '0.5%', 'quota', '1%'],
    ['cpu.max', '500 100000', 'quota', '1000 100000'],
    ['cpu.max', '50000 2000000', 'quota', '50000 1000000'],
    ['cpu.max', 'fast', 'type', undefined],
    ['cpu.weight', '0', 'range', '1'],
    ['cpu.weight', '20000', 'range', '10000'],
    ['cpu.idle', 'on', 'unit', '1'],
    ['cpu.uclamp.max', '80%', 'unit', '80'],
    ['pids.max', '1K', 'unit', '1024'],
    ['pids.max', '5000000', 'range', '4194304'],
    ['cpuset.cpus', '0 1', 'unit', '0-1'],
    ['cpuset.cpus', 'all', 'type', undefined],
    ['cpuset.cpus', '3-1', 'type', undefined],
    ['cpuset.cpus.partition', 'iso', 'type', 'isolated'],
    ['io.max', '/dev/sda rbps=2MB wiops=1', 'unit', '/dev/sda rbps=2M wiops=1'],
    ['io.max', 'sda rbps=2M', 'device', undefined],
    ['io.max', 'rbps=2M', 'device', undefined],
    ['io.max', '8:0 speed=1', 'type', undefined],
    ['io.weight', '8:0 0', 'range', '8:0 1'],
  ] as const) {
    it(`${name} = ${text}`, () => {
      const expanded = expand(name, text);
      assert.ok(!expanded.ok);
      assert.deepEqual([expanded.error.fault, expanded.error.better], [fault, better]);
    });
  }

  it('and what it proposes can be written', () => {
    for (const [name, text] of [
      ['memory.max', '1.5G'],
      ['cpu.max', '0.5%'],
      ['cpuset.cpus', '0 1'],
      ['io.max', '/dev/sda rbps=2MB wiops=1'],
    ] as const) {
      const expanded = expand(name, text);
      assert.ok(!expanded.ok && expanded.error.better !== undefined);
      assert.ok(expand(name, expanded.error.better).ok, expanded.error.better);
    }
  });
});
