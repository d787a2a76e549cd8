import { n02 } from '../../../../src/language/check/n02-not-declared.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(n02, {
  right: [
    'bridge lan netns a { interface e on lan }',
    'netns lan netns a { interface e on lan }',
    'host { } container c { join net of host }',
    // The host is always there.
    'netns a expect a reaches host expect host reaches a',
  ],
  wrong: [
    {
      text: 'bridge lan\nnetns a { interface e on «lna» }',
      fixed: 'bridge lan\nnetns a { interface e on lan }',
      message: 'lna is not declared. Did you mean lan?',
    },
    { text: 'netns a { interface e on «w» }', fixed: 'bridge w\n\nnetns a { interface e on w }' },
    { text: 'netns a { interface e on «w» }', fixed: 'veth w\n\nnetns a { interface e on w }', fix: 'Declare veth w' },
    { text: 'container c { cgroup «g» }', fixed: 'cgroup g {\n}\n\ncontainer c { cgroup g }' },
    { text: 'container c { use «p» }', fixed: 'profile p {\n}\n\ncontainer c { use p }' },
    { text: 'container c { after «other» }', fixed: 'container other {\n}\n\ncontainer c { after other }' },
    { text: 'cgroup a in «b» { }', fixed: 'cgroup b {\n}\n\ncgroup a in b { }' },
    { text: 'container c { join net of «host» }', fixed: 'host {\n}\n\ncontainer c { join net of host }' },
    { text: 'expect «a» listens 80', fixed: 'netns a\n\nexpect a listens 80' },
    {
      text: 'expect «a» exits 0',
      fixed: 'container a {\n}\n\nexpect a exits 0',
      fix: 'Declare container a',
    },
    { text: 'netns sfo netns nyc expect sfo reaches «nyk»', fixed: 'netns sfo netns nyc expect sfo reaches nyc' },
    {
      text: 'bridge w netns a { interface eth0 on w { address 10.0.0.1/24 } route 10.1.0.0/16 dev «eth1» }',
      fixed: 'bridge w netns a { interface eth0 on w { address 10.0.0.1/24 } route 10.1.0.0/16 dev eth0 }',
    },
  ],
});
