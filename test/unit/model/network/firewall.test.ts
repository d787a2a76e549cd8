import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FirewallRule } from '../../../../src/model/network/firewall.ts';
import { firewallOf } from '../../../../src/model/network/firewall-of.ts';
import { parseIptables } from '../../../../src/model/network/parse-iptables.ts';

const LIMITS = { rules: 100, text: 10_000 };

/** What a rule means, without where it stands. */
function meaning(rule: FirewallRule | undefined): unknown {
  return rule && { conditions: rule.conditions, act: rule.act, understood: rule.understood };
}

function port(from: number, to = from) {
  return { from, to };
}

/** A line of iptables-save(8) without `-A CHAIN `, its conditions and act; `?` where it is not understood. */
const IPTABLES: readonly (readonly [string, readonly unknown[], unknown, ('?' | undefined)?])[] = [
  ['-j ACCEPT', [], { kind: 'accept' }],
  [
    '-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
    [
      { kind: 'saddr', family: 'inet', networks: ['172.17.0.0/16'] },
      { kind: 'oif', names: ['docker0'], not: true },
    ],
    { kind: 'masquerade' },
  ],
  [
    '! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    [
      { kind: 'iif', names: ['docker0'], not: true },
      { kind: 'protocol', words: ['tcp'] },
      { kind: 'dport', ports: [port(8080)] },
    ],
    { kind: 'dnat', address: '172.17.0.2', ports: port(80) },
  ],
  [
    '-m addrtype --dst-type LOCAL -j DOCKER',
    [{ kind: 'daddrtype', words: ['local'] }],
    { kind: 'jump', chain: 'DOCKER' },
  ],
  [
    '-m conntrack --ctstate RELATED,ESTABLISHED -m comment --comment "a \\"b\\" -j DROP" -j RETURN',
    [{ kind: 'ctstate', words: ['related', 'established'] }],
    { kind: 'return' },
  ],
  [
    '-i veth+ -p udp -m multiport --dports 53,1000:2000 -g other',
    [
      { kind: 'iif', names: ['veth*'] },
      { kind: 'protocol', words: ['udp'] },
      { kind: 'dport', ports: [port(53), port(1000, 2000)] },
    ],
    { kind: 'goto', chain: 'other' },
  ],
  ['-j SNAT --to-source 10.0.0.1-10.0.0.9', [], { kind: 'snat', address: '10.0.0.1-10.0.0.9' }],
  ['-j REDIRECT --to-ports 8080', [], { kind: 'redirect', ports: port(8080) }],
  ['-j REJECT --reject-with icmp-port-unreachable', [], { kind: 'reject' }],
  ['-j LOG --log-prefix "x y"', [], { kind: 'continue' }],
  [
    '-d 10.0.0.7 -m limit --limit 1/sec -j DROP',
    [{ kind: 'daddr', family: 'inet', networks: ['10.0.0.7/32'] }],
    { kind: 'drop' },
    '?',
  ],
  ['-m owner --uid-owner 0 -j DROP', [], { kind: 'drop' }, '?'],
  ['-m conntrack --ctstate ESTABLISHED,DNAT -j ACCEPT', [], { kind: 'accept' }, '?'],
];

describe('a rule of iptables', () => {
  for (const [line, conditions, act, mark] of IPTABLES) {
    it(`${line} ${mark ? 'is not understood, and says so' : 'is understood'}`, () => {
      const { rules } = parseIptables(`*filter\n:X - [0:0]\n-A X ${line}\nCOMMIT\n`, 'ip');
      assert.deepEqual(meaning(rules[0]), { conditions, act, understood: mark === undefined });
      assert.equal(rules[0]?.text, `-A X ${line}`);
    });
  }

  it('has IPv6 addresses in brackets, or alone', () => {
    const act = (to: string) => parseIptables(`*nat\n-A X -j DNAT --to-destination ${to}\n`, 'ip6').rules[0]?.act;
    assert.deepEqual(act('[2001:db8::1]:80'), { kind: 'dnat', address: '2001:db8::1', ports: port(80) });
    assert.deepEqual(act('2001:db8::1'), { kind: 'dnat', address: '2001:db8::1' });
  });

  it('stands in a chain with its hook and policy', () => {
    const { chains } = parseIptables(
      '*nat\n:PREROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n*filter\n:FORWARD DROP [0:0]\n',
      'ip',
    );
    assert.deepEqual(chains, [
      {
        family: 'ip',
        table: 'nat',
        chain: 'PREROUTING',
        hook: 'prerouting',
        type: 'nat',
        priority: -100,
        policy: 'accept',
      },
      { family: 'ip', table: 'nat', chain: 'DOCKER' },
      { family: 'ip', table: 'filter', chain: 'FORWARD', hook: 'forward', type: 'filter', priority: 0, policy: 'drop' },
    ]);
  });
});

/** A match of nft(8) as JSON and the conditions that it is; undefined where it is not understood. */
const MATCHES: readonly (readonly [string, object, unknown, unknown[] | undefined])[] = [
  [
    'fib daddr type local',
    { fib: { result: 'type', flags: ['daddr'] } },
    'local',
    [{ kind: 'daddrtype', words: ['local'] }],
  ],
  ['fib daddr . iif type local', { fib: { result: 'type', flags: ['daddr', 'iif'] } }, 'local', undefined],
  ['meta nfproto ipv6', { meta: { key: 'nfproto' } }, 'ipv6', [{ kind: 'family', words: ['inet6'] }]],
  [
    'meta l4proto { tcp, udp }',
    { meta: { key: 'l4proto' } },
    { set: ['tcp', 'udp'] },
    [{ kind: 'protocol', words: ['tcp', 'udp'] }],
  ],
  ['meta mark 1', { meta: { key: 'mark' } }, 1, undefined],
  ['meta toString x', { meta: { key: 'toString' } }, 'x', undefined],
  [
    'ip daddr 10.0.0.1-10.0.0.9',
    { payload: { protocol: 'ip', field: 'daddr' } },
    { range: ['10.0.0.1', '10.0.0.9'] },
    [
      { kind: 'family', words: ['inet'] },
      { kind: 'daddr', family: 'inet', networks: ['10.0.0.1-10.0.0.9'] },
    ],
  ],
  ['th dport 53', { payload: { protocol: 'th', field: 'dport' } }, 53, [{ kind: 'dport', ports: [port(53)] }]],
  ['ip daddr @missing', { payload: { protocol: 'ip', field: 'daddr' } }, '@missing', undefined],
  ['ether saddr', { payload: { protocol: 'ether', field: 'saddr' } }, '02:00:00:00:00:01', undefined],
  ['ip saddr . tcp dport', { concat: [] }, { set: [] }, undefined],
];

describe('a match of nft', () => {
  for (const [what, left, right, conditions] of MATCHES) {
    it(`${what} is ${conditions ? 'understood' : 'not understood, and says so'}`, () => {
      const expr = [{ match: { op: '==', left, right } }, { counter: null }, { drop: null }];
      const nftJson = JSON.stringify({
        nftables: [{ rule: { family: 'inet', table: 't', chain: 'c', handle: 1, expr } }],
      });
      const rule = firewallOf({ nftJson }, LIMITS)?.rules[0];
      assert.deepEqual(meaning(rule), {
        conditions: conditions ?? [],
        act: { kind: 'drop' },
        understood: conditions !== undefined,
      });
    });
  }

  it('is nothing in JSON of another form', () => {
    for (const nftJson of ['null', '[]', '{"nftables":7}', '{"nftables":[null,{"rule":[]},{"chain":1},{"set":""}]}']) {
      assert.ok((firewallOf({ nftJson }, LIMITS)?.rules ?? []).every(({ conditions }) => conditions.length === 0));
    }
  });
});

describe('a firewall', () => {
  const xt = JSON.stringify({
    nftables: [
      {
        chain: {
          family: 'ip',
          table: 'nat',
          name: 'PREROUTING',
          hook: 'prerouting',
          type: 'nat',
          prio: -100,
          policy: 'accept',
        },
      },
      { rule: { family: 'ip', table: 'nat', chain: 'PREROUTING', handle: 1, expr: [{ xt: null }] } },
      { rule: { family: 'inet', table: 'mine', chain: 'x', handle: 2, expr: [{ accept: null }] } },
    ],
  });

  it('has the tables that iptables tells once, as it tells them', () => {
    const iptables = '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j RETURN\nCOMMIT\n';
    const found = firewallOf({ nftJson: xt, iptables }, LIMITS);
    assert.deepEqual(
      found?.rules.map(({ family, table, understood }) => `${family} ${table} ${understood}`),
      ['inet mine true', 'ip nat true'],
    );
    assert.equal(found?.chains.length, 1);
    assert.equal(found?.unknown, 0);
    assert.equal(firewallOf({ nftJson: xt }, LIMITS)?.unknown, 1);
  });

  it('counts what there is too much of as not understood, and is nothing when no tool said anything', () => {
    assert.deepEqual(firewallOf({ nftJson: xt }, { rules: 1, text: 0 })?.unknown, 2);
    assert.equal(firewallOf({}, LIMITS), undefined);
  });
});
