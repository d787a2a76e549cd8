import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as parse from '../../../../src/model/cgroup/parse-values.ts';

function files(content: Readonly<Record<string, string>>): parse.ReadFile {
  return (name) => content[name];
}

describe('values of cgroup files', () => {
  it('are read of v2', () => {
    const read = files({
      'cpu.stat': 'usage_usec 12\nuser_usec 8\nsystem_usec 4\nnr_periods 3\nnr_throttled 1\nthrottled_usec 99\n',
      'cpu.max': '50000 100000\n',
      'cpu.weight': '300\n',
      'memory.current': '4096\n',
      'memory.max': 'max\n',
      'memory.stat': 'anon 1\nfile 2\n',
      'memory.events': 'low 0\nhigh 1\nmax 2\noom 3\noom_kill 4\n',
      'memory.swap.current': '0\n',
      'memory.swap.max': '0\n',
      'pids.current': '1\n',
      'pids.max': '20\n',
      'pids.events': 'max 7\n',
      'io.stat': '253:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n8:0 \n',
    });
    assert.deepEqual(parse.cpuOfV2(read), {
      usage: 12,
      user: 8,
      system: 4,
      periods: 3,
      throttled: 1,
      throttledTime: 99,
      quota: 50_000,
      period: 100_000,
      weight: 300,
    });
    assert.deepEqual(parse.memoryOfV2(read), {
      current: 4096,
      max: 'max',
      anon: 1,
      file: 2,
      swap: { current: 0, max: 0 },
      events: { low: 0, high: 1, max: 2, oom: 3, oom_kill: 4 },
    });
    assert.deepEqual(parse.pidsOf(read), { current: 1, max: 20, refused: 7 });
    assert.deepEqual(parse.ioOfV2(read), [
      { device: '253:0', rbytes: 10, wbytes: 20, rios: 1, wios: 2 },
      { device: '8:0', rbytes: 0, wbytes: 0, rios: 0, wios: 0 },
    ]);
  });

  it('are read of v1 in the same units', () => {
    const read = files({
      'cpuacct.usage': '12345678\n',
      'cpuacct.stat': 'user 5\nsystem 1\n',
      'cpu.cfs_quota_us': '-1\n',
      'cpu.cfs_period_us': '100000\n',
      'cpu.shares': '1024\n',
      'cpu.stat': 'nr_periods 0\nnr_throttled 0\nthrottled_time 2000000\n',
      'memory.limit_in_bytes': '9223372036854771712\n',
      'memory.usage_in_bytes': '10\n',
      'memory.failcnt': '3\n',
      'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
      'blkio.throttle.io_service_bytes_recursive': '253:0 Read 10\n253:0 Write 20\n253:0 Sync 30\nTotal 30\n',
      'blkio.throttle.io_serviced_recursive': '253:0 Read 1\n253:0 Write 2\nTotal 3\n',
    });
    assert.deepEqual(parse.cpuOfV1(read), {
      usage: 12_346,
      user: 50_000,
      system: 10_000,
      periods: 0,
      throttled: 0,
      throttledTime: 2000,
      quota: 'max',
      period: 100_000,
      shares: 1024,
    });
    assert.deepEqual(parse.memoryOfV1(read), { current: 10, max: 'max', events: { max: 3, oom_kill: 2 } });
    assert.deepEqual(parse.ioOfV1(read), [{ device: '253:0', rbytes: 10, wbytes: 20, rios: 1, wios: 2 }]);
  });

  it('are missing where the files are', () => {
    const nothing = files({});
    for (const part of [
      parse.cpuOfV2,
      parse.cpuOfV1,
      parse.memoryOfV2,
      parse.memoryOfV1,
      parse.pidsOf,
      parse.ioOfV2,
      parse.ioOfV1,
    ]) {
      assert.equal(part(nothing), undefined);
    }
    assert.equal(parse.parsePressure(undefined), undefined);
    assert.deepEqual(parse.hugetlbOf(nothing, 2, ['2MB']), []);
  });

  it('tell pressure', () => {
    assert.deepEqual(parse.parsePressure('some avg10=1.50 avg60=0.10 avg300=0.00 total=77\n'), {
      some: { avg10: 1.5, avg60: 0.1, avg300: 0, total: 77 },
    });
  });
});
