import { g14 } from '../../../../src/language/check/g14-two-weights.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g14, {
  right: ['cgroup g { cpu.weight = 10 }', 'cgroup g { cpu.weight = 10 cpu.idle = 0 }'],
  wrong: [
    {
      text: 'cgroup g { cpu.weight = 10 «cpu.weight.nice» = 1 }',
      fixed: 'cgroup g { cpu.weight = 10 }',
      severity: 'error',
    },
    { text: 'cgroup g { «cpu.weight» = 10 cpu.idle = 1 }', fixed: 'cgroup g { cpu.idle = 1 }', severity: 'warning' },
  ],
});
