import { g13 } from '../../../../src/language/check/g13-not-available.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g13, {
  right: [
    'cgroup g { memory.max = 1M }',
    {
      text: 'cgroup g { memory.max = 1M cgroup.max.depth = 3 }',
      facts: { cgroups: { mode: 'v2', controllers: ['memory'] } },
    },
    { text: 'cgroup g { io.weight = 10 }', facts: { cgroups: { mode: 'v1', controllers: ['blkio'] } } },
  ],
  wrong: [
    {
      text: 'cgroup g { «memory.max» = 1M }',
      facts: { cgroups: { mode: 'v2', controllers: ['pids'] } },
      message: 'This host has no controller memory.',
    },
    { text: 'cgroup g { «memory.high» = 1M }', facts: { cgroups: { mode: 'v1', controllers: ['memory'] } } },
  ],
});
