import { g04 } from '../../../../src/language/check/g04-wrong-value.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g04, {
  right: [
    'cgroup g { io.weight = default 500 }',

    'cgroup g { memory.max = 10M cpu.weight = 10000 pids.max = max cpu.idle = 0 }',
    'cgroup g { memory.max = 100MB }',
  ],
  wrong: [
    {
      text: 'cgroup g { cpu.weight = «20000» }',
      fixed: 'cgroup g { cpu.weight = 10000 }',
      message: 'cpu.weight is at most 10000.',
    },
    { text: 'cgroup g { pids.max = «4194305» }', fixed: 'cgroup g { pids.max = 4194304 }' },
    { text: 'cgroup g { memory.max = «plenty» }' },
    { text: 'cgroup g { cpuset.cpus = «all» }' },
    { text: 'cgroup g { cpu.weight.nice = «+30» }' },
    { text: 'cgroup g { cpuset.cpus.partition = «iso» }', fixed: 'cgroup g { cpuset.cpus.partition = isolated }' },
    { text: 'cgroup g { io.max = «8:0» }' },
    {
      text: 'cgroup g { io.weight = «10001» }',
      fixed: 'cgroup g { io.weight = 10000 }',
      message: 'io.weight is at most 10000.',
    },
    {
      text: 'cgroup g { io.weight = «8:0 10001» }',
      fixed: 'cgroup g { io.weight = 8:0 10000 }',
    },
  ],
});
