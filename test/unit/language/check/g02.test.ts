import { g02 } from '../../../../src/language/check/g02-v1-file.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g02, {
  right: ['cgroup g { memory.max = 1M }', 'cgroup g { cpu.foo = 1 }'],
  wrong: [
    { text: 'cgroup g { «memory.limit_in_bytes» = 10M }', fixed: 'cgroup g { memory.max = 10M }' },
    { text: 'cgroup g { «memory.limit_in_bytes» = -1 }', fixed: 'cgroup g { memory.max = max }' },
    { text: 'cgroup g { «cpu.shares» = 1024 }', fixed: 'cgroup g { cpu.weight = 100 }' },
    { text: 'cgroup g { «cpu.cfs_quota_us» = 50000 cpu.cfs_period_us = 100000 }', fixed: 'cgroup g { cpu.max = 50% }' },
    {
      text: 'cgroup g { «cpu.cfs_quota_us» = 50000 cpu.cfs_period_us = 200000 }',
      fixed: 'cgroup g { cpu.max = 50000 200000 }',
    },
    {
      text: 'cgroup g { memory.max = 10M «memory.memsw.limit_in_bytes» = 15M }',
      fixed: 'cgroup g { memory.max = 10M memory.swap.max = 5M }',
    },
    { text: 'cgroup g { «blkio.throttle.read_bps_device» = 8:0 2M }', fixed: 'cgroup g { io.max = 8:0 rbps=2M }' },
    { text: 'cgroup g { «blkio.weight» = 1000 }', fixed: 'cgroup g { io.weight = 10000 }' },
    { text: 'cgroup g { «cpuset.cpu_exclusive» = 1 }', fixed: 'cgroup g { cpuset.cpus.partition = root }' },
    { text: 'cgroup g {\n  «memory.swappiness» = 10\n  pids.max = 3\n}', fixed: 'cgroup g {\n  pids.max = 3\n}' },
    {
      text: 'cgroup g { «memory.failcnt» = 0 }',
      fixed: 'cgroup g { }',
      message: 'memory.failcnt is a file of cgroup v1 and no setting; v2 has memory.events.',
    },
    { text: 'cgroup g { «hugetlb.2MB.limit_in_bytes» = 2M }', fixed: 'cgroup g { hugetlb.2MB.max = 2M }' },
    { text: 'cgroup g { «memory.memsw.limit_in_bytes» = 15M }' },
    {
      text: 'cgroup g { pids.max = 9 «devices.deny» = a }',
      fixed: 'cgroup g { pids.max = 9 }',
      message: 'devices.deny is a file of cgroup v1: deny is the default.',
    },
    { text: 'cgroup g { «memory.limit_in_bytes» = "10 { M" }' },
  ],
});
