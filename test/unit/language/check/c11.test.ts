import { c11 } from '../../../../src/language/check/c11-user-not-mapped.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c11, {
  right: [
    'container x { namespaces [user] map ids 0 to host 100000 count 65536 user 1000:1000 }',
    'container x { namespaces [user] user 0 }',
    'container x { namespaces [] user 99999999:5 }',
    'container x { namespaces [user] map ids 0 to host 100000 count 65536 user }',
  ],
  wrong: [
    {
      text: 'container x { namespaces [user] map ids 0 to host 100000 count 1000 user «1000:1000» }',
      message: 'The user 1000 is not in the map.',
    },
    {
      text: 'container x { namespaces [user] map ids 0 to host 100000 count 1000 user «0:1000» }',
      message: 'The group 1000 is not in the map.',
    },
    { text: 'container x { namespaces [user] map ids 0 to host 100000 count 65536 user «0:0:0» }' },
  ],
});
