import { n06 } from '../../../../src/language/check/n06-reserved-word.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n06, {
  right: ['netns route-1', 'netns host netns id'],
  wrong: [
    { text: 'netns «route»', fixed: 'netns route-1' },
    { text: 'bridge b\nnetns «mount» { }\n', fixed: 'bridge b\nnetns mount-1 { }\n' },
    { text: 'cgroup «limits» { }', fixed: 'cgroup limits-1 { }' },
  ],
});
