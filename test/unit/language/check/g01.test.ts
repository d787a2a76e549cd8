import { g01 } from '../../../../src/language/check/g01-unknown-file.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g01, {
  right: [
    'cgroup g { memory.max = 1M }',
    'cgroup g { memory.limit_in_bytes = 1M }',
    'cgroup g { hugetlb.2MB.max = 2M }',
  ],
  wrong: [
    {
      text: 'cgroup g { «memory.mx» = 1M }',
      fixed: 'cgroup g { memory.max = 1M }',
      message: 'There is no cgroup file memory.mx. Did you mean memory.max?',
    },
    { text: 'container c { limits { «cpu.speed_of_light» = 1 } }' },
    { text: 'cgroup g { «hugetlb.2X.max» = 1 }' },
  ],
});
