import { c29 } from '../../../../src/language/check/c29-device.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c29, {
  right: [
    'container x { device /dev/net/tun rw device /dev/fuse }',
    {
      text: 'container x { device /dev/null }',
      facts: { cgroups: { mode: 'v2', controllers: [] }, tools: { runc: '1.1', crun: null } },
    },
  ],
  wrong: [
    { text: 'container x { device «/etc/passwd» rw }' },
    { text: 'container x { device «/dev/../etc» rw }' },
    { text: 'container x { device /dev/null «wr» }', fixed: 'container x { device /dev/null rw }' },
    { text: 'container x { device /dev/null «x» }', fixed: 'container x { device /dev/null rw }' },
    {
      text: 'container x { «device /dev/null rw» }',
      facts: { cgroups: { mode: 'v2', controllers: [] }, tools: { runc: null, crun: null } },
      severity: 'warning',
    },
  ],
});
