import { c07 } from '../../../../src/language/check/c07-cgroup-namespace.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(c07, {
  right: [
    'container c { namespaces [cgroup] limits { pids.max = 3 } }',
    'cgroup g { } container c { namespaces [cgroup] cgroup g }',
  ],
  wrong: [{ text: 'container c { namespaces [«cgroup»] }' }],
});
