import { r04 } from '../../../../src/language/check/r04-gateway-does-not-forward.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(r04, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { interface e on w { address 10.0.0.2/24 } sysctl net.ipv4.ip_forward = 1 }',
  ],
  wrong: [
    {
      text: 'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = «0» interface e on w { address 10.0.0.2/24 } }',
      fixed:
        'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    },
    {
      text: 'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns «b» { interface e on w { address 10.0.0.2/24 } }',
      fixed:
        'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { interface e on w { address 10.0.0.2/24 } sysctl net.ipv4.ip_forward = 1 }',
      message: 'b is a gateway, but net.ipv4.ip_forward is not 1 in it.',
      severity: 'warning',
    },
  ],
});
