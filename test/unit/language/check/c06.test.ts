import { c06 } from '../../../../src/language/check/c06-time-without-offset.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c06, {
  right: ['container c { namespaces [time] clock boottime +7d }', 'container c { namespaces [pid] }'],
  wrong: [{ text: 'container c { namespaces [«time»] }' }],
});
