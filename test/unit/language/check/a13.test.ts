import { a13 } from '../../../../src/language/check/a13-subnet-too-small.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a13, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
    'bridge b { address 10.1.0.1/29 } netns a { interface e on b { address 10.1.0.2/29 } } netns c { interface e on b { address 10.1.0.3/29 } }  netns d { interface e on b { address 10.1.0.4/29 } }',
  ],
  wrong: [
    {
      text: 'bridge b { address «10.1.0.1/30» } netns a { interface e on b { address 10.1.0.2/30 } } netns c { interface e on b { address 10.1.0.3/30 } }  netns d { interface e on b { address 10.1.0.4/30 } }',
      fixed:
        'bridge b { address 10.1.0.1/29 } netns a { interface e on b { address 10.1.0.2/29 } } netns c { interface e on b { address 10.1.0.3/29 } }  netns d { interface e on b { address 10.1.0.4/29 } }',
      message: '10.1.0.0/30 has addresses for 2 interfaces, but 4 are on b.',
      severity: 'error',
    },
    {
      text: 'bridge b { address «10.1.0.1/30» } netns a { interface e on b { address 10.1.0.2/30 } } netns c { interface e on b { address 10.1.0.2/30 } }',
      fixed:
        'bridge b { address 10.1.0.1/29 } netns a { interface e on b { address 10.1.0.2/29 } } netns c { interface e on b { address 10.1.0.2/29 } }',
      message: '10.1.0.0/30 has addresses for 2 interfaces, but 3 are on b.',
      severity: 'error',
    },
  ],
});
