import { i02 } from '../../../../src/language/check/i02-reserved-interface-name.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i02, {
  right: [
    'netns lo netns all veth default netns a { interface local on default } netns b { interface e on default }',
    'host { nat from 10.0.0.0/24 via default }',
    'netns a { interface }',
  ],
  wrong: [
    {
      text: 'netns a { interface «lo» }',
      message: 'Every network namespace has an interface lo already.',
      severity: 'error',
    },
    {
      text: 'bridge «all»',
      message: 'all means every interface in the sysctl files: no interface can have this name.',
    },
    { text: 'bridge b netns a { interface e on b { peer «default» } }' },
  ],
});
