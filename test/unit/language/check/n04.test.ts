import { n04 } from '../../../../src/language/check/n04-unusable-name.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n04, {
  right: ['cgroup memory { } netns memory.max container my.app { }'],
  wrong: [
    { text: 'cgroup «memory.max» { }', fixed: 'cgroup memory-max { }' },
    { text: 'container «cgroup.procs» { }', fixed: 'container cgroup-procs { }' },
    {
      text: 'cgroup «memory.max» { pids.max = 40 } cgroup b in memory.max { } container x { cgroup memory.max }',
      fixed: 'cgroup memory-max { pids.max = 40 } cgroup b in memory-max { } container x { cgroup memory-max }',
    },
  ],
});
