import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Network } from '../../../src/model/network/network.ts';
import type { TopologyCounters } from '../../../src/model/network/topology.ts';
import { networkReader, topologyCountersReader, wireReader } from '../../../src/protocol/network-readers.ts';
import { ReadCounters, SetAttention, WatchTopology } from '../../../src/protocol/protocol.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';
import { TopologyClient } from '../../support/topology-client.ts';

checkLeaks();

const root = process.geteuid?.() === 0;
const link = (name: string) => (network: Network) => network.links.some((each) => each.name === name);

describe('a client that watches the topology', { skip: !root && 'needs root' }, () => {
  it('is told of everything once, then of each step: links, addresses, routes, rules, neighbours, settings', async () => {
    using sfo = new Netns('sfo');
    using nyc = new Netns('nyc');
    await using client = await TopologyClient.start();
    const before = await client.seen(sfo, link('lo'), 'lo');
    assert.equal(client.changes[0]?.first, true);
    assert.ok(client.changes.slice(1).every(({ first }) => !first));

    assert.ok(sfo.ip(`link add name a0 type veth peer name b0 netns ${nyc.name}`));
    await client.seen(nyc, link('b0'), 'b0');
    const wire = await client.until(({ wires }) => wires.find(({ a }) => a.namespace === before.namespace), 'wire');
    assert.deepEqual([wire.relation, wire.kind, wire.a.link, wire.b?.link], ['pair', 'veth', 'a0', 'b0']);

    assert.ok(sfo.ip('link set a0 up') && nyc.ip('link set b0 up'));
    await client.seen(
      sfo,
      ({ links }) => links.some(({ name, carrier }) => name === 'a0' && carrier === true),
      'carrier',
    );
    assert.ok(sfo.ip('addr add 10.0.0.1/24 dev a0'));
    const addressed = await client.seen(
      sfo,
      ({ addresses }) => addresses.some(({ local }) => local === '10.0.0.1'),
      'address',
    );
    assert.ok(addressed.routes.some(({ destination }) => destination === '10.0.0.0/24'));
    assert.ok(sfo.ip('route add 10.9.0.0/16 via 10.0.0.2'));
    await client.seen(sfo, ({ routes }) => routes.some(({ destination }) => destination === '10.9.0.0/16'), 'route');
    assert.ok(sfo.ip('rule add from 10.0.0.0/8 table 77 priority 5'));
    await client.seen(sfo, ({ rules }) => rules.some(({ table }) => table === 77), 'rule');
    assert.ok(sfo.ip('neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev a0'));
    await client.seen(sfo, ({ neighbours }) => neighbours.some(({ state }) => state === 'PERMANENT'), 'neighbour');
    assert.ok(sfo.run('sysctl -qw net.ipv4.ip_forward=1'));
    await client.seen(sfo, ({ forwarding }) => forwarding.ipv4, 'forwarding');

    // What the kernel takes away with the link, without a word of the routes.
    assert.ok(sfo.ip('link del a0'));
    const after = await client.seen(sfo, (network) => !link('a0')(network), 'no link');
    assert.deepEqual(
      after.routes.filter(({ destination }) => destination.startsWith('10.')),
      [],
    );
    await client.until(
      ({ wires }) => (wires.some(({ a }) => a.namespace === before.namespace) ? undefined : true),
      'no wire',
    );
  });

  it('sees namespaces come, and go although it looks at them', async () => {
    await using client = await TopologyClient.start();
    await client.until(({ networks }) => Object.keys(networks)[0], 'network');
    let inode = 0;
    {
      using born = new Netns('born');
      inode = born.inode;
      await client.seen(born, link('lo'), 'lo');
    }
    await client.until(() => (client.network({ inode }) ? undefined : true), 'end of the namespace');
  });

  it('is told nothing more when it stops, and nothing is left open', async () => {
    using sfo = new Netns('sfo');
    await using client = await TopologyClient.start();
    await client.seen(sfo, link('lo'), 'lo');
    const sockets = () => descriptors(client.agent.pid).filter((target) => target.startsWith('socket:')).length;
    const watching = sockets();
    await client.agent.ask(WatchTopology.method, { watching: false });
    await client.agent.ask(SetAttention.method, { attention: 'hidden' });
    const told = client.changes.length;
    assert.ok(sfo.ip('link set lo up'));
    await client.agent.ask(ReadCounters.method, { namespaces: [] });
    assert.ok(sockets() < watching, 'sockets are closed');
    await client.agent.ask(WatchTopology.method, { watching: true });
    await client.until(() => client.changes[told], 'first part');
    assert.equal(client.changes[told]?.first, true);
  });

  it('does not see the namespace that the agent listens from', async () => {
    await using client = await TopologyClient.start();
    await client.until(({ networks }) => Object.keys(networks)[0], 'network');
    const snapshot = await client.agent.until(({ version }) => Number.isInteger(version), 'whole version');
    const held = Object.values(snapshot.namespaces).filter(({ pins }) =>
      pins.some((pin) => pin.kind === 'socket' && pin.process.startsWith(`${client.agent.pid}-`)),
    );
    assert.deepEqual(held, []);
  });

  it('is told of hostile names, two links of one name, and peers that cannot be seen, in the form of the protocol', async () => {
    using sfo = new Netns('sfo');
    const names = ['<b>x', '$(alert)', "';id;'", '\u001b[31m', '"q"'];
    for (const name of names) assert.ok(sfo.ip(`link add name ${name} type bridge`), name);
    for (const byte of ['\\377', '\\376']) {
      spawnSync('sh', ['-c', `ip -n ${sfo.name} link add name "$(printf 'x${byte}')" type bridge`]);
    }
    await using client = await TopologyClient.start();
    const network = await client.seen(sfo, link('"q"'), 'the last');
    assert.deepEqual(
      network.links.map(({ name }) => name),
      ['lo', ...names, 'x\ufffd', 'x\ufffd'],
    );
    assert.equal(new Set(network.links.map(({ index }) => index)).size, network.links.length);
    for (const each of Object.values(client.topology.networks)) {
      assert.deepEqual(networkReader(JSON.parse(JSON.stringify(each)), 'network'), each);
    }
    for (const each of client.topology.wires) assert.deepEqual(wireReader(each, 'wire'), each);
  });

  it('is told of 4,000 routes, of one less, and how many there are after a flood of more', async () => {
    using sfo = new Netns('sfo');
    assert.ok(sfo.ip('link set lo up'));
    const add = (from: number, to: number) => {
      const numbers = Array.from({ length: to - from }, (_, at) => from + at);
      const lines = numbers.map((at) => `route add 10.${at >> 8}.${at & 255}.0/24 dev lo\n`);
      assert.equal(spawnSync('ip', ['-n', sfo.name, '-batch', '-'], { input: lines.join('') }).status, 0);
    };
    add(0, 4000);
    await using client = await TopologyClient.start();
    const count = ({ routes }: Network) => routes.filter(({ destination }) => destination.startsWith('10.')).length;
    const { routes: all } = await client.seen(sfo, (network) => count(network) === 4000, '4,000 routes');
    assert.ok(sfo.ip('route del 10.15.7.0/24'));
    await client.seen(sfo, (network) => count(network) === 3999, 'one less');
    add(4000, 20_000);
    const isWhole = ({ routes, omitted }: Network) =>
      routes.length + (omitted?.routes ?? 0) === all.length - 1 + 16_000;
    await client.seen(sfo, isWhole, 'number of routes');
  });

  it('reads the counters of all links', async () => {
    using sfo = new Netns('sfo');
    assert.ok(sfo.ip('link set lo up'));
    await using client = await TopologyClient.start();
    const { namespace } = await client.seen(sfo, link('lo'), 'lo');
    const read = async () => {
      const answer = await client.agent.ask<TopologyCounters>(ReadCounters.method, {
        namespaces: [namespace, 'net:[1]'],
      });
      assert.deepEqual(topologyCountersReader(answer, 'counters'), answer);
      assert.deepEqual(
        answer.namespaces.map((each) => each.namespace),
        [namespace],
      );
      return answer.namespaces[0]?.links[0]?.tx.packets ?? 0;
    };
    assert.equal(await read(), 0);
    const send = "const s=require('dgram').createSocket('udp4');s.send('x',9,'127.0.0.1',()=>s.close())";
    spawnSync('ip', ['netns', 'exec', sfo.name, process.execPath, '-e', send]);
    assert.ok((await read()) > 0);
  });
});

describe('a client without rights', () => {
  it('is told of the namespace of the agent, live, and why of no other', async () => {
    const prefix = root ? ['setpriv', '--reuid', '65534', '--clear-groups'] : [];
    await using client = await TopologyClient.start({ prefix });
    const own = { inode: statSync('/proc/self/ns/net').ino };
    await client.until(() => client.network(own), 'own namespace');
    assert.equal(Object.keys(client.topology.networks).length, 1);
  });
});

function descriptors(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return [];
    }
  });
}
