import { g06 } from '../../../../src/language/check/g06-memory-order.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g06, {
  right: [
    'cgroup g { memory.high = 48M memory.max = 64M memory.low = 64M }',
    'cgroup g { memory.high = 64M memory.max = max }',
  ],
  wrong: [
    {
      text: 'cgroup g { memory.high = «64M» memory.max = 64M }',
      fixed: 'cgroup g { memory.high = 57M memory.max = 64M }',
    },
    {
      text: 'cgroup g { memory.max = 10M memory.low = «20M» }',
      fixed: 'cgroup g { memory.max = 10M memory.low = 10M }',
    },
  ],
});
