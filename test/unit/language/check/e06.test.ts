import { e06 } from '../../../../src/language/check/e06-expected-twice.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(e06, {
  right: [
    'netns a netns b expect a reaches b expect b reaches a expect a reaches b port 80 expect a not reaches b port 81',
    'container c { } expect c listens 80 expect c not listens 81 expect c processes 1 expect c not processes 2',
    'container c { } container d { } expect c exits 0 expect d not exits expect d oom_killed expect c not oom_killed',
    'container c { } expect c not exits 0 expect c not exits 1 expect c not exits',
  ],
  wrong: [
    {
      text: 'netns a netns b\nexpect a reaches b\n«expect a reaches b within 5s»\n',
      fixed: 'netns a netns b\nexpect a reaches b\n',
      message: 'This is expected already.',
      severity: 'warning',
    },
    {
      text: 'netns a netns b\nexpect a reaches b\n«expect a not reaches b»\n',
      fixed: 'netns a netns b\nexpect a reaches b\n',
      message: 'Both cannot be: the other is expected already.',
      severity: 'error',
    },
    {
      text: 'container c { }\nexpect c processes 1\n«expect c processes 2»\n',
      fixed: 'container c { }\nexpect c processes 1\n',
    },
    { text: 'container c { }\nexpect c exits 0\n«expect c not exits»\n', fixed: 'container c { }\nexpect c exits 0\n' },
    {
      text: 'container c { }\nexpect c not exits\n«expect c exits 0»\n',
      fixed: 'container c { }\nexpect c not exits\n',
    },
    { text: 'container c { }\nexpect c exits 0\n«expect c exits 1»\n', fixed: 'container c { }\nexpect c exits 0\n' },
  ],
});
