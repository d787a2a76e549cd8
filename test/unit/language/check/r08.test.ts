import { r08 } from '../../../../src/language/check/r08-no-way-back.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(r08, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    'veth w veth v netns a { interface e on w { address 10.0.0.1/24 } route 10.1.0.0/24 via 10.0.0.2 } netns r { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } interface f on v { address 10.1.0.1/24 } } netns b { interface e on v { address 10.1.0.2/24 } route 10.0.0.0/24 via 10.1.0.1 }',
  ],
  wrong: [
    {
      text: 'veth w veth v netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns r { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } interface f on v { address 10.1.0.1/24 } } netns b { interface «e» on v { address 10.1.0.2/24 } }',
      fixed:
        'veth w veth v netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns r { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } interface f on v { address 10.1.0.1/24 } } netns b { interface e on v { address 10.1.0.2/24 gateway 10.1.0.1 } }',
    },
    {
      text: 'veth w veth v netns a { interface e on w { address 10.0.0.1/24 } route «10.1.0.0/24» via 10.0.0.2 } netns r { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } interface f on v { address 10.1.0.1/24 } } netns b { interface e on v { address 10.1.0.2/24 } }',
      fixed:
        'veth w veth v netns a { interface e on w { address 10.0.0.1/24 } route 10.1.0.0/24 via 10.0.0.2 } netns r { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } interface f on v { address 10.1.0.1/24 } } netns b { interface e on v { address 10.1.0.2/24 } route 10.0.0.0/24 via 10.1.0.1 }',
      message: 'No answer comes back: b has no route to 10.0.0.0/24, where a is.',
      severity: 'information',
    },
  ],
});
