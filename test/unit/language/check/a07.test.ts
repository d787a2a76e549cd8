import { a07 } from '../../../../src/language/check/a07-broadcast-address.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a07, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    'veth w netns a { interface e on w { address 10.0.0.254/24 } } netns b { interface e on w { address 10.0.0.2/24 } }',
  ],
  wrong: [
    {
      text: 'veth w netns a { interface e on w { address «10.0.0.255/24» } } netns b { interface e on w { address 10.0.0.2/24 } }',
      fixed:
        'veth w netns a { interface e on w { address 10.0.0.254/24 } } netns b { interface e on w { address 10.0.0.2/24 } }',
      message: '10.0.0.255 is the broadcast address of 10.0.0.0/24.',
      severity: 'error',
    },
  ],
});
