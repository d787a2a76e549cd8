import { n05 } from '../../../../src/language/check/n05-unused.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n05, {
  right: [
    'bridge b netns a { interface e on b } netns c container d { join net of c }',
    'cgroup a { } cgroup b in a { } container c { cgroup b }',
    'bridge b { address 10.0.0.1/24 }',
    'netns a netns b cgroup g { } expect a not reaches b expect g processes 0',
  ],
  wrong: [
    { text: 'container a { }\nveth «w»\nhost { }', fixed: 'container a { }\nhost { }' },
    { text: 'netns «a»', fixed: '' },
    { text: 'profile «p» { }\n', fixed: '' },
    { text: 'cgroup «g» { }', fixed: '' },
  ],
});
