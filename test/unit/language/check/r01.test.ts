import { r01 } from '../../../../src/language/check/r01-unreachable-gateway.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(r01, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { interface e on w { address 10.0.0.2/24 } }',
  ],
  wrong: [
    {
      text: 'veth w netns a { interface e on w { address 10.0.0.1/24 gateway «10.0.1.2» } } netns b { interface e on w { address 10.0.0.2/24 } }',
      fixed:
        'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { interface e on w { address 10.0.0.2/24 } }',
      message: '10.0.1.2 is out of reach: e is in 10.0.0.0/24.',
      severity: 'error',
    },
    {
      text: 'veth w netns a { route 10.9.0.0/16 via «10.8.0.1» interface e on w { address 10.0.0.1/24 } } netns b { interface e on w { address 10.0.0.2/24 } }',
      fixed:
        'veth w netns a { route 10.9.0.0/16 via 10.0.0.2 interface e on w { address 10.0.0.1/24 } } netns b { interface e on w { address 10.0.0.2/24 } }',
      message: '10.8.0.1 is out of reach: e is in 10.0.0.0/24.',
      severity: 'error',
    },
  ],
});
