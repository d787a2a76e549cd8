import { c03 } from '../../../../src/language/check/c03-pid-without-proc.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c03, {
  right: [
    'container c { namespaces [pid, mnt] mount proc at /proc }',
    'container c { namespaces [pid, mnt] mount standard }',
    'container c { namespaces [net] }',
    'container c { rootfs ./r namespaces [pid, mnt] }',
  ],
  wrong: [
    { text: 'container c { namespaces [«pid»] }', fixed: 'container c { namespaces [pid, mnt] mount proc at /proc }' },
    {
      text: 'container c { namespaces [mnt, «pid»] }',
      fixed: 'container c { namespaces [mnt, pid] mount proc at /proc }',
    },
  ],
});
