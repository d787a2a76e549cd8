import { c16 } from '../../../../src/language/check/c16-mount-target.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c16, {
  right: [
    'container x {\n  namespaces [mnt]\n  mount standard\n  mount tmpfs at /tmp\n  mount bind ./a at /srv\n  mount bind ./b at /srv/b\n}',
    'container x {\n  namespaces [mnt]\n  mount standard\n  mount tmpfs at /dev/shm\n}',
    'container x {\n  namespaces [mnt]\n  mount tmpfs at\n}',
    'container x {\n  namespaces [mnt]\n  mount proc\n  mount sysfs\n}',
  ],
  wrong: [
    {
      text: 'container x {\n  namespaces [mnt]\n  mount tmpfs at «./tmp»\n}',
      fixed: 'container x {\n  namespaces [mnt]\n  mount tmpfs at /tmp\n}',
    },
    {
      text: 'container x {\n  namespaces [mnt]\n  mount tmpfs at «/srv/../tmp»\n}',
      fixed: 'container x {\n  namespaces [mnt]\n  mount tmpfs at /tmp\n}',
    },
    { text: 'container x {\n  namespaces [mnt]\n  mount tmpfs at «/»\n}' },
    {
      text: 'container x {\n  namespaces [mnt]\n  mount tmpfs at /tmp\n  mount tmpfs at «/tmp/»\n}',
      fixed: 'container x {\n  namespaces [mnt]\n  mount tmpfs at /tmp\n}',
    },
    {
      text: 'container x {\n  namespaces [mnt]\n  mount standard\n  mount proc at «/proc»\n}',
      fixed: 'container x {\n  namespaces [mnt]\n  mount standard\n}',
    },
    {
      text: 'container x {\n  namespaces [mnt]\n  mount proc\n  «mount standard»\n}',
      fixed: 'container x {\n  namespaces [mnt]\n  mount proc\n}',
    },
    {
      text: 'container x {\n  namespaces [mnt]\n  mount bind ./b at /srv/b\n  mount bind ./a at «/srv»\n}',
      fixed: 'container x {\n  namespaces [mnt]\n  mount bind ./a at /srv\n  mount bind ./b at /srv/b\n}',
      severity: 'warning',
    },
  ],
});
