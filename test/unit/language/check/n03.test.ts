import { n03 } from '../../../../src/language/check/n03-wrong-kind.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n03, {
  right: ['bridge lan netns a { interface e on lan }', 'netns a { interface e on nothing }'],
  wrong: [
    { text: 'container web { } container c { cgroup «web» }', message: 'web is a container; here stands a cgroup.' },
    { text: 'netns sfo netns a { interface e on «sfo» }' },
  ],
});
