import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { NetnsIds } from '../../../src/agent/discover/network/netns-ids.ts';
import { readNetwork } from '../../../src/agent/discover/network/network-reader.ts';
import type { Link, LinkIndex, Network } from '../../../src/model/network/network.ts';
import { placeOf } from '../../../src/model/network/place.ts';
import { ipScript } from '../../../src/model/network/script/ip-script.ts';
import { wiresOf } from '../../../src/model/network/wires.ts';
import { discoverHere } from '../../support/discovering.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netlab } from '../../support/netlab.ts';

checkLeaks();

const skip = process.geteuid?.() === 0 ? false : 'needs root';

interface Made {
  readonly networks: readonly Network[];
  readonly script: string;
}

/** What these namespaces are made of, and the script that makes them. */
async function look(names: readonly string[]): Promise<Made> {
  const discovery = discoverHere();
  try {
    const snapshot = await discovery.scan('full');
    const found = names.map((name) => {
      const namespace = Object.values(snapshot.namespaces).find((each) => each.kind === 'net' && each.name === name);
      assert.ok(namespace, name);
      return namespace;
    });
    const networks = found.map(({ id }) => {
      const network = discovery.withNamespace(id, (fd) => readNetwork(id, fd));
      assert.ok(network);
      return network;
    });
    const places = new Map(found.map((namespace) => [namespace.id, placeOf(namespace, snapshot)]));
    return { networks, script: ipScript(networks, wiresOf(networks, new NetnsIds(discovery).of), places) };
  } finally {
    discovery.dispose();
  }
}

/** What must be the same again: everything but numbers, hardware addresses, and what changes by itself. */
function picture({ networks }: Made): unknown {
  return networks.map(({ links, addresses, routes, rules, neighbours, forwarding }) => {
    const nameOf = (index: LinkIndex | undefined) => links.find((link) => link.index === index)?.name;
    const byText = <T>(all: readonly T[]) => all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const isKernels = (text: string) => /^(?:fe80|ff)/.test(text);
    return {
      links: byText(
        links.map(({ name, kind, mtu, flags, master, details, port, vlans }: Link) => ({
          name,
          kind,
          mtu,
          up: flags.includes('UP'),
          master: nameOf(master),
          details: { ...details, through: nameOf(details.through) },
          port: { ...port, state: undefined },
          vlans,
        })),
      ),
      addresses: byText(
        addresses
          .filter(({ local }) => !isKernels(local))
          .map(({ index, flags, ...rest }) => ({
            ...rest,
            link: nameOf(index),
            flags: flags.filter((flag) => flag !== 'tentative'),
          })),
      ),
      routes: byText(
        routes
          .filter(({ destination }) => !isKernels(destination))
          .map(({ nextHops, ...rest }) => ({
            ...rest,
            nextHops: nextHops.map(({ index, flags, ...hop }) => ({
              ...hop,
              link: nameOf(index),
              flags: flags.filter((flag) => flag === 'onlink'),
            })),
          })),
      ),
      rules,
      neighbours: byText(
        neighbours
          .filter(({ state }) => state === 'PERMANENT')
          .map(({ index, ...rest }) => ({ ...rest, link: nameOf(index) })),
      ),
      forwarding: { ipv4: forwarding.ipv4, ipv6: forwarding.ipv6 },
    };
  });
}

/** The lab again, from the script alone. */
async function again(lab: Netlab, shorts: readonly string[]): Promise<[Made, Made]> {
  const names = shorts.map((short) => lab.name(short));
  const before = await look(names);
  for (const name of names) execFileSync('ip', ['netns', 'del', name]);
  execFileSync('sh', { input: before.script, stdio: ['pipe', 'ignore', 'pipe'] });
  // As in the lab: addresses of IPv6 can be used at once.
  return [before, await look(names)];
}

describe('a script of ip(8)', { skip }, () => {
  it('makes cables, a bridge with its ports, addresses and routes again', async () => {
    using lab = new Netlab();
    lab.add('sw', 'a', 'b');
    const filters = lab.tries('sw: ip link add br0 type bridge vlan_filtering 1');
    if (!filters) lab.run('sw: ip link add br0 type bridge');
    for (const line of [
      'sw: ip link set br0 up',
      'sw: ip addr add 10.0.0.254/24 dev br0',
      'sw: ip link add pa type veth peer name eth0 netns @a',
      'sw: ip link add pb type veth peer name eth0 netns @b',
      'sw: ip link set pa master br0 up',
      'sw: ip link set pb master br0 up',
      'sw: bridge link set dev pa isolated on',
      ...(filters ? ['sw: bridge vlan add dev pb vid 20-22', 'sw: bridge vlan del dev pb vid 1'] : []),
      'a: ip addr add 10.0.0.1/24 broadcast 10.0.0.255 dev eth0',
      'a: ip addr add 10.0.0.7/32 peer 10.0.0.8/32 dev eth0',
      'a: ip addr add fd00::1/64 nodad dev eth0',
      'a: ip link set eth0 mtu 1400 up',
      'a: ip route add default via 10.0.0.254',
      'a: ip route add 10.5.0.0/16 via 10.0.0.253 dev eth0 table 77 metric 9 src 10.0.0.1',
      'a: ip route add 10.6.0.0/16 nexthop via 10.0.0.252 dev eth0 weight 2 nexthop via 10.0.0.251 dev eth0',
      'a: ip route add blackhole 10.66.0.0/16',
      'a: ip -6 route add default via fd00::fe dev eth0',
      'a: ip rule add from 10.0.0.0/24 fwmark 0x5/0xf iif eth0 lookup 77 priority 100',
      'a: ip -6 rule add to fd01::/64 priority 101 prohibit',
      'a: ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent',
      'b: sysctl -qw net.ipv4.ip_forward=1',
    ])
      lab.run(line);
    const [before, after] = await again(lab, ['sw', 'a', 'b']);
    assert.deepEqual(picture(after), picture(before));
    const sorted = ({ script }: Made) => script.split('\n').toSorted();
    assert.deepEqual(sorted(after), sorted(before));
  });

  it('makes what stands on links, and tunnels, as far as this kernel has them', async (t) => {
    using lab = new Netlab();
    lab.add('p', 'c');
    for (const line of ['p: ip link add v0 type veth peer name v1', 'p: ip link set v0 up', 'p: ip link set v1 up'])
      lab.run(line);
    const kinds = [
      'p: ip link add link v0 name v0.5 type vlan id 5',
      'p: ip link add link v0 name mv0 netns @c type macvlan mode bridge',
      'p: ip link add link v1 name iv0 type ipvlan mode l3',
      'p: ip link add vx0 type vxlan id 42 local 10.0.0.1 remote 10.0.0.2 dstport 4789 dev v0',
      'p: ip link add ge0 type geneve id 7 remote 10.0.0.3',
      'p: ip link add gr0 type gre local 10.0.0.1 remote 10.0.0.2 key 5',
      'p: ip link add d0 type dummy',
      'p: ip link add vrf0 type vrf table 99',
      'p: ip link add bond0 type bond mode active-backup',
      'p: ip tuntap add dev tap0 mode tap',
    ];
    const made = kinds.filter((line) => lab.tries(line));
    t.diagnostic(`${made.length} of ${kinds.length} kinds`);
    assert.ok(made.length >= 3);
    const [before, after] = await again(lab, ['p', 'c']);
    assert.deepEqual(picture(after), picture(before));
  });
});
