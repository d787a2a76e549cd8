import { e04 } from '../../../../src/language/check/e04-no-memory-limit.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(e04, {
  right: [
    'container c { limits { memory.max = 10M } } expect c oom_killed',
    'cgroup g { memory.max = 10M } cgroup h in g { } container c { cgroup h } expect c oom_killed expect h oom_killed',
    'profile p { limits { memory.max = 10M } } container c { use p } expect c oom_killed',
    'container c { } expect c not oom_killed',
    // Not one that can be limited: E01.
    'netns n expect n oom_killed',
  ],
  wrong: [
    {
      text: 'container c { }\nexpect c «oom_killed»',
      fixed: 'container c { limits { memory.max = 64M } }\nexpect c oom_killed',
      message: 'Nothing limits the memory of c.',
    },
    {
      text: 'container c { limits { pids.max = 9 } }\nexpect c «oom_killed» within 5s',
      fixed: 'container c { limits { pids.max = 9 memory.max = 64M } }\nexpect c oom_killed within 5s',
    },
    { text: 'cgroup g { }\nexpect g «oom_killed»', fixed: 'cgroup g { memory.max = 64M }\nexpect g oom_killed' },
    { text: 'container c { limits { memory.max = max } }\nexpect c «oom_killed»' },
  ],
});
