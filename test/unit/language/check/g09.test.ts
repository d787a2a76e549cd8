import { g09 } from '../../../../src/language/check/g09-swap.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g09, {
  right: [
    'cgroup g { memory.max = 1M }',
    { text: 'cgroup g { memory.max = 1M }', facts: { swap: 0 } },
    { text: 'cgroup g { memory.max = 1M memory.swap.max = 0 }', facts: { swap: 1024 } },
  ],
  wrong: [
    {
      text: 'cgroup g { memory.max = «1M» }',
      fixed: 'cgroup g { memory.max = 1M memory.swap.max = 0 }',
      facts: { swap: 1024 },
    },
  ],
});
