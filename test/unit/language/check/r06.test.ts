import { r06 } from '../../../../src/language/check/r06-useless-route.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(r06, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
  ],
  wrong: [
    {
      text: 'veth w netns a { interface e on w { address 10.0.0.1/24 } «route 0.0.0.0/0 via 10.0.0.2» } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
      fixed:
        'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
      message: 'This is the default route: gateway says it.',
      severity: 'warning',
    },
    {
      text: 'veth w netns a { interface e on w { address 10.0.0.1/24 } route 10.5.0.0/16 via 10.0.0.2 «route 10.5.0.0/16 via 10.0.0.2» } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
      fixed:
        'veth w netns a { interface e on w { address 10.0.0.1/24 } route 10.5.0.0/16 via 10.0.0.2 } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
      message: 'There is another route to 10.5.0.0/16 in this place.',
      severity: 'warning',
    },
  ],
});
