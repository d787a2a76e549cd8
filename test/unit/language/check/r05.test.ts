import { r05 } from '../../../../src/language/check/r05-two-default-routes.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(r05, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    'veth w veth v netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } interface f on v { address 10.1.0.1/24 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } interface f on v { address 10.1.0.2/24 } }',
  ],
  wrong: [
    {
      text: 'veth w veth v netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } interface f on v { address 10.1.0.1/24 «gateway 10.1.0.2» } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } interface f on v { address 10.1.0.2/24 } }',
      fixed:
        'veth w veth v netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } interface f on v { address 10.1.0.1/24 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } interface f on v { address 10.1.0.2/24 } }',
      message: 'a has two default routes for IPv4.',
      severity: 'error',
    },
  ],
});
