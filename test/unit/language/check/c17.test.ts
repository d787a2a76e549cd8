import { c17 } from '../../../../src/language/check/c17-bind-source.ts';
import { testCheck } from '../../../support/cspec.ts';
import { memoryFiles } from '../../../support/memory-files.ts';

const files = memoryFiles({
  '/w/site/index.html': '',
  '/etc/hosts': '',
  '/run/docker.sock': '',
  '/var/www': { directory: true },
});
const at = { files, path: '/w/x.cspec' };

testCheck(c17, {
  right: [
    { ...at, text: 'container x { namespaces [mnt] mount bind ./site at /srv }' },
    { ...at, text: 'container x { namespaces [mnt] mount bind /w/site at /srv }' },
    { ...at, text: 'container x { namespaces [mnt] mount bind /var/www at /srv }' },
    { ...at, text: 'container x { namespaces [mnt] mount bind /etc/hosts at /srv [ro] }' },
    { ...at, text: 'container x { namespaces [mnt] mount bind / at /srv [ro] }' },
    'container x { namespaces [mnt] mount bind ./anything at /srv }',
    { ...at, text: 'container x { mount bind }' },
  ],
  wrong: [
    { ...at, text: 'container x { namespaces [mnt] mount bind «./sight» at /srv }' },
    {
      ...at,
      text: 'container x { namespaces [mnt] mount bind «./sitee» at /srv }',
      fixed: 'container x { namespaces [mnt] mount bind ./site at /srv }',
      message: 'There is no /w/sitee on the host.',
    },
    {
      ...at,
      text: 'container x { namespaces [mnt] mount bind «/» at /srv }',
      fixed: 'container x { namespaces [mnt] mount bind / at /srv [ro] }',
      severity: 'error',
    },
    {
      ...at,
      text: 'container x { namespaces [mnt] mount bind «/etc/hosts» at /srv [nosuid] }',
      fixed: 'container x { namespaces [mnt] mount bind /etc/hosts at /srv [nosuid, ro] }',
      severity: 'warning',
    },
    {
      ...at,
      text: 'container x { namespaces [mnt] mount bind «/etc/hosts» at /srv [rw] }',
      fixed: 'container x { namespaces [mnt] mount bind /etc/hosts at /srv [ro] }',
    },
    {
      ...at,
      text: 'container x { namespaces [mnt] mount bind «/run/docker.sock» at /srv [ro] }',
      message: 'Who speaks to /run/docker.sock is root on the host.',
    },
  ],
});
