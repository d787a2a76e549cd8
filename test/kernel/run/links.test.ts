import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type { Namespace } from '../../../src/model/namespace.ts';
import type { LinkRef } from '../../../src/model/operation/link/place.ts';
import type { Operation } from '../../../src/model/operation/operation.ts';
import { readOperation } from '../../../src/protocol/read-operation.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';
import { outcomeOf, type Running, runHere } from '../../support/running.ts';
import { READY, start } from '../../support/started.ts';

checkLeaks();

const skip = process.geteuid?.() === 0 ? false : 'needs root';

/** The namespace with this inode number, as a scan has it. */
async function found({ scan }: Running, inode: number): Promise<Namespace> {
  const all = Object.values((await scan()).namespaces);
  const namespace = all.find((each) => each.kind === 'net' && each.inode === inode);
  assert.ok(namespace, `net:[${inode}] was not discovered`);
  return namespace;
}

/** The network namespace that this process is the first of. */
async function ledBy({ scan }: Running, pid: number): Promise<Namespace> {
  const all = Object.values((await scan()).namespaces);
  const namespace = all.find(({ kind, leader }) => kind === 'net' && leader?.startsWith(`${pid}-`));
  assert.ok(namespace, `the namespace of ${pid} was not discovered`);
  return namespace;
}

/** A link of it, as operations name it. */
async function linkOf(running: Running, netns: Netns, name: string): Promise<LinkRef> {
  const index = netns.read().links.find((link) => link.name === name)?.index;
  assert.ok(index, `${name} is not in ${netns.name}`);
  return { namespace: (await found(running, netns.inode)).id, index, name };
}

/** What a link tells of its carrier: the kernel notes it some time after a link, or its other end, was set up or down. */
const CARRIER = ['LOWER_UP', 'NO-CARRIER', 'RUNNING'];

/** What is read of a namespace, without what counts and what changes by itself. */
function picture(netns: Netns): unknown {
  const { links, addresses, routes, neighbours, qdiscs } = netns.read();
  return {
    links: links.map(({ index, name, flags, master }) => ({
      index,
      name,
      flags: flags.filter((flag) => !CARRIER.includes(flag)).toSorted(),
      master,
    })),
    addresses,
    routes: routes.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    neighbours: neighbours.filter(({ state }) => state === 'PERMANENT'),
    qdiscs: qdiscs.map(({ index, kind, netem }) => ({ index, kind, netem })),
  };
}

/** Does it as a client asks for it, and takes it back: then everything is as before. */
async function thereAndBack(running: Running, operation: Operation, netns: Netns, check: () => void): Promise<void> {
  const before = picture(netns);
  const entry = await running.runner.execute(readOperation(JSON.parse(JSON.stringify(operation)), 'operation'));
  check();
  assert.notDeepEqual(picture(netns), before);
  await running.runner.undo(entry.id);
  assert.deepEqual(picture(netns), before);
}

/** A namespace with a cable within it: `d0` has addresses, routes and a neighbour. */
function wired(name: string): Netns {
  const netns = new Netns(name);
  netns.run('sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0');
  const failed = [
    'link add d0 type veth peer name p0',
    'link set p0 up',
    'link set d0 up',
    'addr add 10.0.0.1/24 broadcast 10.0.0.255 dev d0',
    'addr add 10.0.0.2/24 dev d0',
    'addr add fd00::1/64 dev d0 nodad',
    'route add default via 10.0.0.254 dev d0',
    'route add 10.9.0.0/16 dev d0 table 77 metric 5 src 10.0.0.1',
    'route add unreachable 10.66.0.0/16',
    '-6 route add default via fd00::fe dev d0',
    'neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 dev d0 nud permanent',
  ].filter((line) => !netns.ip(line));
  if (failed.length === 0) return netns;
  netns[Symbol.dispose]();
  throw new Error(`failed: ${failed.join(', ')}`);
}

describe('changing a link', { skip }, () => {
  it('sets it down, and brings back all that the kernel dropped', async () => {
    using running = runHere();
    using netns = wired('down');
    const ref = await linkOf(running, netns, 'd0');
    await thereAndBack(running, { kind: 'link.set', ...ref, up: false }, netns, () => {
      const { links, routes } = netns.read();
      assert.ok(!links.find(({ name }) => name === 'd0')?.flags.includes('UP'));
      assert.ok(!routes.some(({ destination }) => destination === 'default'));
    });
  });

  it('gives it an address and takes it', async () => {
    using running = runHere();
    using netns = wired('address');
    const ref = await linkOf(running, netns, 'd0');
    const has = (text: string) => netns.read().addresses.some(({ local }) => local === text);
    await thereAndBack(running, { kind: 'address.add', ...ref, address: '192.0.2.1/32' }, netns, () =>
      assert.ok(has('192.0.2.1')),
    );
    await thereAndBack(running, { kind: 'address.delete', ...ref, address: 'fd00::1/64' }, netns, () =>
      assert.ok(!has('fd00::1')),
    );
    assert.ok(netns.ip('addr del 10.0.0.2/24 dev d0'));
    await thereAndBack(running, { kind: 'address.delete', ...ref, address: '10.0.0.1/24' }, netns, () => {
      assert.ok(!has('10.0.0.1'));
      assert.ok(!netns.read().routes.some(({ family, destination }) => family === 'inet' && destination === 'default'));
    });
  });

  it('takes the first address of a network with the later ones, and brings them back', async () => {
    using running = runHere();
    using netns = wired('first');
    const ref = await linkOf(running, netns, 'd0');
    await thereAndBack(running, { kind: 'address.delete', ...ref, address: '10.0.0.1/24' }, netns, () => {
      assert.ok(!netns.read().addresses.some(({ local }) => local === '10.0.0.1'));
    });
  });

  it('makes it a port of a bridge and takes it away', async () => {
    using running = runHere();
    using netns = new Netns('bridge');
    if (!netns.ip('link add br0 type bridge')) return;
    netns.ip('link add d0 type veth peer name p0');
    const [ref, bridge] = [await linkOf(running, netns, 'd0'), await linkOf(running, netns, 'br0')];
    const master = { index: bridge.index, name: bridge.name };
    const masterNow = () => netns.read().links.find(({ name }) => name === 'd0')?.master;
    await thereAndBack(running, { kind: 'link.setMaster', ...ref, master }, netns, () =>
      assert.equal(masterNow(), bridge.index),
    );
    netns.ip('link set d0 master br0');
    netns.ip('link set d0 type bridge_slave isolated on learning off');
    // Where the kernel filters, it has VLANs too.
    if (netns.ip('link set br0 type bridge vlan_filtering 1')) {
      assert.ok(netns.run('bridge vlan add dev d0 vid 20-22') && netns.run('bridge vlan del dev d0 vid 1'));
    }
    await thereAndBack(running, { kind: 'link.setMaster', ...ref }, netns, () => assert.equal(masterNow(), undefined));
  });

  it('has it delay and lose, or says that the kernel cannot', async () => {
    using running = runHere();
    using netns = wired('netem');
    const ref = await linkOf(running, netns, 'd0');
    const operation: Operation = { kind: 'link.netem', ...ref, netem: { delay: 0.1, loss: 0.01 } };
    const hasNetem = netns.run('tc qdisc add dev lo root netem');
    netns.run('tc qdisc del dev lo root');
    if (!hasNetem) {
      assert.equal(await outcomeOf(running.runner.execute(operation)), 'refused: This kernel has no netem.');
      return;
    }
    await thereAndBack(running, operation, netns, () => {
      const netem = netns.read().qdiscs.find(({ index }) => index === ref.index)?.netem;
      assert.ok(Math.abs((netem?.delay ?? 0) - 0.1) < 1e-3 && Math.abs((netem?.loss ?? 0) - 0.01) < 1e-6);
    });
  });

  it('deletes it for good', async () => {
    using running = runHere();
    using netns = wired('delete');
    const entry = await running.runner.execute({ kind: 'link.delete', ...(await linkOf(running, netns, 'd0')) });
    assert.deepEqual([entry.state, entry.undo], ['done', undefined]);
    assert.deepEqual(
      netns.read().links.map(({ name }) => name),
      ['lo'],
    );
  });

  it('knows it by its number: another one of that name is left alone', async () => {
    using running = runHere();
    using netns = wired('other');
    const ref = await linkOf(running, netns, 'd0');
    netns.ip('link del d0');
    netns.ip('link add d0 type veth peer name p0');
    const outcome = await outcomeOf(running.runner.execute({ kind: 'link.delete', ...ref }));
    assert.equal(outcome, 'refused: There is no link {0} in {1} any more.');
    assert.ok(netns.read().links.some(({ name }) => name === 'd0'));
  });

  it('knows its namespace: another one of that name is left alone', async (t) => {
    using running = runHere();
    using netns = wired('again');
    const { host } = await running.scan();
    if (!host.features.nsGetId) return t.skip('this kernel does not number namespaces for good');
    const ref = await linkOf(running, netns, 'd0');
    const context = await running.context();
    execFileSync('ip', ['netns', 'del', netns.name]);
    execFileSync('ip', ['netns', 'add', netns.name]);
    netns.ip('link add d0 type veth peer name p0');
    const act = context.networks.run([
      {
        effect: { text: '', args: [] },
        call: '',
        namespace: ref.namespace,
        words: ['ip', 'link', 'delete', 'dev', 'd0'],
      },
    ]);
    assert.match(await outcomeOf(act), /^(?:gone|denied): /);
    assert.ok(netns.read().links.some(({ name }) => name === 'd0'));
  });

  it('is done in a namespace without a name, and for a name that looks like an option', async () => {
    using running = runHere();
    const script = `ip link add name -h type veth peer name p0 && ${READY}`;
    await using holder = await start('unshare', '--net', 'sh', '-c', script);
    const ref = { namespace: (await ledBy(running, holder.pid)).id, index: 3, name: '-h' };
    const entry = await running.runner.execute({ kind: 'link.set', ...ref, up: true });
    assert.equal((await running.runner.undo(entry.id)).state, 'undone');
    assert.equal((await running.runner.execute({ kind: 'link.delete', ...ref })).state, 'done');
  });

  it('takes back what is half done when a part of it fails', async () => {
    using running = runHere();
    using netns = wired('half');
    const ref = await linkOf(running, netns, 'd0');
    const entry = await running.runner.execute({ kind: 'link.set', ...ref, up: false });
    netns.ip('link add d1 type veth peer name p1');
    netns.ip('link set d1 up');
    assert.ok(netns.ip('route add default dev d1'));
    const before = picture(netns);
    assert.match(await outcomeOf(running.runner.undo(entry.id)), /^failed: /);
    assert.deepEqual(picture(netns), before);
  });
});

describe('a cable between two namespaces', { skip }, () => {
  it('is made with each end where it belongs, and is taken back', async () => {
    using running = runHere();
    using a = new Netns('cable-a');
    using b = new Netns('cable-b');
    const [from, to] = [await found(running, a.inode), await found(running, b.inode)];
    const entry = await running.runner.execute({
      kind: 'link.createVeth',
      a: { namespace: from.id, name: 'va' },
      b: { namespace: to.id, name: 'vb' },
    });
    const end = (netns: Netns, name: string) => netns.read().links.find((link) => link.name === name);
    const [va, vb] = [end(a, 'va'), end(b, 'vb')];
    assert.ok(va && vb);
    assert.deepEqual([va.link ?? va.index, vb.link ?? vb.index], [vb.index, va.index], 'each is the other end');
    assert.ok(va.linkNetnsid !== undefined && vb.linkNetnsid !== undefined);
    await running.runner.undo(entry.id);
    assert.deepEqual([a.read().links.length, b.read().links.length], [1, 1]);
  });

  it('goes from a namespace with a name to one without, and both ends may be in one', async () => {
    using running = runHere();
    using a = new Netns('cable-c');
    await using holder = await start('unshare', '--net', 'sh', '-c', READY);
    const [from, to] = [await found(running, a.inode), await ledBy(running, holder.pid)];
    const make = (other: Namespace, name: string) =>
      running.runner.execute({
        kind: 'link.createVeth',
        a: { namespace: from.id, name },
        b: { namespace: other.id, name: `${name}-peer` },
      });
    await make(to, 'va');
    await make(from, 'vb');
    assert.deepEqual(
      a
        .read()
        .links.map(({ name }) => name)
        .toSorted(),
      ['lo', 'va', 'vb', 'vb-peer'],
    );
  });
});
