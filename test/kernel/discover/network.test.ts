import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type { Link, LinkDetails, Network } from '../../../src/model/network/network.ts';
import type { PortDetails } from '../../../src/model/network/port.ts';
import { assertAsIp } from '../../support/ip-json.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';

const root = process.geteuid?.() === 0;
const skip = !root && 'needs root';

checkLeaks();

/** One link of each kind that the kernel may have, and what of it must be told; those that it has not are skipped. */
const KINDS: readonly (readonly [string, string, LinkDetails])[] = [
  ['bridge', 'name x type bridge stp_state 1', { stp: true }],
  [
    'bridge that filters',
    'name x type bridge vlan_filtering 1 vlan_default_pvid 7',
    { vlanFiltering: true, defaultPvid: 7 },
  ],
  ['dummy', 'name x type dummy', {}],
  ['ifb', 'name x type ifb', {}],
  ['vlan', 'link va name x type vlan protocol 802.1ad id 5', { vlanId: 5, vlanProtocol: '802.1ad' }],
  ['macvlan', 'link va name x type macvlan mode private', { mode: 'private' }],
  ['macvtap', 'link va name x type macvtap mode bridge', { mode: 'bridge' }],
  ['ipvlan', 'link va name x type ipvlan mode l3', { mode: 'l3' }],
  ['ipvtap', 'link va name x type ipvtap mode l2', { mode: 'l2' }],
  [
    'vxlan',
    'name x type vxlan id 7 remote 10.0.0.9 local 10.0.0.1 dstport 4789 dev va nolearning',
    { vni: 7, remote: '10.0.0.9', local: '10.0.0.1', port: 4789, learning: false },
  ],
  ['geneve', 'name x type geneve id 3 remote 10.0.0.3', { vni: 3, remote: '10.0.0.3', port: 6081 }],
  ['bond', 'name x type bond mode active-backup', { mode: 'active-backup' }],
  ['team', 'name x type team', {}],
  ['vrf', 'name x type vrf table 10', { table: 10 }],
  ['wireguard', 'name x type wireguard', {}],
  [
    'gre',
    'name x type gre remote 10.0.0.2 local 10.0.0.1 ikey 0.0.0.5 okey 6',
    { remote: '10.0.0.2', local: '10.0.0.1', inputKey: 5, outputKey: 6 },
  ],
  ['gretap', 'name x type gretap remote 10.0.0.2 local 10.0.0.1', { remote: '10.0.0.2', local: '10.0.0.1' }],
  [
    'ip6gre',
    'name x type ip6gre remote 2001:db8::2 local 2001:db8::1',
    { remote: '2001:db8::2', local: '2001:db8::1' },
  ],
  ['ipip', 'name x type ipip remote 10.0.0.2 local 10.0.0.1', { remote: '10.0.0.2', local: '10.0.0.1' }],
  ['sit', 'name x type sit remote 10.0.0.2 local 10.0.0.1', { remote: '10.0.0.2', local: '10.0.0.1' }],
  [
    'ip6tnl',
    'name x type ip6tnl remote 2001:db8::2 local 2001:db8::1',
    { remote: '2001:db8::2', local: '2001:db8::1' },
  ],
  ['vti', 'name x type vti remote 10.0.0.2 local 10.0.0.1 key 3', { remote: '10.0.0.2', local: '10.0.0.1' }],
  ['netkit', 'name x type netkit mode l2', { mode: 'l2' }],
  ['vxcan', 'name x type vxcan peer name y', {}],
  ['xfrm', 'name x type xfrm dev va if_id 7', {}],
  ['macsec', 'link va name x type macsec', {}],
  ['nlmon', 'name x type nlmon', {}],
  ['hsr', 'name x type hsr slave1 va slave2 vc', {}],
];

function linkOf({ links }: Network, name: string): Link {
  const found = links.find((link) => link.name === name);
  assert.ok(found, name);
  return found;
}

/** A namespace with two veth cables in it. */
function withCables(): Netns {
  const netns = new Netns('a');
  for (const [one, other] of ['va vb', 'vc vd'].map((pair) => pair.split(' '))) {
    assert.ok(netns.ip(`link add name ${one} type veth peer name ${other}`));
  }
  assert.ok(netns.ip('link set va up') && netns.ip('link set vb up') && netns.ip('link set lo up'));
  assert.ok(netns.ip('addr add 10.0.0.1/24 dev va') && netns.ip('addr add 2001:db8::1/64 dev va nodad'));
  return netns;
}

describe('a link of the kind', { skip }, () => {
  for (const [kind, how, details] of KINDS) {
    it(`${kind} is read as ip(8) reads it, with its details`, (t) => {
      using netns = withCables();
      if (!netns.ip(`link add ${how}`)) return t.skip('this kernel has none');
      netns.ip('link set x up');
      assertAsIp(netns);
      const found = linkOf(netns.read(), 'x');
      assert.equal(found.kind, / type (\w+)/.exec(how)?.[1]);
      const told = Object.fromEntries(
        Object.keys(details).map((key) => [key, found.details[key as keyof LinkDetails]]),
      );
      assert.deepEqual(told, details);
    });
  }

  it('tun is told apart from tap, with its owner', (t) => {
    using netns = new Netns('a');
    if (!netns.ip('tuntap add name x mode tap user 1') || !netns.ip('tuntap add name y mode tun')) {
      return t.skip('this kernel has none');
    }
    assertAsIp(netns);
    const network = netns.read();
    assert.deepEqual(linkOf(network, 'x').details, { tunType: 'tap', owner: 1, persist: true });
    assert.deepEqual(linkOf(network, 'y').details, { tunType: 'tun', persist: true });
  });
});

describe('a port', { skip }, () => {
  it('of a bridge has its state and how it behaves', () => {
    using netns = withCables();
    assert.ok(netns.ip('link add name br0 type bridge') && netns.ip('link set br0 up'));
    assert.ok(
      netns.ip('link set va master br0') &&
        netns.ip('link set va type bridge_slave isolated on hairpin on learning off'),
    );
    assertAsIp(netns);
    const { port, portKind } = linkOf(netns.read(), 'va');
    assert.equal(portKind, 'bridge');
    assert.deepEqual(port, {
      state: 'forwarding',
      isolated: true,
      hairpin: true,
      learning: false,
      flood: true,
    } satisfies PortDetails);
  });

  it('of a bridge that filters has its VLANs, as bridge(8) has them', (t) => {
    using netns = withCables();
    if (!netns.ip('link add name br0 type bridge vlan_filtering 1')) return t.skip('this kernel does not filter');
    assert.ok(netns.ip('link set va master br0') && netns.ip('link set vc master br0'));
    for (const line of ['dev va vid 10-20', 'dev va vid 30 pvid untagged', 'dev br0 vid 10 self']) {
      assert.ok(netns.run(`bridge vlan add ${line}`), line);
    }
    const told = netns.read().links.flatMap(({ name, vlans }) => (vlans ? { ifname: name, vlans } : []));
    const ours = told.map(({ ifname, vlans }) => ({
      ifname,
      vlans: vlans.map(({ from, to, pvid, untagged }) => ({
        vlan: from,
        ...(to !== from && { vlanEnd: to }),
        ...((pvid || untagged) && { flags: [...(pvid ? ['PVID'] : []), ...(untagged ? ['Egress Untagged'] : [])] }),
      })),
    }));
    const order = (a: { ifname?: unknown }, b: { ifname?: unknown }) =>
      String(a.ifname).localeCompare(String(b.ifname));
    // Newer ones of iproute2 show flags also where there are none.
    const theirs = JSON.stringify(netns.jsonOf('bridge', '-compressvlans vlan show')).replaceAll('"flags":[],', '');
    assert.deepEqual(ours.toSorted(order), JSON.parse(theirs.replaceAll(',"flags":[]', '')).toSorted(order));
  });

  it('of a bond tells whether it is the active one', (t) => {
    using netns = withCables();
    if (!netns.ip('link add name b0 type bond mode active-backup miimon 100')) return t.skip('this kernel has none');
    assert.ok(netns.ip('link set vb down') && netns.ip('link set vd down'));
    for (const name of ['vb', 'vd']) assert.ok(netns.ip(`link set ${name} master b0`), name);
    assert.ok(netns.ip('link set vc up') && netns.ip('link set b0 up'));
    assertAsIp(netns);
    const network = netns.read();
    const active = network.links.find(({ index }) => index === linkOf(network, 'b0').details.activePort);
    assert.equal(active?.port?.state, 'active');
    const [other] = network.links.filter(({ portKind, index }) => portKind === 'bond' && index !== active.index);
    assert.deepEqual([other?.port?.state, active.port.miiStatus], ['backup', 'up']);
  });

  it('of a vrf has its table', (t) => {
    using netns = withCables();
    if (!netns.ip('link add name r0 type vrf table 10')) return t.skip('this kernel has none');
    assert.ok(netns.ip('link set va master r0') && netns.ip('link set r0 up'));
    assertAsIp(netns);
    assert.deepEqual(linkOf(netns.read(), 'va').port, { table: 10 });
  });
});

describe('routes and rules', { skip }, () => {
  it('are those of all tables and kinds that ip(8) shows', () => {
    using netns = withCables();
    assert.ok(netns.ip('addr add 192.0.2.1 peer 192.0.2.2/32 dev va'));
    for (const route of [
      '10.9.0.0/16 via 10.0.0.2 metric 7',
      'default nexthop via 10.0.0.2 weight 3 nexthop via 10.0.0.3',
      'blackhole 10.8.0.0/16',
      'unreachable 10.6.0.0/16',
      'prohibit 10.5.0.0/16',
      'throw 10.4.0.0/16',
      '10.7.0.0/16 dev va table 77 proto static',
      '10.3.0.0/16 via 10.99.0.1 dev va onlink src 10.0.0.1',
      '10.2.0.0/16 via inet6 2001:db8::2 dev va',
    ]) {
      assert.ok(netns.ip(`route add ${route}`), route);
    }
    assert.ok(netns.ip('-6 route add 2001:db8:1::/48 via 2001:db8::2'));
    assert.ok(netns.ip('neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev va'));
    assertAsIp(netns);
  });

  it('are asked in the order and under the conditions that ip(8) shows', (t) => {
    using netns = withCables();
    const rules = [
      'from 10.0.0.0/8 to 10.9.9.9 table 77 priority 5',
      'not fwmark 0x10/0xff table 78 priority 6',
      'iif va tos 0x10 blackhole priority 7',
      'oif vb unreachable priority 8',
      'ipproto tcp dport 80 table 79 priority 9',
      'sport 1000-2000 prohibit priority 10',
      'uidrange 0-99 table 80 priority 11',
      'table main suppress_prefixlength 0 priority 12',
      'goto 12 priority 4',
    ];
    const known = rules.filter((rule) => netns.ip(`rule add ${rule}`));
    if (known.length === 0) return t.skip('this kernel has no rules');
    netns.ip('-6 rule add from 2001:db8::/32 table 81 priority 5');
    assertAsIp(netns);
    assert.equal(netns.read().rules.filter(({ family }) => family === 'inet').length, known.length + 3);
  });
});

describe('settings', { skip }, () => {
  it('are those of the link and of all links put together, as the kernel does it', () => {
    using netns = withCables();
    const sysctl = (name: string, value: number) => assert.ok(netns.run(`sysctl -qw net.${name}=${value}`), name);
    const { forwarding } = netns.read();
    assert.deepEqual([forwarding.ipv4, forwarding.ipv6, forwarding.icmpEchoIgnoreAll], [false, false, false]);
    const before = forwarding.links[linkOf(netns.read(), 'va').index];
    assert.deepEqual([before?.ipv4, before?.proxyArp, before?.disableIpv6], [false, false, false]);
    const settings: readonly (readonly [string, number])[] = [
      ['ipv4.ip_forward', 1],
      ['ipv4.conf.va.forwarding', 0],
      ['ipv4.conf.all.rp_filter', 2],
      ['ipv4.conf.va.rp_filter', 1],
      ['ipv4.conf.vc.proxy_arp', 1],
      ['ipv4.conf.all.accept_local', 1],
      ['ipv4.conf.vc.arp_ignore', 1],
      ['ipv4.conf.vc.route_localnet', 1],
      ['ipv4.conf.vc.arp_filter', 1],
      ['ipv4.icmp_echo_ignore_all', 1],
      ['ipv6.conf.all.forwarding', 1],
      ['ipv6.conf.vc.disable_ipv6', 1],
      ['ipv6.conf.vc.proxy_ndp', 1],
    ];
    for (const [name, value] of settings) sysctl(name, value);
    const network = netns.read();
    const on = (name: string) => network.forwarding.links[linkOf(network, name).index];
    assert.deepEqual(
      [network.forwarding.ipv4, network.forwarding.ipv6, network.forwarding.icmpEchoIgnoreAll],
      [true, true, true],
    );
    assert.deepEqual(on('va'), {
      ipv4: false,
      rpFilter: 2,
      proxyArp: false,
      acceptLocal: true,
      routeLocalnet: false,
      arpIgnore: 0,
      arpFilter: false,
      ipv6: true,
      proxyNdp: false,
      disableIpv6: false,
    });
    const { ipv6: _, ...vc } = on('vc') ?? {};
    assert.deepEqual(vc, {
      ipv4: true,
      rpFilter: 2,
      proxyArp: true,
      acceptLocal: true,
      routeLocalnet: true,
      arpIgnore: 1,
      arpFilter: true,
      proxyNdp: true,
      disableIpv6: true,
    });
  });
});

describe('a qdisc', { skip }, () => {
  it('that delays, loses and slows down is read as tc(8) reads it', (t) => {
    using netns = withCables();
    const netem = 'delay 100ms 10ms loss 1% duplicate 2% corrupt 3% reorder 25% rate 1mbit limit 500';
    if (!netns.run(`tc qdisc add dev va root handle 1: netem ${netem}`)) return t.skip('this kernel has none');
    const [qdisc] = netns.read().qdiscs;
    assert.deepEqual([qdisc?.kind, qdisc?.handle, qdisc?.parent], ['netem', '1:', 'root']);
    const { delay, jitter, loss, duplicate, corrupt, reorder, rate, limit } = qdisc?.netem ?? {};
    assert.deepEqual([delay, jitter, rate, limit], [0.1, 0.01, 125_000, 500]);
    for (const [ours = 0, theirs] of [
      [loss, 0.01],
      [duplicate, 0.02],
      [corrupt, 0.03],
      [reorder, 0.25],
    ] as const) {
      assert.ok(Math.abs(ours - theirs) < 1e-6, `${ours} ${theirs}`);
    }
  });

  it('that shapes has its rate; those that links have by themselves are not told', (t) => {
    using netns = withCables();
    assert.deepEqual(netns.read().qdiscs, []);
    if (!netns.run('tc qdisc add dev va root tbf rate 8mbit burst 10kb latency 50ms'))
      return t.skip('this kernel has none');
    assert.deepEqual(
      netns.read().qdiscs.map(({ kind, rate }) => [kind, rate]),
      [['tbf', 1_000_000]],
    );
  });
});

describe('a network namespace', { skip }, () => {
  it('is left again at once, and has a name for every odd interface', () => {
    using netns = new Netns('a');
    const before = netns.read().links.length;
    const odd = ['<b>x', '$(alert)', "';id;'"];
    for (const name of odd) assert.ok(netns.ip(`link add name ${name} type bridge`), name);
    const names = netns.read().links.map(({ name }) => name);
    assert.deepEqual(names.slice(before), odd);
    const here = execFileSync('ip', ['-j', 'link'], { encoding: 'utf8' });
    assert.ok(!here.includes('$(alert)'));
  });

  it('has the carrier of links that are up', () => {
    using netns = withCables();
    assert.ok(netns.ip('link set vc up'));
    const carriers = netns.read().links.map(({ name, carrier }) => [name, carrier]);
    for (const row of [
      ['va', true],
      ['vc', false],
      ['vd', undefined],
    ]) {
      assert.deepEqual(
        carriers.find(([name]) => name === row[0]),
        row,
      );
    }
  });
});
