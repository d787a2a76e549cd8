import { g05 } from '../../../../src/language/check/g05-cpu-quota.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g05, {
  right: [
    'cgroup g { cpu.max = 50% }',
    'cgroup g { cpu.max = 10000 20000 cpu.max.burst = 10000 }',
    'cgroup g { cpu.max = max cpu.max.burst = 10000 }',
  ],
  wrong: [
    { text: 'cgroup g { cpu.max = «0.5%» }', fixed: 'cgroup g { cpu.max = 1% }' },
    { text: 'cgroup g { cpu.max = «50000 2000000» }', fixed: 'cgroup g { cpu.max = 50000 1000000 }' },
    {
      text: 'cgroup g { cpu.max = 10000 20000 cpu.max.burst = «20ms» }',
      fixed: 'cgroup g { cpu.max = 10000 20000 cpu.max.burst = 10000 }',
    },
  ],
});
