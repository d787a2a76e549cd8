import { c01 } from '../../../../src/language/check/c01-unknown-namespace.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c01, {
  right: ['container c { namespaces [pid, net, mnt, ipc, uts, user, cgroup, time] }'],
  wrong: [
    { text: 'container c { namespaces [«network»] }', fixed: 'container c { namespaces [net] }' },
    { text: 'container c { namespaces [pid, «UTS»] }', fixed: 'container c { namespaces [pid, uts] }' },
    { text: 'container c { join «network» of x }', fixed: 'container c { join net of x }' },
    { text: 'container c { namespaces [«everything»] }' },
    {
      text: 'container x { namespaces [pid, «mount»] }',
      fixed: 'container x { namespaces [pid, mnt] }',
      message: 'There is no kind of namespaces mount.',
    },
    { text: 'container x { join «mount» of path "/run/x" }', fixed: 'container x { join mnt of path "/run/x" }' },
  ],
});
