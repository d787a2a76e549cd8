import { i08 } from '../../../../src/language/check/i08-vlan.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i08, {
  right: [
    'vlan v parent eth0 id 1 vlan w parent eth0 id 4094',
    'bridge b { vlan_filtering on port eth1 vlan 10 tagged } netns a { interface e on b { vlan 10 } }',
    'bridge b { port eth1 } netns a { interface e on b }',
    'netns a { interface e { vlan 7 } }',
  ],
  wrong: [
    {
      text: 'vlan v parent eth0 id «4095»',
      message: '4095 is no VLAN: they are numbered from 1 to 4094.',
      severity: 'error',
    },
    { text: 'vlan v parent eth0 id «0»' },
    { text: 'bridge b { vlan_filtering on port eth1 vlan «10,11» }' },
    {
      text: 'bridge b netns a { interface e on b { vlan «10» } } netns c { interface e on b { vlan 10 } }',
      message: 'The bridge b does not look at VLANs: it has no vlan_filtering on.',
    },
    { text: 'bridge b { vlan_filtering off port eth1 vlan «10» }' },
    {
      text: 'veth w netns a { interface e on w { «vlan 10» } }',
      message: 'w is no bridge: interfaces on it are in no VLAN of their own.',
    },
  ],
});
