import { c05 } from '../../../../src/language/check/c05-clock.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c05, {
  right: ['container c { namespaces [time] clock boottime +7d }'],
  wrong: [
    { text: 'container c { «clock boottime +7d» }', fixed: 'container c { namespaces [time] clock boottime +7d }' },
    {
      text: 'container c { namespaces [time] clock «boot» +7d }',
      fixed: 'container c { namespaces [time] clock boottime +7d }',
    },
    { text: 'container c { namespaces [time] clock boottime «+7x» }' },
    {
      text: 'container x { namespaces [pid] clock «realtime» +7d }',
      fixed: 'container x { namespaces [pid, time] clock boottime +7d }',
    },
  ],
});
