import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TopologyReader } from '../../../src/agent/discover/network/topology-reader.ts';
import { inSlices } from '../../../src/agent/discover/slices.ts';
import { kernelName } from '../../../src/model/namespace.ts';
import type { Wire, WireEnd } from '../../../src/model/network/wires.ts';
import { discoverHere, getNamespace } from '../../support/discovering.ts';
import { assertAsIp } from '../../support/ip-json.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';

const root = process.geteuid?.() === 0;

checkLeaks();

/** The wires among these namespaces: `pair veth a/eth0 hub/v0`, with what lies outside as `?`. */
async function wiresAmong(...netns: readonly Netns[]): Promise<string[]> {
  const discovery = discoverHere();
  try {
    const snapshot = await discovery.scan('full');
    const of = ({ inode }: Netns) => getNamespace(snapshot, kernelName({ kind: 'net', inode }));
    const names = new Map(netns.map((each) => [of(each).id, each.name.replace(/^itest-\d+-/, '')]));
    const update = await inSlices(new TopologyReader(discovery).update(netns.map(of), new Map()));
    assert.deepEqual(update.problems ?? [], []);
    const end = (at: WireEnd | undefined) => (at ? `${names.get(at.namespace)}/${at.link}` : '?');
    return (update.wires ?? [])
      .map(({ relation, kind, a, b }: Wire) => `${relation} ${kind} ${end(a)} ${end(b)}`)
      .toSorted();
  } finally {
    discovery.dispose();
  }
}

/** No link, address, route, rule or neighbour of these is missing or invented. */
function assertAllAsIp(...netns: readonly Netns[]): void {
  for (const each of netns) assertAsIp(each);
}

function must(...done: readonly boolean[]): void {
  assert.ok(done.every(Boolean));
}

/** A cable from `eth0` of one to a link of another, both up. */
function cable(one: Netns, name: string, other: Netns, peer: string): void {
  must(one.ip(`link add name ${name} type veth peer name ${peer} netns ${other.name}`));
  must(one.ip(`link set ${name} up`), other.ip(`link set ${peer} up`));
}

function pings(from: Netns, address: string): boolean {
  return from.run(`ping -q -c 1 -W 5 ${address}`);
}

describe('how namespaces are wired', { skip: !root && 'needs root' }, () => {
  it('is told of three on a bridge', async () => {
    using hub = new Netns('hub');
    using a = new Netns('a');
    using b = new Netns('b');
    using c = new Netns('c');
    must(hub.ip('link add name br0 type bridge'), hub.ip('link set br0 up'), hub.ip('addr add 10.0.0.254/24 dev br0'));
    for (const [at, each] of [a, b, c].entries()) {
      cable(each, 'eth0', hub, `v${at}`);
      must(hub.ip(`link set v${at} master br0`), each.ip(`addr add 10.0.0.${at + 1}/24 dev eth0`));
      must(each.ip('route add default via 10.0.0.254'));
    }
    must(pings(a, '10.0.0.3'), pings(b, '10.0.0.254'));
    assertAllAsIp(hub, a, b, c);
    const wires = ['pair veth hub/v0 a/eth0', 'pair veth hub/v1 b/eth0', 'pair veth hub/v2 c/eth0'];
    assert.deepEqual(await wiresAmong(hub, a, b, c), wires);
    const { links } = hub.read();
    const bridge = links.find(({ name }) => name === 'br0')?.index;
    assert.deepEqual(
      links
        .filter(({ master }) => master === bridge)
        .map(({ name }) => name)
        .toSorted(),
      ['v0', 'v1', 'v2'],
    );
  });

  it('is told of a router with two subnets, which forwards only when it is told to', async () => {
    using router = new Netns('router');
    using a = new Netns('a');
    using b = new Netns('b');
    cable(a, 'eth0', router, 'r0');
    cable(b, 'eth0', router, 'r1');
    must(a.ip('addr add 10.1.0.1/24 dev eth0'), a.ip('route add default via 10.1.0.254'));
    must(b.ip('addr add 10.2.0.1/24 dev eth0'), b.ip('route add default via 10.2.0.254'));
    must(router.ip('addr add 10.1.0.254/24 dev r0'), router.ip('addr add 10.2.0.254/24 dev r1'));
    assert.equal(router.read().forwarding.ipv4, false);
    must(router.run('sysctl -qw net.ipv4.ip_forward=1'));
    assert.equal(router.read().forwarding.ipv4, true);
    must(pings(a, '10.2.0.1'));
    assertAllAsIp(router, a, b);
    assert.deepEqual(await wiresAmong(router, a, b), ['pair veth router/r0 a/eth0', 'pair veth router/r1 b/eth0']);
  });

  it('is told of a VXLAN over two', async (t) => {
    using a = new Netns('a');
    using b = new Netns('b');
    cable(a, 'eth0', b, 'eth0');
    for (const [at, each] of [a, b].entries()) {
      must(each.ip(`addr add 192.0.2.${at + 1}/24 dev eth0`));
      const vxlan = `id 7 dstport 4789 local 192.0.2.${at + 1} remote 192.0.2.${2 - at} dev eth0`;
      if (!each.ip(`link add name vx0 type vxlan ${vxlan}`)) return t.skip('this kernel has no vxlan');
      must(each.ip('link set vx0 up'), each.ip(`addr add 10.0.0.${at + 1}/24 dev vx0`));
    }
    must(pings(a, '10.0.0.2'));
    assertAllAsIp(a, b);
    assert.deepEqual(await wiresAmong(a, b), ['pair veth a/eth0 b/eth0', 'tunnel vxlan a/vx0 b/vx0']);
  });

  for (const kind of ['macvlan mode bridge', 'macvtap mode bridge', 'ipvlan mode l2', 'vlan id 5']) {
    it(`is told of a ${kind} that stands on a link of another`, async (t) => {
      using host = new Netns('host');
      using box = new Netns('box');
      must(
        host.ip('link add name eth0 type veth peer name far'),
        host.ip('link set eth0 up'),
        host.ip('link set far up'),
      );
      if (!host.ip(`link add link eth0 name up0 netns ${box.name} type ${kind}`)) return t.skip('this kernel has none');
      must(box.ip('link set up0 up'), box.ip('addr add 10.0.0.1/24 dev up0'));
      assertAllAsIp(host, box);
      const [name] = kind.split(' ');
      assert.deepEqual(await wiresAmong(host, box), [
        'pair veth host/far host/eth0',
        `stack ${name} box/up0 host/eth0`,
      ]);
      // In a picture without the host it stands on something that cannot be seen.
      assert.deepEqual(await wiresAmong(box), [`stack ${name} box/up0 ?`]);
    });
  }

  it('is not told wrong where the other end cannot be seen, though another would fit', async () => {
    using a = new Netns('a');
    using b = new Netns('b');
    using c = new Netns('c');
    using d = new Netns('d');
    cable(a, 'eth0', b, 'eth0');
    cable(c, 'eth0', d, 'eth0');
    assert.deepEqual(await wiresAmong(a, d), ['pair veth a/eth0 ?', 'pair veth d/eth0 ?']);
    assert.deepEqual(await wiresAmong(a, b, c, d), ['pair veth a/eth0 b/eth0', 'pair veth c/eth0 d/eth0']);
  });

  it('is told of tunnels that meet: gre, ipip, sit, geneve', async (t) => {
    using a = new Netns('a');
    using b = new Netns('b');
    cable(a, 'eth0', b, 'eth0');
    must(a.ip('addr add 192.0.2.1/24 dev eth0'), b.ip('addr add 192.0.2.2/24 dev eth0'));
    const kinds = ['gre', 'ipip', 'sit', 'geneve'].filter((kind) => {
      const own = kind === 'geneve' ? 'id 3' : 'local 192.0.2.1';
      const back = kind === 'geneve' ? 'id 3' : 'local 192.0.2.2';
      return (
        a.ip(`link add name t-${kind} type ${kind} ${own} remote 192.0.2.2`) &&
        b.ip(`link add name t-${kind} type ${kind} ${back} remote 192.0.2.1`)
      );
    });
    if (kinds.length === 0) return t.skip('this kernel has none');
    assertAllAsIp(a, b);
    const tunnels = (await wiresAmong(a, b)).filter((wire) => wire.startsWith('tunnel'));
    assert.deepEqual(tunnels, kinds.map((kind) => `tunnel ${kind} a/t-${kind} b/t-${kind}`).toSorted());
  });

  it('is told of a netkit pair across two', async (t) => {
    using a = new Netns('a');
    using b = new Netns('b');
    if (!a.ip(`link add name nk0 type netkit peer name nk1 netns ${b.name}`)) return t.skip('this kernel has none');
    assertAllAsIp(a, b);
    assert.deepEqual(await wiresAmong(a, b), ['pair netkit a/nk0 b/nk1']);
  });

  it('is read while namespaces vanish', async () => {
    const discovery = discoverHere();
    try {
      const gone = new Netns('gone');
      using stays = new Netns('stays');
      cable(stays, 'eth0', gone, 'eth0');
      const snapshot = await discovery.scan('full');
      const [one, other] = [stays, gone].map(({ inode }) => getNamespace(snapshot, kernelName({ kind: 'net', inode })));
      assert.ok(one && other);
      gone[Symbol.dispose]();
      const update = await inSlices(new TopologyReader(discovery).update([one, other], new Map()));
      assert.deepEqual(
        update.networks.map(({ namespace }) => namespace),
        [one.id],
      );
      assert.deepEqual(update.problems ?? [], []);
    } finally {
      discovery.dispose();
    }
  });
});
