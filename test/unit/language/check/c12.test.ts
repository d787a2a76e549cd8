import { c12 } from '../../../../src/language/check/c12-root-file-system.ts';
import { testCheck } from '../../../support/cspec.ts';
import { memoryFiles } from '../../../support/memory-files.ts';

const files = memoryFiles({
  '/w/root/bin/sh': '',
  '/w/mapped': { directory: true, uid: 100000 },
  '/w/mapped/bin': { directory: true, uid: 100000 },
  '/w/empty': { directory: true },
  '/w/file': 'text',
  '/w/link': { link: 'root' },
});
const at = { files, path: '/w/x.cspec' };

testCheck(c12, {
  right: [
    { ...at, text: 'container x { rootfs ./root namespaces [mnt] command ["sh"] }' },
    {
      ...at,
      text: 'container x { rootfs ./mapped namespaces [mnt, user] map ids 0 to host 100000 count 10 command ["sh"] }',
    },
    { ...at, text: 'container x { rootfs host }' },
    { ...at, text: 'container x { rootfs rootfs/web }' },
    'container x { rootfs ./nothing }',
    { text: 'container x { rootfs ./nothing }', path: '/w/x.cspec' },
  ],
  wrong: [
    {
      ...at,
      text: 'container x { rootfs «./maped» namespaces [mnt, user] map ids 0 to host 100000 count 10 command ["sh"] }',
      fixed: 'container x { rootfs ./mapped namespaces [mnt, user] map ids 0 to host 100000 count 10 command ["sh"] }',
      message: 'There is no directory /w/maped.',
    },
    { ...at, text: 'container x { rootfs «./nowhere» }' },
    { ...at, text: 'container x { rootfs «./file» }', message: '/w/file is no directory.' },
    { ...at, text: 'container x { rootfs «./empty» }', severity: 'warning' },
    { ...at, text: 'container x { rootfs «./link» }', severity: 'warning' },
    {
      ...at,
      text: 'container x { rootfs «./root» namespaces [mnt, user] map ids 0 to host 100000 count 10 command ["sh"] }',
      message: 'It belongs to 0, who is nobody inside: chown -R 100000:100000 ./root',
      severity: 'warning',
    },
  ],
});
