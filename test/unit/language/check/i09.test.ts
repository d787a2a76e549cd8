import { i09 } from '../../../../src/language/check/i09-vxlan.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i09, {
  right: [
    'vxlan v { id 0 remote 192.0.2.1 } vxlan w { id 16777215 local 192.0.2.2 remote 192.0.2.1 port 4789 }',
    'vxlan v { id 7 local 192.0.2.300 remote 192.0.2.300 }',
    'vxlan v { id remote 192.0.2.1 }',
  ],
  wrong: [
    {
      text: 'vxlan v { id «16777216» remote 192.0.2.1 }',
      message: '16777216 is no VXLAN: they are numbered from 0 to 16777215.',
      severity: 'error',
    },
    { text: 'vxlan v { id «0x7» remote 192.0.2.1 }' },
    { text: 'vxlan «v» { remote 192.0.2.1 }', message: 'This VXLAN has no id.' },
    { text: 'vxlan «v» { id 7 }', message: 'This VXLAN has no remote address to send to.' },
    {
      text: 'vxlan v { id 7 local 192.0.2.1 remote «192.0.2.1» }',
      message: 'The remote address is the local one: v would send to itself.',
    },
    {
      text: 'vxlan v { id 7 local 192.0.2.1 remote «2001:db8::1» }',
      message: 'The local and the remote address must both be IPv4, or both IPv6.',
    },
  ],
});
