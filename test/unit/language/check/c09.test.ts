import { c09 } from '../../../../src/language/check/c09-id-map.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c09, {
  right: [
    'container x { namespaces [user] map ids 0 to host 100000 count 65536 }',
    'container x { namespaces [user] map uids 0 to host 1000 count 1 map uids 1 to host 100000 count 10 map gids 0 to host 1000 count 1 }',
    'container x { namespaces [user] map }',
    'container x { namespaces [user] map ids 0 to host 100000 count 10 map ids 10 to host 200000 count 10 }',
  ],
  wrong: [
    {
      text: 'container x { namespaces [user] map «idz» 0 to host 100000 count 10 }',
      fixed: 'container x { namespaces [user] map ids 0 to host 100000 count 10 }',
    },
    { text: 'container x { namespaces [user] map ids 0 to host 100000 count «0» }', message: '0 is no number of ids.' },
    { text: 'container x { namespaces [user] map ids «0x1» to host 100000 count 1 }' },
    {
      text: 'container x { namespaces [user] map ids 0 to host 4294967290 count «65536» }',
      fixed: 'container x { namespaces [user] map ids 0 to host 4294967290 count 5 }',
    },
    {
      text: 'container x { namespaces [user] map ids 0 to host 100000 count 10 map ids «5» to host 200000 count 10 }',
      message: 'An id inside has two ids outside then.',
    },
    {
      text: 'container x { namespaces [user] map uids 0 to host 100000 count 10 map uids 10 to host «100009» count 10 }',
      message: 'Two ids inside are one outside then.',
    },
    {
      text: 'container x { namespaces [user] map ids «1» to host 100000 count 10 }',
      severity: 'warning',
      message: 'x has no root: the id 0 is not mapped.',
    },
  ],
});
