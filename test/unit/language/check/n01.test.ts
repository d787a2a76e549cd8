import { n01 } from '../../../../src/language/check/n01-declared-twice.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n01, {
  right: ['netns a netns b', 'cgroup a { }'],
  wrong: [
    { text: 'netns a\nbridge «a»', fixed: 'netns a\nbridge a-2', message: 'a is declared already.' },
    { text: 'netns a netns a-2 cgroup «a» { }', fixed: 'netns a netns a-2 cgroup a-3 { }' },
    { text: 'host { } «host» { }' },
  ],
});
