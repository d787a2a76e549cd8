import { g12 } from '../../../../src/language/check/g12-mems.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g12, {
  right: [
    'cgroup g { cpuset.cpus = 0 }',
    { text: 'cgroup g { cpuset.cpus = 0 }', facts: { cgroups: { mode: 'v2', controllers: [] } } },
    { text: 'cgroup g { cpuset.cpus = 0 cpuset.mems = 0 }', facts: { cgroups: { mode: 'v1', controllers: [] } } },
  ],
  wrong: [
    {
      text: 'cgroup g { «cpuset.cpus» = 0 }',
      fixed: 'cgroup g { cpuset.cpus = 0 cpuset.mems = 0 }',
      facts: { cgroups: { mode: 'hybrid', controllers: [] } },
    },
  ],
});
