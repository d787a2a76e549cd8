import { i07 } from '../../../../src/language/check/i07-cable-in-one-place.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i07, {
  right: [
    'veth w netns a { interface e on w } netns b { interface e on w }',
    'bridge w netns a { interface e on w  interface f on w }',
    // One end: I06. Three: I06 too.
    'veth w netns a { interface e on w }',
    'veth w netns a { interface e on w  interface f on w  interface g on w }',
    'veth w netns n profile p { interface e on w } container c { use p join net of n } container d { use p join net of n }',
  ],
  wrong: [
    {
      text: 'veth w netns a { interface e on w  interface «f» on w }',
      message: 'Both ends of w are in a.',
      severity: 'warning',
    },
    { text: 'veth w netns a { interface e on w } container c { join net of a  interface «f» on w }' },
  ],
});
