import { a01 } from '../../../../src/language/check/a01-no-address.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a01, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
  ],
  wrong: [
    {
      text: 'veth w netns a { interface e on w { address «10.0.0.300/24» } } netns b { interface e on w {  } }',
      message: '10.0.0.300 is no IPv4 address: 300 is more than 255.',
      severity: 'error',
    },
    {
      text: 'netns a { interface e { gateway «10.0.0» } }',
      message: '10.0.0 is no IPv4 address: that has four numbers.',
      severity: 'error',
    },
    {
      text: 'netns a { interface e { gateway «10.0.0.1/24» } }',
      fixed: 'netns a { interface e { gateway 10.0.0.1 } }',
    },
    {
      text: 'netns a { interface e { address «10.0.0.010/24» } }',
      fixed: 'netns a { interface e { address 10.0.0.10/24 } }',
    },
  ],
});
