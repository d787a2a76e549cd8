import { i15 } from '../../../../src/language/check/i15-nat.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i15, {
  right: [
    'host { nat from 10.1.0.0/24 via default } bridge b { address 10.1.0.1/24 }',
    'host { nat from 10.1.0.0/24 via eth9 } bridge b { address 10.1.0.1/24 }',
    'bridge b in r { address 10.1.0.1/24 } bridge c in r { address 10.2.0.1/24 } netns r { nat from 10.1.0.0/24 via c }',
    'netns n { nat from 10.1.0.0 via }',
    'veth v host { interface a on v { address 10.9.0.1/30 } route 10.1.0.0/16 via 10.9.0.2 nat from 10.1.0.0/16 via default nat from 10.1.7.0/24 via default } netns n { interface b on v { address 10.9.0.2/30 } }',
  ],
  wrong: [
    {
      text: 'bridge b { address 10.1.0.1/24 } host { nat from 10.1.0.0/24 via «eht0» }',
      fixed: 'bridge b { address 10.1.0.1/24 } host { nat from 10.1.0.0/24 via eth0 }',
      facts: { links: [{ name: 'eth0', kind: 'physical', wireless: false }] },
      message: 'There is no interface eht0 here.',
    },
    {
      text: 'bridge b in r { address 10.1.0.1/24 } netns r { nat from 10.1.0.0/24 via «eth0» }',
      fixed: 'bridge b in r { address 10.1.0.1/24 } netns r { nat from 10.1.0.0/24 via default }',
    },
    {
      text: 'bridge b { address 10.1.0.1/24 } host { nat from «10.2.0.0/24» via default }',
      severity: 'warning',
      message: 'No way leads from here to 10.2.0.0/24.',
    },
  ],
});
