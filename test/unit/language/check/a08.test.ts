import { a08 } from '../../../../src/language/check/a08-special-address.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a08, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 gateway 10.0.0.2 } } netns b { sysctl net.ipv4.ip_forward = 1 interface e on w { address 10.0.0.2/24 } }',
    'bridge b { address fd00:1::1/64 } netns a { interface e on b { address fd00:1::2/64 } } netns c { interface e on b { address fd00:1::3/64 } }',
    'veth w netns a { interface e on w { address 10.9.0.0/31 } } netns b { interface e on w { address 10.9.0.1/31 } }',
  ],
  wrong: [
    {
      text: 'veth w netns a { interface e on w { address «224.0.0.1/24» } } netns b { interface e on w {  } }',
      message: '224.0.0.1 is a multicast address: it means a group, not an interface.',
      severity: 'error',
    },
    {
      text: 'veth w netns a { interface e on w { address «127.0.0.1/8» } } netns b { interface e on w {  } }',
      message: '127.0.0.1 never leaves its place: only the interface lo may have it.',
      severity: 'error',
    },
    {
      text: 'veth w netns a { interface e on w { address «240.0.0.1/24» } } netns b { interface e on w {  } }',
      message: '240.0.0.1 is in 240.0.0.0/4, which is reserved: other systems refuse it.',
      severity: 'warning',
    },
  ],
});
