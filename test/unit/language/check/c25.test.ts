import { c25 } from '../../../../src/language/check/c25-join-target.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c25, {
  right: [
    'netns n container x { join foo of n }',
    'netns a container d { namespaces [pid] } container c { join net of a join pid of d }',
  ],
  wrong: [
    { text: 'netns a container c { join «pid» of a }' },
    { text: 'container d { } container c { join pid of «d» }' },
  ],
});
