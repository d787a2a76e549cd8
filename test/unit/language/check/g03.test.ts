import { g03 } from '../../../../src/language/check/g03-not-a-setting.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g03, {
  right: ['cgroup g { memory.max = 1M }', 'cgroup g { memory.what = 1 }'],
  wrong: [
    { text: 'cgroup g {\n  «memory.current = 1»\n  pids.max = 3\n}', fixed: 'cgroup g {\n  pids.max = 3\n}' },
    {
      text: 'cgroup g { «cgroup.procs = 1» }',
      fixed: 'cgroup g { }',
      message: 'cgroup.procs is written by Isolens itself.',
    },
    { text: 'cgroup g { «cgroup.kill = 1» }', fixed: 'cgroup g { }' },
    { text: 'container c { limits { «cgroup.freeze = 1» } }', fixed: 'container c { limits { } }' },
  ],
});
