import { i04 } from '../../../../src/language/check/i04-hidden-end-collides.ts';
import { hiddenEndName } from '../../../../src/model/spec/derived-name.ts';
import { testCheck } from '../../../support/cspec.ts';

const derived = hiddenEndName({ environment: 'lab', place: 'a', interface: 'eth0' });

testCheck(i04, {
  right: [
    'bridge b netns a { interface eth0 on b } netns c { interface eth0 on b }',
    'bridge b netns a { interface eth0 on b { peer up } } netns c { interface up on b }',
    'bridge b bridge c in r netns r netns a { interface e on b { peer x } interface f on c { peer x } }',
    'veth w netns a { interface e on w { peer x } } netns b { interface e on w { peer x } }',
    'bridge b netns a { interface e on b { peer } }',
  ],
  wrong: [
    {
      text: 'bridge b netns a { interface e on b { peer up } } netns c { interface e on b { peer «up» } }',
      fixed: 'bridge b netns a { interface e on b { peer up } } netns c { interface e on b { peer up-2 } }',
      message: 'The other end of e is named up: host already has such an interface.',
      severity: 'error',
    },
    {
      text: 'bridge b netns a { interface e on b { peer «b» } }',
      fixed: 'bridge b netns a { interface e on b { peer b-2 } }',
    },
    {
      text: 'bridge b in r netns r { interface up } netns a { interface e on b { peer «up» } }',
      fixed: 'bridge b in r netns r { interface up } netns a { interface e on b { peer up-2 } }',
      message: 'The other end of e is named up: r already has such an interface.',
    },
    {
      text: `environment lab bridge b netns a { interface «eth0» on b } host { interface ${derived} }`,
      fixed: `environment lab bridge b netns a { interface eth0 on b { peer ${derived.slice(0, 12)}-2 } } host { interface ${derived} }`,
    },
    {
      text: 'bridge b profile p { interface e on b { peer «up» } } container c { use p } container d { use p }',
      message: 'Every container that uses this profile brings an interface up to host.',
    },
  ],
});
