import { e07 } from '../../../../src/language/check/e07-process-count.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(e07, {
  right: [
    'container c { limits { pids.max = 2 } } expect c processes 0 expect c processes 2 expect c not processes 3',
    'cgroup g { pids.max = max } expect g processes 4194304',
  ],
  wrong: [
    {
      text: 'container c { } expect c processes «-1»',
      message: '-1 is no number of processes: they are from 0 to 4194304.',
      severity: 'error',
    },
    { text: 'container c { } expect c processes «1.5»' },
    { text: 'cgroup g { } expect g processes «4194305»' },
    {
      text: 'cgroup g { pids.max = 3 } container c { cgroup g limits { pids.max = 9 } } expect c processes «4»',
      message: 'There are never so many: pids.max of g is 3.',
      severity: 'warning',
    },
  ],
});
