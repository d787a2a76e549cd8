import { i11 } from '../../../../src/language/check/i11-parent-link.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i11, {
  right: [
    'macvlan lan parent nowhere0',
    {
      text: 'macvlan lan parent eth0 mode bridge',
      facts: {
        links: [
          { name: 'lo', kind: 'loopback', wireless: false },
          { name: 'eth0', kind: 'physical', wireless: false },
          { name: 'wlan0', kind: 'physical', wireless: true },
        ],
      },
    },
    {
      text: 'bridge br0\nmacvlan lan parent br0',
      facts: {
        links: [
          { name: 'lo', kind: 'loopback', wireless: false },
          { name: 'eth0', kind: 'physical', wireless: false },
          { name: 'wlan0', kind: 'physical', wireless: true },
        ],
      },
    },
    {
      text: 'host { interface up0 }\nvlan v parent up0 id 5',
      facts: {
        links: [
          { name: 'lo', kind: 'loopback', wireless: false },
          { name: 'eth0', kind: 'physical', wireless: false },
          { name: 'wlan0', kind: 'physical', wireless: true },
        ],
      },
    },
    {
      text: 'macvlan lan parent',
      facts: {
        links: [
          { name: 'lo', kind: 'loopback', wireless: false },
          { name: 'eth0', kind: 'physical', wireless: false },
          { name: 'wlan0', kind: 'physical', wireless: true },
        ],
      },
    },
  ],
  wrong: [
    {
      text: 'macvlan lan parent «eth1» mode bridge',
      fixed: 'macvlan lan parent eth0 mode bridge',
      facts: {
        links: [
          { name: 'lo', kind: 'loopback', wireless: false },
          { name: 'eth0', kind: 'physical', wireless: false },
          { name: 'wlan0', kind: 'physical', wireless: true },
        ],
      },
      message: 'The host has no link eth1.',
    },
    {
      text: 'vlan v parent «bond7» id 5',
      fixed: 'vlan v parent enp1s0 id 5',
      facts: {
        links: [
          { name: 'lo', kind: 'loopback', wireless: false },
          { name: 'enp1s0', kind: 'physical', wireless: false },
        ],
      },
    },
    {
      text: 'macvlan lan parent «wlan0»',
      fixed: 'ipvlan lan parent wlan0',
      facts: {
        links: [
          { name: 'lo', kind: 'loopback', wireless: false },
          { name: 'eth0', kind: 'physical', wireless: false },
          { name: 'wlan0', kind: 'physical', wireless: true },
        ],
      },
      severity: 'warning',
    },
    {
      text: 'bridge br0 { address 10.0.0.1/24 }\nmacvlan lan parent «br0»\nnetns a { interface eth0 on lan { address 10.0.0.2/24 } }',
      severity: 'information',
    },
  ],
});
