import { c13 } from '../../../../src/language/check/c13-root-outside.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c13, {
  right: [
    'container x { rootfs ./r namespaces [mnt] }',
    'container x { rootfs /srv/r namespaces [mnt] }',
    { text: 'container x { rootfs ../r namespaces [mnt] }', path: '/w/a/b.cspec', folders: ['/w'] },
    { text: 'container x { rootfs ../../r namespaces [mnt] }', path: '/w/a/b.cspec' },
  ],
  wrong: [
    { text: 'container x { rootfs «/» }', fixed: 'container x { rootfs host }' },
    { text: 'container x { rootfs «/usr/» }', fixed: 'container x { rootfs host }' },
    {
      text: 'container x { rootfs «../../r» namespaces [mnt] }',
      path: '/w/a/b.cspec',
      folders: ['/w'],
      severity: 'warning',
    },
  ],
});
