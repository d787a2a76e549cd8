import { a03 } from '../../../../src/language/check/a03-duplicate-address.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(a03, {
  right: [
    'veth w netns a { interface e on w { address 10.0.0.1/24 } } netns b { interface e on w { address 10.0.0.2/24 } }',
    'bridge x { address 10.0.0.1/24 } netns a bridge y in a { address 10.0.0.1/24 }',
  ],
  wrong: [
    {
      text: 'netns a { interface e { address 10.0.0.1/24 address «10.0.0.1/24» } }',
      fixed: 'netns a { interface e { address 10.0.0.1/24 } }',
    },
    {
      text: 'veth w netns a { interface e on w { address 10.0.0.1/24 } } netns b { interface e on w { address «10.0.0.1/24» } }',
      fixed:
        'veth w netns a { interface e on w { address 10.0.0.1/24 } } netns b { interface e on w { address 10.0.0.2/24 } }',
      message: 'Address 10.0.0.1 is on w twice.',
      severity: 'error',
    },
  ],
});
