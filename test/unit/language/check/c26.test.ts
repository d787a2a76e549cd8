import { c26 } from '../../../../src/language/check/c26-foreign-net.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c26, {
  right: ['netns n container x { namespaces [user, net] }', 'netns n container x { namespaces [pid] join net of n }'],
  wrong: [
    {
      text: 'netns n container x { namespaces [user] «join net of n» }',
      fixed: 'netns n container x { namespaces [user, net] }',
    },
  ],
});
