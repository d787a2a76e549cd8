import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readNetwork } from '../../../src/agent/discover/network/network-reader.ts';
import { ipAddressJson, ipNeighbourJson, ipRouteJson } from '../../../src/model/network/ip-json.ts';
import type { Network } from '../../../src/model/network/network.ts';
import { checkLeaks } from '../../support/leaks.ts';

const root = process.geteuid?.() === 0;

checkLeaks();

/** A named network namespace; disposing it deletes it with all links in it. */
class Netns implements Disposable {
  readonly name: string;

  constructor(name: string) {
    this.name = `itest-${process.pid}-${name}`;
    execFileSync('ip', ['netns', 'add', this.name]);
  }

  /** `ip('link set lo up')`; false when the kernel of this machine cannot. */
  ip(line: string): boolean {
    try {
      execFileSync('ip', ['-n', this.name, ...line.split(' ')], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  }

  json(line: string): Record<string, unknown>[] {
    const text = execFileSync('ip', ['-n', this.name, '-j', ...line.split(' ')], { encoding: 'utf8' });
    return text.trim() === '' ? [] : (JSON.parse(text) as Record<string, unknown>[]);
  }

  read(): Network {
    const fd = openSync(`/run/netns/${this.name}`, 'r');
    try {
      return readNetwork('net:[1]', fd);
    } finally {
      closeSync(fd);
    }
  }

  [Symbol.dispose](): void {
    execFileSync('ip', ['netns', 'del', this.name]);
  }
}

/** Only the fields that the other has too, so that what iproute2 tells beyond ours is no difference. */
function alike(ours: readonly Record<string, unknown>[], theirs: readonly Record<string, unknown>[]): void {
  assert.equal(ours.length, theirs.length);
  theirs.forEach((their, at) => assert.deepEqual(ours[at], pick(their, ours[at] ?? {})));
}

function pick(from: Record<string, unknown>, like: object): Record<string, unknown> {
  const entries = Object.entries(like).map(([key, value]): [string, unknown] => {
    const other = from[key];
    if (Array.isArray(value) && Array.isArray(other)) {
      return [key, other.map((item, at) => nested(item, value[at]))];
    }
    return [key, nested(other, value)];
  });
  return Object.fromEntries(entries);
}

function nested(item: unknown, like: unknown): unknown {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject(item) && isObject(like) ? pick(item as Record<string, unknown>, like as object) : item;
}

/** One link of each kind that the kernel may have; those that it has not are left out. */
const LINKS = [
  'link add name br0 type bridge vlan_filtering 1',
  'link add name d0 type dummy',
  'link add name ifb9 type ifb',
  'link add link va name va.5 type vlan id 5',
  'link add link va name mv0 type macvlan mode bridge',
  'link add name vx0 type vxlan id 7 remote 10.0.0.9 dstport 4789 dev va',
  'link add name bond9 type bond mode active-backup',
  'link add name team9 type team',
  'link add link va name iv0 type ipvlan mode l3',
  'link add name vrf9 type vrf table 10',
  'link add name gre9 type gre remote 10.0.0.2 local 10.0.0.1',
  'link add name wg0 type wireguard',
  'link add name gnv0 type geneve id 3 remote 10.0.0.3',
  'link add name sit9 type sit remote 10.0.0.2 local 10.0.0.1',
  'link add name ipip9 type ipip remote 10.0.0.2 local 10.0.0.1',
  'link add name nk0 type netkit',
];

describe('a network namespace', { skip: !root && 'needs root' }, () => {
  it('is read as iproute2 reads it: links of every kind, addresses, routes, neighbours', () => {
    using a = new Netns('a');
    using b = new Netns('b');
    assert.ok(a.ip(`link add name va type veth peer name vb netns ${b.name}`));
    assert.ok(a.ip('link set va up') && a.ip('link set lo up') && b.ip('link set vb up'));
    assert.ok(a.ip('addr add 10.0.0.1/24 dev va') && a.ip('addr add 192.0.2.1 peer 192.0.2.2/32 dev va'));
    assert.ok(a.ip('addr add 2001:db8::1/64 dev va nodad'));
    assert.ok(LINKS.filter((link) => a.ip(link)).length > 0);
    a.ip('link set d0 alias it\u0027s<b>');
    a.ip('link set mv0 master br0');
    assert.ok(a.ip('route add 10.9.0.0/16 via 10.0.0.2 metric 7'));
    assert.ok(a.ip('route add default nexthop via 10.0.0.2 weight 3 nexthop via 10.0.0.3'));
    assert.ok(a.ip('route add blackhole 10.8.0.0/16') && a.ip('route add 10.7.0.0/16 dev va table 77 proto static'));
    assert.ok(a.ip('-6 route add 2001:db8:1::/48 via 2001:db8::2'));
    assert.ok(a.ip('neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev va'));
    const network = a.read();
    alike(ipAddressJson(network), a.json('-d addr'));
    const routes = [...a.json('-4 route show table all'), ...a.json('-6 route show table all')];
    alike(ipRouteJson(network), routes);
    alike(ipNeighbourJson(network), a.json('neigh show'));
    const veth = network.links.find(({ name }) => name === 'va');
    assert.equal(veth?.kind, 'veth');
    assert.equal(veth.link, b.read().links.find(({ name }) => name === 'vb')?.index);
  });

  it('is left again at once, and has a name for every odd interface', () => {
    using a = new Netns('a');
    for (const name of ['<b>x', '$(alert)', "';id;'"]) a.ip(`link add name ${name} type bridge`);
    const names = a.read().links.map(({ name }) => name);
    assert.deepEqual(names, ['lo', '<b>x', '$(alert)', "';id;'"]);
    const here = execFileSync('ip', ['-j', 'link'], { encoding: 'utf8' });
    assert.ok(!here.includes('$(alert)'));
  });
});
