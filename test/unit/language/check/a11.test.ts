import { a11 } from '../../../../src/language/check/a11-prefix-differs.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a11, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    'bridge b { address 10.1.0.1/24 } netns a { interface e on b { address 10.1.0.2/24 } }',
  ],
  wrong: [
    {
      text: 'bridge b { address 10.1.0.1/24 } netns a { interface e on b { address «10.1.0.2/25» } }',
      fixed: 'bridge b { address 10.1.0.1/24 } netns a { interface e on b { address 10.1.0.2/24 } }',
      message: 'The network of b is 10.1.0.0/24, but this address says /25.',
      severity: 'warning',
    },
  ],
});
