import { c04 } from '../../../../src/language/check/c04-hostname-of-host.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c04, {
  right: ['container c { namespaces [uts] hostname box }', 'container c { join uts of d hostname box }'],
  wrong: [
    // A list that is broken does not become more so.
    {
      text: 'container c { «hostname box» namespaces\n',
      fixed: 'container c { hostname box namespaces [uts]\n',
    },
    { text: 'container c { namespaces [pid «hostname box»', fixed: 'container c { namespaces [pid, uts hostname box' },
    {
      text: 'container c { namespaces [pid, ] «hostname box» }',
      fixed: 'container c { namespaces [pid, uts] hostname box }',
    },
    { text: 'container c { namespaces [] «hostname box» }', fixed: 'container c { namespaces [uts] hostname box }' },
    { text: 'container c  «hostname box»', fixed: 'container c  namespaces [uts] hostname box' },
    {
      text: 'container c { namespaces [pid] «hostname box» }',
      fixed: 'container c { namespaces [pid, uts] hostname box }',
    },
    { text: 'container c { «hostname box» }', fixed: 'container c { namespaces [uts] hostname box }' },
  ],
});
