import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { NetworkInspector } from '../../../src/agent/discover/network/inside/network-inspector.ts';
import { readInRoot } from '../../../src/agent/kernel/open-in-root.ts';
import { kernelName } from '../../../src/model/namespace.ts';
import type { Network } from '../../../src/model/network/network.ts';
import type { NetworkInside } from '../../../src/model/network/network-inside.ts';
import { endpointText } from '../../../src/model/network/wireguard.ts';
import { processByPid } from '../../../src/model/snapshot.ts';
import { networkInsideReader } from '../../../src/protocol/network-inside-reader.ts';
import { discoverHere, getNamespace } from '../../support/discovering.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';
import { start } from '../../support/started.ts';

checkLeaks();

const root = process.geteuid?.() === 0;
const PROGRAMS = path.join(import.meta.dirname, '../../support/programs');

async function inspect(netns: { readonly inode: number }): Promise<NetworkInside> {
  const discovery = discoverHere();
  const inspector = new NetworkInspector(discovery);
  try {
    const snapshot = await discovery.scan('full');
    const { id } = getNamespace(snapshot, kernelName({ kind: 'net', inode: netns.inode }));
    const inside = await inspector.inspect(id);
    assert.deepEqual(networkInsideReader(JSON.parse(JSON.stringify(inside)), 'inside'), inside);
    return inside;
  } finally {
    inspector.dispose();
    discovery.dispose();
  }
}

function nameIn({ links }: Network, index: number | undefined): string | undefined {
  return links.find((link) => link.index === index)?.name;
}

/** What `bridge -j fdb` says, in its words. */
function fdbJson(network: Network, { fdb = [] }: NetworkInside): unknown[] {
  return fdb.map((entry) => ({
    mac: entry.linkLayerAddress,
    ifname: nameIn(network, entry.index),
    ...(entry.vlan !== undefined && { vlan: entry.vlan }),
    ...(entry.destination !== undefined && { dst: entry.destination }),
    ...(entry.port !== undefined && { port: entry.port }),
    ...(entry.vni !== undefined && { vni: entry.vni }),
    ...(entry.through !== undefined && { viaIf: nameIn(network, entry.through) }),
    flags: entry.flags,
    ...(entry.master !== undefined && { master: nameIn(network, entry.master) }),
    state: entry.state === 'reachable' ? '' : entry.state,
  }));
}

/** What `wg show dump` says, in its words and sorted, without the secret keys; allowed IPs in an order of their own. */
function wireguardDump({ wireguard = [] }: NetworkInside): string[] {
  return wireguard
    .flatMap(({ publicKey, listenPort, fwmark, peers }) => [
      [publicKey, listenPort, fwmark === undefined ? 'off' : `0x${fwmark.toString(16)}`],
      ...peers.map((peer) => [
        peer.publicKey,
        peer.endpoint ? endpointText(peer.endpoint) : '(none)',
        sortedList(peer.allowedIps),
        peer.latestHandshake ?? 0,
        peer.transferRx,
        peer.transferTx,
        peer.persistentKeepalive ?? 'off',
      ]),
    ])
    .map((cells) => cells.join('\t'))
    .toSorted();
}

function sortedList(networks: readonly string[]): string {
  return networks.length === 0 ? '(none)' : networks.toSorted().join(',');
}

/** A line of the link has its private key first, that of a peer the preshared key second. */
function withoutSecret(line: string): string {
  const cells = line.split('\t');
  if (cells.length === 4) return cells.slice(1).join('\t');
  const [key, , endpoint, allowed = '', ...rest] = cells;
  return [key, endpoint, sortedList(allowed === '(none)' ? [] : allowed.split(',')), ...rest].join('\t');
}

describe('what is inside a network namespace', { skip: !root && 'needs root' }, () => {
  it('has the forwarding databases of bridges and vxlan as bridge(8) has them', async () => {
    using a = new Netns('a');
    // Not every kernel filters by VLAN.
    const vlan = a.ip('link add name br0 type bridge vlan_filtering 1') ? ' vlan 1' : '';
    assert.ok((vlan !== '' || a.ip('link add name br0 type bridge')) && a.ip('link set br0 up'));
    assert.ok(
      a.ip('link add name v0 type veth peer name v1') && a.ip('link set v0 master br0') && a.ip('link set v0 up'),
    );
    assert.ok(a.ip('link add name vx0 type vxlan id 7 dstport 4789 local 10.0.0.1'));
    const bridge = (line: string) => assert.ok(a.run(`bridge ${line}`), line);
    bridge(`fdb add 02:00:00:00:00:01 dev v0 master static${vlan}`);
    bridge('fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.9');
    bridge('fdb append 02:00:00:00:00:02 dev vx0 dst 10.0.0.8 port 8472 vni 9 via br0');
    const theirs = a.jsonOf('bridge', 'fdb show');
    assert.deepEqual(fdbJson(a.read(), await inspect(a)), theirs);
    assert.ok(theirs.length >= 5);
  });

  it('has the sockets that listen, with their processes, as ss(8) has them', async () => {
    using a = new Netns('a');
    const script = [
      "const net = require('node:net'), dgram = require('node:dgram');",
      'let left = 4; const done = () => { if (--left === 0) console.log("ready"); };',
      "net.createServer().listen(8080, '127.0.0.1', done); net.createServer().listen({ port: 443, host: '::', ipv6Only: true }, done);",
      "dgram.createSocket('udp4').bind(53, '0.0.0.0', done); dgram.createSocket('udp6').bind(5353, '::', done);",
      'process.stdin.resume();',
    ].join('\n');
    assert.ok(a.ip('link set lo up'));
    await using server = await start('ip', 'netns', 'exec', a.name, process.execPath, '-e', script);
    const { sockets = [] } = await inspect(a);
    const lines = a.text('ss -Hlntup').trim().split('\n');
    const told = sockets.map(({ protocol, family, address, port, v6only, processes }) => {
      const host = family === 'inet' ? address : address === '::' && !v6only ? '*' : `[${address}]`;
      return `${protocol} ${host}:${port} ${processes.map(({ pid }) => pid).join()}`;
    });
    const theirs = lines.map((line) => {
      const [protocol, , , , local] = line.split(/\s+/);
      return `${protocol} ${local} ${/pid=(\d+)/.exec(line)?.[1]}`;
    });
    assert.deepEqual(told.toSorted(), theirs.toSorted());
    assert.equal(told.length, 4);
    assert.ok(sockets.every(({ processes }) => processes[0]?.pid === server.pid));
  });

  it('has the owner of a socket who is elsewhere', async () => {
    using a = new Netns('a');
    // A server there, whose child has the socket too but lives in the first namespace.
    const script = [
      "require('node:net').createServer().listen(99, '127.0.0.1', function () {",
      `  const child = require('node:child_process').spawn('nsenter', ['--net=/proc/${process.pid}/ns/net', 'cat'], { stdio: ['pipe', 'pipe', 'inherit', this._handle.fd] });`,
      "  child.stdout.once('data', () => { console.log('ready'); process.stdin.on('end', () => { child.stdin.end(); process.exit(); }).resume(); });",
      "  child.stdin.write('x');",
      '});',
    ].join('\n');
    assert.ok(a.ip('link set lo up'));
    await using _holder = await start('ip', 'netns', 'exec', a.name, process.execPath, '-e', script);
    const { sockets = [] } = await inspect(a);
    assert.equal(sockets.length, 1);
    const comms = sockets[0]?.processes.map(({ comm }) => comm) ?? [];
    assert.ok(comms.length === 2 && comms.includes('cat'), comms.join());
  });

  it('has the process that serves a tap device, in whatever namespace that is', async () => {
    using a = new Netns('a');
    using b = new Netns('b');
    const program = path.join(PROGRAMS, 'serve-tap.ts');
    const serve = (netns: Netns) => start('ip', 'netns', 'exec', netns.name, process.execPath, program, 'tap0');
    await using one = await serve(a);
    await using other = await serve(b);
    const { taps = [] } = await inspect(a);
    const index = a.read().links.find(({ name }) => name === 'tap0')?.index;
    assert.deepEqual(
      taps.map((tap) => [tap.pid, tap.index]),
      [[one.pid, index]],
    );
    assert.deepEqual(
      (await inspect(b)).taps?.map(({ pid }) => pid),
      [other.pid],
    );
  });

  it('has the peers of wireguard as wg(8) has them', async (t) => {
    using a = new Netns('a');
    if (!a.ip('link add name wg0 type wireguard')) return t.skip('this kernel has no wireguard');
    if (!a.run('wg show')) return t.skip('no wg(8) here');
    const dir = mkdtempSync(path.join(tmpdir(), 'isolens-wg-'));
    try {
      const [own, other, third] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64'));
      writeFileSync(path.join(dir, 'key'), `${own}\n`);
      const set = (line: string) => assert.ok(a.run(`wg set wg0 ${line}`), line);
      set(`private-key ${dir}/key listen-port 51820 fwmark 0x2a`);
      set(
        `peer ${other} preshared-key ${dir}/key endpoint 192.0.2.1:53 persistent-keepalive 25 allowed-ips 10.0.0.0/24,2001:db8::/32`,
      );
      set(`peer ${third} endpoint [2001:db8::1]:54`);
      // So many that they come in several messages.
      const many = Array.from({ length: 3000 }, (_, at) => `10.1.${Math.floor(at / 250)}.${at % 250}/32`);
      writeFileSync(
        path.join(dir, 'peer'),
        `[Peer]\nPublicKey = ${Buffer.alloc(32, 4).toString('base64')}\nAllowedIPs = ${many.join(', ')}\n`,
      );
      assert.ok(a.run(`wg addconf wg0 ${dir}/peer`));
      const inside = await inspect(a);
      assert.deepEqual(
        wireguardDump(inside),
        a.text('wg show wg0 dump').trim().split('\n').map(withoutSecret).toSorted(),
      );
      assert.ok(!JSON.stringify(inside).includes(own ?? ''));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('has no wireguard where there is no such link', async () => {
    using a = new Netns('a');
    const { wireguard, problems } = await inspect(a);
    assert.deepEqual([wireguard, problems], [[], []]);
  });

  it('has the DNS of its name, else of its first process', async () => {
    using a = new Netns('a');
    const dir = `/etc/netns/${a.name}`;
    assert.ok(!(await inspect(a)).dns?.path.startsWith(dir));
    mkdirSync(dir, { recursive: true });
    try {
      writeFileSync(
        `${dir}/resolv.conf`,
        '# x\nnameserver 10.0.0.1\nsearch a.test b.test\noptions ndots:2\nnameserver ::1\n',
      );
      const { dns } = await inspect(a);
      assert.deepEqual(dns, {
        path: `${dir}/resolv.conf`,
        nameservers: ['10.0.0.1', '::1'],
        search: ['a.test', 'b.test'],
        options: ['ndots:2'],
      });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('has the firewall as nft(8) has it, with what each rule means', async (t) => {
    using a = new Netns('a');
    if (!a.run('nft add table inet t')) return t.skip('no nft(8) here');
    const nft = (line: string) => assert.ok(a.run(`nft ${line}`), line);
    nft('add chain inet t in { type filter hook input priority -5 ; policy drop ; }');
    nft('add chain inet t other');
    nft('add set inet t s { type ipv4_addr ; elements = { 10.0.0.1 , 10.0.0.2 } ; }');
    nft('add rule inet t in ct state established,related accept');
    nft('add rule inet t in iifname lo* ip saddr @s tcp dport { 80 , 1000-2000 } counter log accept');
    nft('add rule inet t in ip6 daddr != 2001:db8::/32 jump other');
    nft('add rule inet t in ct state vmap { new : drop }');
    nft('add rule inet t in meta mark 1 accept');
    nft('add table ip n');
    nft('add chain ip n pre { type nat hook prerouting priority dstnat ; }');
    nft('add rule ip n pre udp dport 53 dnat to 10.0.0.9:5353');
    nft('add rule ip n pre meta l4proto tcp redirect to :8080');
    nft('add chain ip n post { type nat hook postrouting priority srcnat ; }');
    nft('add rule ip n post oifname "eth0" masquerade');
    nft('add rule ip n post snat to 192.0.2.1');
    const { firewall, problems } = await inspect(a);
    assert.deepEqual(problems, []);
    assert.ok(firewall);
    const told = firewall.chains.map(({ chain, hook, type, priority, policy }) =>
      [chain, hook, type, priority, policy].join(' ').trim(),
    );
    assert.deepEqual(told, [
      'in input filter -5 drop',
      'other',
      'pre prerouting nat -100 accept',
      'post postrouting nat 100 accept',
    ]);
    const rules = firewall.rules.map(({ conditions, act, understood }) => [conditions, act, understood]);
    const one = (port: number) => ({ from: port, to: port });
    assert.deepEqual(rules, [
      [[{ kind: 'ctstate', words: ['established', 'related'] }], { kind: 'accept' }, true],
      [
        [
          { kind: 'iif', names: ['lo*'] },
          { kind: 'family', words: ['inet'] },
          { kind: 'saddr', family: 'inet', networks: ['10.0.0.1/32', '10.0.0.2/32'] },
          { kind: 'protocol', words: ['tcp'] },
          { kind: 'dport', ports: [one(80), { from: 1000, to: 2000 }] },
        ],
        { kind: 'accept' },
        true,
      ],
      [
        [
          { kind: 'family', words: ['inet6'] },
          { not: true, kind: 'daddr', family: 'inet6', networks: ['2001:db8::/32'] },
        ],
        { kind: 'jump', chain: 'other' },
        true,
      ],
      [[{ kind: 'ctstate', words: ['new'] }], { kind: 'drop' }, true],
      [[], { kind: 'accept' }, false],
      [
        [
          { kind: 'protocol', words: ['udp'] },
          { kind: 'dport', ports: [one(53)] },
        ],
        { kind: 'dnat', address: '10.0.0.9', ports: one(5353) },
        true,
      ],
      [[{ kind: 'protocol', words: ['tcp'] }], { kind: 'redirect', ports: one(8080) }, true],
      [[{ kind: 'oif', names: ['eth0'] }], { kind: 'masquerade' }, true],
      [[], { kind: 'snat', address: '192.0.2.1' }, true],
    ]);
    assert.equal(firewall.rules[2]?.text, 'ip6 daddr != 2001:db8::/32 jump other');
    assert.equal(firewall.unknown, 1);
    assert.match(firewall.text, /chain post/);
  });

  it('has what iptables wrote', async (t) => {
    using a = new Netns('a');
    if (!a.run('iptables -t nat -A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.0.0.9:80')) {
      return t.skip('no iptables(8) here');
    }
    assert.ok(
      a.run('iptables -P FORWARD DROP') &&
        a.run('iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'),
    );
    const { firewall } = await inspect(a);
    const rules = firewall?.rules.map(({ table, chain, act, understood }) =>
      [table, chain, act.kind, understood].join(' '),
    );
    assert.deepEqual(rules?.toSorted(), ['filter FORWARD accept true', 'nat PREROUTING dnat true']);
    const forward = firewall?.chains.filter(({ table, hook }) => table === 'filter' && hook === 'forward');
    assert.deepEqual(
      forward?.map(({ policy }) => policy),
      ['drop'],
    );
  });

  it('is gone when the namespace is, and no network of another kind', async () => {
    const discovery = discoverHere();
    const inspector = new NetworkInspector(discovery);
    const snapshot = await discovery.scan('full');
    const own = processByPid(snapshot, process.pid)?.namespaces.uts ?? '';
    await assert.rejects(inspector.inspect(own), /The namespace/);
    await assert.rejects(inspector.inspect('net:[1]'), /The namespace/);
    inspector.dispose();
    discovery.dispose();
  });
});

describe('a file below another root', () => {
  it('is what links lead to there, never out of it, and a regular one', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'isolens-root-'));
    try {
      writeFileSync(path.join(dir, 'real'), 'inside');
      symlinkSync('/real', path.join(dir, 'absolute'));
      symlinkSync('../../../../../../../../real', path.join(dir, 'climbing'));
      symlinkSync('/etc/passwd', path.join(dir, 'outside'));
      for (const name of ['real', 'absolute', 'climbing']) assert.equal(readInRoot(dir, `/${name}`, 100), 'inside');
      assert.equal(readInRoot(dir, '/real', 2), 'in');
      assert.throws(() => readInRoot(dir, '/outside', 100), { errno: 'ENOENT' });
      assert.throws(() => readInRoot(dir, '/.', 100), { errno: 'EINVAL' });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
