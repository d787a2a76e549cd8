import { a04 } from '../../../../src/language/check/a04-address-elsewhere.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a04, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
  ],
  wrong: [
    {
      text: 'bridge x veth z bridge y netns c { interface e on x { address 10.0.0.9/24 } } netns r { interface e on x { address 10.0.0.1/24 } interface f on z { address 10.5.0.1/24 } } netns q { interface e on y { address 10.0.0.2/24 } interface f on z { address 10.5.0.2/24 } } netns b { interface e on y { address «10.0.0.9/24» } }',
      message: 'Address 10.0.0.9 is on y and on x, which are connected.',
      severity: 'warning',
    },
  ],
});
