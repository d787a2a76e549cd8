import { e02 } from '../../../../src/language/check/e02-nobody-there.ts';
import { testCheck } from '../../../support/cspec.ts';

const PAIR =
  'veth w netns a { interface e on w { address 10.0.0.1/24 } } netns b { interface e on w { address 10.0.0.2/24 } }';

testCheck(e02, {
  right: [
    `${PAIR} expect a reaches 10.0.0.2`,
    `${PAIR} expect a not reaches 10.0.0.9`,
    // Of a network that the file does not tell of.
    `${PAIR} expect a reaches 192.0.2.1 expect a reaches 127.0.0.1`,
    'macvlan w parent eth0 netns a { interface e on w { address 10.0.0.1/24 } } expect a reaches 10.0.0.9',
    // No address: A01.
    `${PAIR} expect a reaches 10.0.0.900`,
  ],
  wrong: [
    {
      text: `${PAIR} expect a reaches «10.0.0.9»`,
      message: 'Nobody in this file has the address 10.0.0.9.',
      severity: 'warning',
    },
    {
      text: `${PAIR} expect a reaches «224.0.0.1»`,
      message: '224.0.0.1 is no address of one host.',
      severity: 'error',
    },
    { text: `${PAIR} expect a not reaches «0.0.0.0»`, severity: 'error' },
  ],
});
