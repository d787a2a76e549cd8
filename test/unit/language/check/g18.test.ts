import { g18 } from '../../../../src/language/check/g18-shared-limit.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g18, {
  right: [
    'cgroup g { pids.max = 20 memory.max = 64M } container a { cgroup g } container b { cgroup g }',
    'cgroup g { pids.max = 3 } container a { cgroup g }',
  ],
  wrong: [
    {
      text: 'cgroup g { pids.max = «3» } container a { cgroup g } container b { cgroup g }',
      message: '2 containers share this limit.',
    },
    { text: 'cgroup g { memory.max = «1M» } container a { cgroup g } container b { cgroup g }' },
  ],
});
