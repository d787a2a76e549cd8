import { c20 } from '../../../../src/language/check/c20-capability.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c20, {
  right: [
    'container c { capabilities [CAP_NET_ADMIN] }',
    'container c { capabilities default }',
    'container c { capabilities [] }',
  ],
  wrong: [
    { text: 'container c { capabilities [«NET_ADMIN»] }', fixed: 'container c { capabilities [CAP_NET_ADMIN] }' },
    { text: 'container c { capabilities [«CAP_NET_ADMN»] }', fixed: 'container c { capabilities [CAP_NET_ADMIN] }' },
    { text: 'container c { capabilities [«cap_chown»] }', fixed: 'container c { capabilities [CAP_CHOWN] }' },
    { text: 'container c { capabilities «defualt» }', fixed: 'container c { capabilities default }' },
    { text: 'container c { capabilities [«CAP_BPF»] }', facts: { lastCapability: 37 } },
  ],
});
