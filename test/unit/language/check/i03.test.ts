import { i03 } from '../../../../src/language/check/i03-interface-twice.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i03, {
  right: [
    'netns a { interface eth0 interface eth1 } netns b { interface eth0 }',
    'bridge lan netns a { interface lan on lan }',
    'profile p { interface eth0 } container c { use p } container d { use p }',
    'bridge b bridge b',
  ],
  wrong: [
    {
      text: 'netns a { interface eth0 interface eth1 interface «eth0» }',
      message: 'a already has an interface eth0.',
      severity: 'error',
    },
    { text: 'bridge lan in r netns r { interface «lan» on lan }', message: 'r already has an interface lan.' },
    { text: 'bridge lan host { interface «lan» }', message: 'host already has an interface lan.' },
    { text: 'profile p { interface eth0 } container c { use p  interface «eth0» }' },
    { text: 'netns a { interface e } container c { join net of a  interface «e» }' },
    {
      text: 'profile p { interface «e» } netns n container c { use p join net of n } container d { use p join net of n }',
      message: 'Several containers that share n bring this interface.',
    },
  ],
});
