import { g16 } from '../../../../src/language/check/g16-io-device.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(g16, {
  right: [
    'cgroup g { io.max = /dev/sdz rbps=1M }',
    {
      text: 'cgroup g { io.max = /dev/sda rbps=1M }',
      facts: {
        blockDevices: [
          { path: '/dev/sda', partition: false },
          { path: '/dev/sda1', partition: true },
        ],
      },
    },
    'cgroup g { io.weight = 10 }',
  ],
  wrong: [
    { text: 'cgroup g { io.max = «rbps=1M» }' },
    {
      text: 'cgroup g { io.max = «/dev/sdb» rbps=1M }',
      facts: {
        blockDevices: [
          { path: '/dev/sda', partition: false },
          { path: '/dev/sda1', partition: true },
        ],
      },
      severity: 'error',
    },
    {
      text: 'cgroup g { io.max = «/dev/sda1» rbps=1M }',
      fixed: 'cgroup g { io.max = /dev/sda rbps=1M }',
      facts: {
        blockDevices: [
          { path: '/dev/sda', partition: false },
          { path: '/dev/sda1', partition: true },
        ],
      },
      severity: 'warning',
    },
  ],
});
