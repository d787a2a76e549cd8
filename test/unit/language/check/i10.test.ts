import { i10 } from '../../../../src/language/check/i10-mac.ts';
import { formatMac, localMac } from '../../../../src/model/spec/mac.ts';
import { testCheck } from '../../../support/cspec.ts';

const other = formatMac(localMac('b e'));

testCheck(i10, {
  right: [
    'netns a { interface e { mac 02:00:00:00:00:01 } interface f { mac aa:BB:cc:00:00:01 } }',
    'veth v veth w netns a { interface e on v { mac 02:00:00:00:00:01 } interface f on w { mac 02:00:00:00:00:01 } }',
    'netns a { interface e { mac } }',
  ],
  wrong: [
    {
      text: 'netns a { interface e { mac «02:00:00:00:01» } }',
      fixed: `netns a { interface e { mac ${formatMac(localMac('a e'))} } }`,
      message: '02:00:00:00:01 is no hardware address: six bytes as in 02:00:00:00:00:01.',
      severity: 'error',
    },
    {
      text: 'netns a { interface e { mac «aa-bb-cc-dd-ee-0f» } }',
      fixed: 'netns a { interface e { mac aa:bb:cc:dd:ee:0f } }',
    },
    {
      text: 'netns a { interface e { mac «2:0:0:0:0:1» } }',
      fixed: 'netns a { interface e { mac 02:00:00:00:00:01 } }',
    },
    {
      text: 'netns a { interface e { mac «01:00:5e:00:00:01» } }',
      fixed: `netns a { interface e { mac ${formatMac(localMac('a e'))} } }`,
      message: '01:00:5e:00:00:01 is an address of a group: no interface can have it.',
    },
    {
      text: 'netns a { interface e { mac «00:00:00:00:00:00» } }',
      fixed: `netns a { interface e { mac ${formatMac(localMac('a e'))} } }`,
      message: '00:00:00:00:00:00 means no address: the kernel refuses it.',
    },
    {
      text: 'veth w netns a { interface e on w { mac 02:00:00:00:00:0a } } netns b { interface e on w { mac «02:00:00:00:00:0A» } }',
      fixed: `veth w netns a { interface e on w { mac 02:00:00:00:00:0a } } netns b { interface e on w { mac ${other} } }`,
      message: '02:00:00:00:00:0A is on w twice.',
    },
    {
      text: 'bridge w profile p { interface e on w { mac «02:00:00:00:00:0a» } } container a { use p } container b { use p }',
      message: 'Every container that uses this profile has the hardware address 02:00:00:00:00:0a.',
    },
  ],
});
