import { c04 } from '../../../../src/language/check/c04-hostname-of-host.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c04, {
  right: ['container c { namespaces [uts] hostname box }', 'container c { join uts of d hostname box }'],
  wrong: [
    {
      text: 'container c { namespaces [pid] «hostname box» }',
      fixed: 'container c { namespaces [pid, uts] hostname box }',
    },
    { text: 'container c { «hostname box» }', fixed: 'container c { namespaces [uts] hostname box }' },
  ],
});
