import { i06 } from '../../../../src/language/check/i06-cable-ends.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i06, {
  right: [
    'veth w netns a { interface e on w } netns b { interface e on w }',
    'veth w netns a { interface e on w  interface f on w }',
    // Unused: N05.
    'veth w',
    'bridge w netns a { interface e on w }',
    'veth w profile p { interface e on w } container a { use p } container b { use p }',
  ],
  wrong: [
    {
      text: 'veth «w»\nnetns a { interface e on w }\n',
      fixed: 'veth w\n\nnetns w-2 {\n  interface eth0 on w\n}\nnetns a { interface e on w }\n',
      message: 'A veth is a cable with two ends, and w has one.',
      severity: 'error',
    },
    {
      text: 'veth «w» netns a { interface e on w } netns b',
      fixed: 'veth w netns a { interface e on w } netns b { interface eth0 on w }',
      fix: 'Add the other end in b',
    },
    {
      text: 'veth «w» { netem [delay=1ms] } netns a { interface e on w } netns b { interface e on w } netns c { interface e on w }',
      fixed: 'bridge w { } netns a { interface e on w } netns b { interface e on w } netns c { interface e on w }',
      message: 'A veth is a cable with two ends, and w has 3.',
    },
    {
      text: 'veth «w» profile p { interface e on w } container a { use p } container b { use p } container c { use p }',
      fixed:
        'bridge w profile p { interface e on w } container a { use p } container b { use p } container c { use p }',
    },
  ],
});
