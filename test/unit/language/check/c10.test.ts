import { c10 } from '../../../../src/language/check/c10-subordinate-ids.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c10, {
  right: [
    'container x { namespaces [user] map ids 0 to host 100000 count 65536 }',
    'container x { namespaces [user] map ids 0 to host 1000 count 1 }',
    {
      text: 'container x { namespaces [user] map ids 0 to host 165536 count 65536 }',
      facts: { rootless: true, subuids: [{ first: 165536, count: 65536 }] },
    },
    {
      text: 'container x { namespaces [user] map ids 0 to host 1000 count 1 }',
      facts: { rootless: true, subuids: [{ first: 165536, count: 65536 }] },
    },
  ],
  wrong: [
    {
      text: 'container x { namespaces [user] map ids 0 to host «1000» count 100 }',
      fixed: 'container x { namespaces [user] map ids 0 to host 100000 count 100 }',
      message: 'These are ids of people on the host.',
    },
    {
      text: 'container x { namespaces [user] map ids 0 to host «0» count 65536 }',
      fixed: 'container x { namespaces [user] map ids 0 to host 100000 count 65536 }',
      message: 'These are ids of the system of the host.',
    },
    {
      text: 'container x { namespaces [user] map ids 0 to host «100000» count 70000 }',
      fixed: 'container x { namespaces [user] map ids 0 to host 165536 count 65536 }',
      facts: { rootless: true, subuids: [{ first: 165536, count: 65536 }] },
    },
  ],
});
