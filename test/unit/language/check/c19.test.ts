import { c19 } from '../../../../src/language/check/c19-mount-on-host.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c19, {
  right: ['container c { namespaces [mnt] mount proc }', 'container c {  }'],
  wrong: [{ text: 'container c { «mount proc» }', fixed: 'container c { namespaces [mnt] mount proc }' }],
});
