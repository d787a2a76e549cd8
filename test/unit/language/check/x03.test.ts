import { x03 } from '../../../../src/language/check/x03-old-engine.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(x03, {
  right: [
    'container x { namespaces [time]  }',
    { text: 'container x { namespaces [time]  }', facts: { tools: { unshare: '2.38.1', runc: '1.1.5' } } },
    {
      text: 'container x { namespaces [time, mnt] rootfs ./r }',
      facts: { tools: { unshare: '2.38.1', runc: '1.2.0' } },
    },
    {
      text: 'container x { namespaces [user] map ids 0 to host 100000 count 5 }',
      facts: { rootless: true, tools: { newuidmap: '4.13' } },
    },
    {
      text: 'container x { namespaces [user] map ids 0 to host 100000 count 5 }',
      facts: { tools: { unshare: '2.39' } },
    },
    {
      text: 'container x { rootfs ./r namespaces [user, mnt] map ids 0 to host 100000 count 5 }',
      facts: { tools: { unshare: '2.38.1', runc: '1.2.0' } },
    },
    {
      text: 'container x { namespaces [mnt] rootfs ./r }',
      facts: { cgroups: { mode: 'hybrid', controllers: [] }, tools: { crun: '1.8.1', runc: '1.1.5' } },
    },
  ],
  wrong: [
    { text: 'container x { namespaces [«time»]  }', facts: { tools: { unshare: null } } },
    { text: 'container x { namespaces [pid, «time»]  }', facts: { tools: { unshare: '2.34' } }, severity: 'warning' },
    {
      text: 'container x { namespaces [mnt, «time»] rootfs ./r }',
      facts: { tools: { unshare: '2.38.1', runc: '1.1.5' } },
      severity: 'information',
    },
    {
      text: 'container x { namespaces [user] «map ids 0 to host 100000 count 5» }',
      facts: { rootless: true, tools: { newuidmap: null } },
    },
    {
      text: 'container x { namespaces [user] «map ids 0 to host 100000 count 5» }',
      facts: { tools: { unshare: '2.38.1' } },
      severity: 'information',
    },
    {
      text: 'container x { namespaces [mnt] «rootfs ./r» }',
      facts: { cgroups: { mode: 'hybrid', controllers: [] }, tools: { crun: '1.8.1', runc: null } },
      severity: 'information',
    },
  ],
});
