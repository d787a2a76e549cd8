import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { owningUnit } from '../../../../src/model/cgroup/unit.ts';
import { restoringProperty, UNIT_PROPERTIES, unitProperties } from '../../../../src/model/cgroup/unit-property.ts';

const MANAGER = '/user.slice/user-1000.slice/user@1000.service';

describe('the unit that a group belongs to', () => {
  for (const [path, expected] of [
    ['/', undefined],
    ['/small', undefined],
    ['/docker/abc', undefined],
    ['/system.slice', 'system.slice own'],
    ['/system.slice/ssh.service', 'ssh.service own'],
    ['/system.slice/ssh.service/inner', 'ssh.service below'],
    ['/system.slice/ssh.service/inner.slice', 'ssh.service below'],
    ['/init.scope', 'init.scope own'],
    ['/user.slice/user-1000.slice/session-3.scope', 'session-3.scope own'],
    [MANAGER, 'user@1000.service own'],
    [`${MANAGER}/app.slice`, 'app.slice own 1000'],
    [`${MANAGER}/app.slice/x.scope/y`, 'x.scope below 1000'],
    ['/machine.slice/libpod-1.scope/container', 'libpod-1.scope below'],
    ['/system.slice/_cpu.service', 'cpu.service own'],
    ['/small/system.slice', undefined],
  ] as const) {
    it(`${path}: ${expected ?? 'none'}`, () => {
      const unit = owningUnit(path);
      const words = unit && [unit.name, unit.own ? 'own' : 'below', ...(unit.user === undefined ? [] : [unit.user])];
      assert.equal(words?.join(' '), expected);
    });
  }
});

describe('the property that does what a write would do', () => {
  for (const [file, value, expected] of [
    ['memory.max', '10485760', 'MemoryMax=10485760'],
    ['memory.max', 'max', 'MemoryMax=infinity'],
    ['memory.limit_in_bytes', '-1', 'MemoryMax=infinity'],
    ['cpu.max', '50000 100000', 'CPUQuota=50%'],
    ['cpu.max', '25000 50000', 'CPUQuota=50% CPUQuotaPeriodSec=50000us'],
    ['cpu.max', 'max 100000', 'CPUQuota='],
    ['cpu.weight', '200', 'CPUWeight=200'],
    ['cpu.shares', '1024', 'CPUWeight=100'],
    ['cpu.idle', '1', 'CPUWeight=idle'],
    ['pids.max', '20', 'TasksMax=20'],
    ['cpuset.cpus', '0-1', 'AllowedCPUs=0-1'],
    ['io.weight', 'default 200', 'IOWeight=200'],
    [
      'io.max',
      '8:0 rbps=2097152 wiops=max',
      'IOReadBandwidthMax=/dev/block/8:0 2097152 IOWriteIOPSMax=/dev/block/8:0 infinity',
    ],
    ['io.latency', '8:0 target=75000', 'IODeviceLatencyTargetSec=/dev/block/8:0 75000us'],
    ['blkio.throttle.read_bps_device', '8:0 0', 'IOReadBandwidthMax=/dev/block/8:0 infinity'],
    ['memory.oom.group', '1', undefined],
    ['constructor', '1', undefined],
  ] as const) {
    it(`${file} = ${value}: ${expected ?? 'none'}`, () => {
      const properties = unitProperties(file, value);
      assert.equal(properties?.map((each) => `${each.name}=${each.value}`).join(' '), expected);
      for (const { name } of properties ?? []) assert.ok((UNIT_PROPERTIES as readonly string[]).includes(name));
    });
  }

  for (const [name, shown, expected] of [
    ['MemoryMax', ['infinity'], ['infinity']],
    ['CPUQuota', ['infinity'], ['']],
    ['CPUQuota', ['500ms'], ['50%']],
    ['CPUQuota', ['1min 30s'], ['9000%']],
    ['CPUWeight', ['[not set]'], ['']],
    ['AllowedCPUs', [''], ['']],
    ['IOReadBandwidthMax', ['/dev/vda 4096', '/dev/vdb 1'], ['', '/dev/vda 4096', '/dev/vdb 1']],
    ['IOReadBandwidthMax', [], ['']],
  ] as const) {
    it(`${name} that is “${shown.join()}” is put back by “${expected.join()}”`, () => {
      assert.deepEqual(
        restoringProperty(name, shown).map(({ value }) => value),
        expected,
      );
    });
  }
});
