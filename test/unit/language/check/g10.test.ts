import { g10 } from '../../../../src/language/check/g10-no-fork.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g10, {
  right: ['cgroup g { pids.max = 2 }', 'cgroup g { pids.max = max }'],
  wrong: [{ text: 'cgroup g { pids.max = «1» }' }, { text: 'cgroup g { pids.max = «0» }' }],
});
