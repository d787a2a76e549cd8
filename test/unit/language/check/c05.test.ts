import { c05 } from '../../../../src/language/check/c05-clock.ts';
import { testCheck } from '../../../support/cspec.ts';

/** A host that was started three hours ago. */
const facts = { bootTime: Math.floor(Date.now() / 1000) - 3 * 3600 - 60 };

testCheck(c05, {
  right: [
    'container c { namespaces [time] clock boottime +7d }',
    'container c { namespaces [time] clock boottime -7d }',
    { text: 'container c { namespaces [time] clock boottime -2h clock monotonic +99d }', facts },
  ],
  wrong: [
    { text: 'container c { «clock boottime +7d» }', fixed: 'container c { namespaces [time] clock boottime +7d }' },
    {
      text: 'container c { namespaces [time] clock «boot» +7d }',
      fixed: 'container c { namespaces [time] clock boottime +7d }',
    },
    { text: 'container c { namespaces [time] clock boottime «+7x» }' },
    {
      text: 'container c { namespaces [time] clock monotonic «-4h» }',
      facts,
      message: 'The clock would be negative: this host was started 3 hours ago.',
    },
    {
      text: 'container c { namespaces [time] clock monotonic «+60000d» }',
      message: 'A clock can be moved by 53375 days at most.',
    },
    {
      text: 'container x { namespaces [pid] clock «realtime» +7d }',
      fixed: 'container x { namespaces [pid, time] clock boottime +7d }',
    },
  ],
});
