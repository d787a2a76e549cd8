import { g15 } from '../../../../src/language/check/g15-wrong-unit.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g15, {
  right: [
    'cgroup g { cpu.max = 1 cpu }',
    'cgroup g { cpu.max = 12 cpus }',
    'cgroup g { memory.max = 10M cpu.max = 2 cpus }',
    'cgroup g { cpu.weight = 20000 }',
  ],
  wrong: [
    { text: 'cgroup g { memory.max = «100MB» }', fixed: 'cgroup g { memory.max = 100M }' },
    { text: 'cgroup g { memory.max = «1 GiB» }', fixed: 'cgroup g { memory.max = 1G }' },
    { text: 'cgroup g { cpu.max = «50 cores» }', fixed: 'cgroup g { cpu.max = 50 cpus }' },
    { text: 'cgroup g { memory.max = «512m» }', fixed: 'cgroup g { memory.max = 512M }' },
    { text: 'cgroup g { pids.max = «1K» }', fixed: 'cgroup g { pids.max = 1024 }' },
    { text: 'cgroup g { io.max = «8:0 rbps=2MB» }', fixed: 'cgroup g { io.max = 8:0 rbps=2M }' },
    { text: 'cgroup g { cpu.max = «50 %» }', fixed: 'cgroup g { cpu.max = 50% }' },
    { text: 'cgroup g { cpu.max = «0.5 cpu» }', fixed: 'cgroup g { cpu.max = 50% }' },
    { text: 'cgroup g { cpu.max = «1.5 cpus» }', fixed: 'cgroup g { cpu.max = 150% }' },
    { text: 'cgroup g { cpu.max = «2 cpu» }', fixed: 'cgroup g { cpu.max = 2 cpus }' },
    { text: 'cgroup g { cpu.max = «1.5» }', fixed: 'cgroup g { cpu.max = 150% }' },
    { text: 'cgroup g { memory.max = «1Gi» }', fixed: 'cgroup g { memory.max = 1G }' },
    { text: 'cgroup g { memory.max = «5_000» }', fixed: 'cgroup g { memory.max = 5000 }' },
  ],
});
