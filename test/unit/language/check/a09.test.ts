import { a09 } from '../../../../src/language/check/a09-overlapping-subnets.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a09, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
  ],
  wrong: [
    {
      text: 'bridge x { address 10.0.0.1/16 } bridge y { address «10.0.3.1/24» }',
      message: 'host is on both y and x, whose networks 10.0.3.0/24 and 10.0.0.0/16 overlap.',
      severity: 'error',
    },
  ],
});
