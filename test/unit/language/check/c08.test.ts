import { c08 } from '../../../../src/language/check/c08-user-map.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c08, {
  right: [
    'container x { namespaces [user] map uids 0 to host 100000 count 9 map gids 0 to host 200000 count 9 }',
    'container c { namespaces [user] map ids 0 to host 100000 count 65536 }',
  ],
  wrong: [
    {
      text: 'container c { namespaces [«user»] }',
      fixed: 'container c { namespaces [user] map ids 0 to host 100000 count 65536 }',
    },
    {
      text: 'container c { namespaces [pid] «map ids 0 to host 1 count 1» }',
      fixed: 'container c { namespaces [pid, user] map ids 0 to host 1 count 1 }',
    },
    {
      text: 'container x { namespaces [user] map «uids» 0 to host 100000 count 9 map uids 9 to host 200000 count 9 }',
      fixed: 'container x { namespaces [user] map ids 0 to host 100000 count 9 map ids 9 to host 200000 count 9 }',
      message: 'All groups in it are nobody: only users are mapped.',
      severity: 'warning',
    },
    {
      text: 'container x { namespaces [user] map «gids» 0 to host 100000 count 9 }',
      fixed: 'container x { namespaces [user] map ids 0 to host 100000 count 9 }',
    },
  ],
});
