import { c21 } from '../../../../src/language/check/c21-dangerous-capabilities.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c21, {
  right: ['container c { capabilities [CAP_NET_ADMIN] }', 'container c { namespaces [user] capabilities all }'],
  wrong: [
    { text: 'container c { «capabilities [CAP_SYS_ADMIN]» }', fixed: 'container c { capabilities default }' },
    { text: 'container c { «capabilities all» }', fixed: 'container c { capabilities default }' },
  ],
});
