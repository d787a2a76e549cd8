import { c22 } from '../../../../src/language/check/c22-rootfs.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c22, {
  right: ['container c { namespaces [mnt] rootfs ./r command ["sh"] }', 'container c { rootfs host }'],
  wrong: [
    {
      text: 'container c { «rootfs ./r» command ["sh"] }',
      fixed: 'container c { namespaces [mnt] rootfs ./r command ["sh"] }',
    },
    {
      text: 'container c { namespaces [mnt] «rootfs ./r» }',
      fixed: 'container c { namespaces [mnt] rootfs ./r command ["sh"] }',
      severity: 'warning',
    },
  ],
});
