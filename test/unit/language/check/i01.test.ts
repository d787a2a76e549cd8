import { i01 } from '../../../../src/language/check/i01-long-interface-name.ts';
import { shortInterfaceName } from '../../../../src/model/spec/derived-name.ts';
import { shortHash } from '../../../../src/model/spec/short-hash.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i01, {
  right: [
    'bridge exactly-15-long {} netns with-a-very-long-name { interface veth-to-the-lan on exactly-15-long }',
    'veth with-a-very-long-name netns a { interface e on with-a-very-long-name }',
    'netns a { interface }',
  ],
  wrong: [
    {
      text: 'netns a { interface «uplink-to-the-west» { address 10.0.0.1/24 } route 10.9.0.0/16 dev uplink-to-the-west nat from 10.0.0.0/24 via uplink-to-the-west }',
      fixed:
        'netns a { interface uplink-to-UPLINK { address 10.0.0.1/24 } route 10.9.0.0/16 dev uplink-to-UPLINK nat from 10.0.0.0/24 via uplink-to-UPLINK }'.replaceAll(
          'UPLINK',
          shortHash('uplink-to-the-west'),
        ),
      message: 'An interface can have a name of 15 bytes; uplink-to-the-west has 18.',
      severity: 'error',
    },
    {
      text: 'bridge «the-network-of-all» netns a { interface e on the-network-of-all }',
      fixed: `bridge ${shortInterfaceName('the-network-of-all')} netns a { interface e on ${shortInterfaceName('the-network-of-all')} }`,
    },
    {
      text: 'bridge b netns a { interface e on b { peer «the-other-end-of-a» } }',
      fixed: `bridge b netns a { interface e on b { peer ${shortInterfaceName('the-other-end-of-a')} } }`,
    },
  ],
});
