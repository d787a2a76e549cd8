import { i12 } from '../../../../src/language/check/i12-link-kind.ts';
import { testCheck } from '../../../support/cspec.ts';

testCheck(i12, {
  right: [
    'vlan v parent eth0 id 5',
    { text: 'veth c\nbridge b\nmacvlan m parent eth0', facts: { linkKinds: ['veth', 'bridge', 'macvlan'] } },
  ],
  wrong: [
    { text: '«vlan» v parent eth0 id 5', facts: { linkKinds: ['veth', 'bridge', 'macvlan'] } },
    {
      text: '«ipvlan» v parent eth0',
      facts: { linkKinds: ['veth', 'bridge', 'macvlan'] },
      message: 'The kernel of this host has no links of the kind ipvlan.',
    },
    { text: 'veth c { «netem» [delay=10ms] }', facts: { linkKinds: ['veth', 'bridge', 'macvlan'] } },
    { text: '«vxlan» x { id 5 remote 192.0.2.1 }', facts: { linkKinds: ['veth', 'bridge', 'macvlan'] } },
  ],
});
