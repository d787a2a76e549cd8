import { g08 } from '../../../../src/language/check/g08-memory-too-small.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g08, {
  right: [
    'cgroup g { memory.max = 1M }',
    'cgroup g { memory.max = 8M } container c { cgroup g command ["python3"] }',
    'cgroup g { memory.max = 0x }',
  ],
  wrong: [
    { text: 'cgroup g { memory.max = «32K» }', fixed: 'cgroup g { memory.max = 1M }', severity: 'error' },
    { text: 'cgroup g { memory.max = «512K» }', fixed: 'cgroup g { memory.max = 1M }', severity: 'warning' },
    {
      text: 'container c { limits { memory.max = «4M» } command ["/usr/bin/python3"] }',
      fixed: 'container c { limits { memory.max = 8M } command ["/usr/bin/python3"] }',
      severity: 'information',
    },
  ],
});
