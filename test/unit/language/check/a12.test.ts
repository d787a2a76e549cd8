import { a12 } from '../../../../src/language/check/a12-small-mtu.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a12, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    'veth w { mtu 1280 } netns a { interface e on w { address fd00::1/64 } }',
  ],
  wrong: [
    {
      text: 'veth w { mtu «1000» } netns a { interface e on w { address fd00::1/64 } }',
      fixed: 'veth w { mtu 1280 } netns a { interface e on w { address fd00::1/64 } }',
      message: 'An interface with an MTU of 1000 cannot have the IPv6 address fd00::1/64.',
      severity: 'error',
    },
  ],
});
