import { g07 } from '../../../../src/language/check/g07-above-parent.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g07, {
  right: [
    'cgroup a { memory.max = 10M } cgroup b in a { memory.max = 10M }',
    'cgroup a { memory.max = 10M } cgroup b in a { memory.max = max }',
    'cgroup a in b { pids.max = 1 } cgroup b in a { pids.max = 1 } container c { cgroup a }',
  ],
  wrong: [
    {
      text: 'cgroup a { memory.max = 10M } cgroup b in a { memory.max = «20M» }',
      message: 'It is never reached: a above has a lower memory.max.',
    },
    { text: 'cgroup a { cpu.max = 50% } cgroup b in a { } container c { cgroup b limits { cpu.max = «2 cpus» } }' },
  ],
});
