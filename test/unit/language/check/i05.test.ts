import { i05 } from '../../../../src/language/check/i05-mtu.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i05, {
  right: [
    'veth w { mtu 9000 } netns a { interface e on w } netns b { interface e on w { mtu 9000 } }',
    'veth w { mtu 68 } bridge b { mtu 65535 } netns a { interface e on w } netns b { interface e on w }',
    'bridge b netns a { interface e on b { mtu 1400 } } netns c { interface e on b { mtu 1400 } }',
    'vxlan v { id 7 remote 192.0.2.1 mtu 1450 } netns a { interface e on v }',
    'vxlan v { id 7 remote 192.0.2.1 } netns a { interface e on v { mtu 1450 } } netns b { interface e on v }',
    'bridge u { mtu 9000 } netns n { interface e on u { address 192.0.2.1/24 } } vxlan v { id 7 local 192.0.2.1 remote 192.0.2.2 mtu 8950 }',
    'veth w { mtu }',
  ],
  wrong: [
    { text: 'vxlan x { id 1 remote 10.0.0.1 mtu «1_000» }', fixed: 'vxlan x { id 1 remote 10.0.0.1 mtu 1450 }' },
    {
      text: 'bridge b { mtu 9000 } netns n { interface e on b { mtu «9k» } }',
      fixed: 'bridge b { mtu 9000 } netns n { interface e on b { mtu 9000 } }',
    },
    {
      text: 'veth w { mtu «67» }',
      fixed: 'veth w { mtu 1500 }',
      message: 'An MTU is a number of bytes from 68 to 65535.',
      severity: 'error',
    },
    { text: 'bridge w { mtu «65536» }', fixed: 'bridge w { mtu 65535 }' },
    { text: 'netns a { interface e { mtu «1500B» } }', fixed: 'netns a { interface e { mtu 1500 } }' },
    {
      text: 'veth w netns a { interface e on w { mtu «9000» } } netns b { interface e on w }',
      fixed: 'veth w netns a { interface e on w { mtu 1500 } } netns b { interface e on w }',
      message: 'The MTU of w is 1500, but here it is 9000.',
      severity: 'warning',
    },
    {
      text: 'bridge w { mtu 1400 } netns a { interface e on w { mtu «1500» } }',
      fixed: 'bridge w { mtu 1400 } netns a { interface e on w { mtu 1400 } }',
    },
    {
      text: 'bridge w netns a { interface e on w { mtu 9000 } } netns b { interface e on w { mtu 9000 } } netns c { interface «e» on w }',
      fixed:
        'bridge w netns a { interface e on w { mtu 9000 } } netns b { interface e on w { mtu 9000 } } netns c { interface e on w { mtu 9000 } }',
    },
    {
      text: 'vxlan v { id 7 remote 192.0.2.1 mtu «1500» } netns a { interface e on v }',
      fixed: 'vxlan v { id 7 remote 192.0.2.1 mtu 1450 } netns a { interface e on v }',
      message: 'VXLAN puts 50 bytes before each packet, and what carries it takes 1500: 1450 are left.',
      severity: 'warning',
    },
    {
      text: 'vxlan v { id 7 remote 2001:db8::1 } netns a { interface e on v { mtu «1450» } }',
      fixed: 'vxlan v { id 7 remote 2001:db8::1 } netns a { interface e on v { mtu 1430 } }',
    },
  ],
});
