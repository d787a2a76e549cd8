import { g19 } from '../../../../src/language/check/g19-hugepage-size.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g19, {
  right: [
    'cgroup g { hugetlb.3MB.max = 3M }',
    { text: 'cgroup g { hugetlb.2MB.max = 2M }', facts: { hugepageSizes: ['2MB'] } },
  ],
  wrong: [
    {
      text: 'cgroup g { «hugetlb.1GB.max» = 1G }',
      fixed: 'cgroup g { hugetlb.2MB.max = 1G }',
      facts: { hugepageSizes: ['2MB'] },
    },
    {
      text: 'cgroup g { hugetlb.2MB.max = 2M «hugetlb.1GB.max» = 1G }',
      facts: { hugepageSizes: ['2MB'] },
    },
  ],
});
