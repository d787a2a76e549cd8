import { g11 } from '../../../../src/language/check/g11-cpus.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g11, {
  right: [
    'cgroup g { cpuset.cpus = 0-63 }',
    { text: 'cgroup g { cpuset.cpus = 0-1 }', facts: { cpus: [0, 1] } },
    'cgroup a { cpuset.cpus = 0-3 } cgroup b in a { cpuset.cpus = 1-2 }',
  ],
  wrong: [
    {
      text: 'cgroup g { cpuset.cpus = «0-3» }',
      fixed: 'cgroup g { cpuset.cpus = 0-1 }',
      facts: { cpus: [0, 1] },
      message: 'The host has no CPU 2; it has 0-1.',
    },
    { text: 'cgroup g { cpuset.mems = «1» }', facts: { memoryNodes: [0] } },
    {
      text: 'cgroup a { cpuset.cpus = 0-1 } container c { cgroup a limits { cpuset.cpus = «1-2» } }',
      fixed: 'cgroup a { cpuset.cpus = 0-1 } container c { cgroup a limits { cpuset.cpus = 1 } }',
    },
    {
      text: 'cgroup p { cpuset.cpus = 0 } container x { cgroup p limits { cpuset.cpus = «0-3,7» } }',
      facts: { cpus: [0, 1] },
      fixed: 'cgroup p { cpuset.cpus = 0 } container x { cgroup p limits { cpuset.cpus = 0 } }',
      message: 'The host has no CPU 2; it has 0-1.',
    },
  ],
});
