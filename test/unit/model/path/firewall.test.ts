import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type {
  Firewall,
  FirewallAct,
  FirewallChain,
  FirewallCondition,
  FirewallRule,
} from '../../../../src/model/network/firewall.ts';
import { explainPath } from '../../../../src/model/network/path/explain.ts';
import type { PathQuestion, PathReport } from '../../../../src/model/network/path/report.ts';
import { type NetworkSketch, sketch } from '../../../support/topologies.ts';

const TABLE = { family: 'ip', table: 'filter' } as const;

function base(hook: string, policy: 'accept' | 'drop' = 'accept', type = 'filter', priority = 0): FirewallChain {
  return { ...TABLE, chain: hook.toUpperCase(), hook, type, priority, policy };
}

function rule(chain: string, act: FirewallAct, ...conditions: FirewallCondition[]): FirewallRule {
  return { ...TABLE, chain, act, conditions, understood: true, text: act.kind };
}

const unclear = (chain: string, act: FirewallAct): FirewallRule => ({ ...rule(chain, act), understood: false });

const DROP = { kind: 'drop' } as const;
const ACCEPT = { kind: 'accept' } as const;
const fromA: FirewallCondition = { kind: 'saddr', family: 'inet', networks: ['10.0.1.0/24'] };
const established: FirewallCondition = { kind: 'ctstate', words: ['established', 'related'] };
const web: FirewallCondition = { kind: 'dport', ports: [{ from: 80, to: 80 }] };
const tcp: FirewallCondition = { kind: 'protocol', words: ['tcp'] };

/** Two namespaces with a router between them, which has this firewall; `b` has the other. */
function routed(
  router: Partial<Firewall>,
  receiver: Partial<Firewall> = {},
  rules?: NetworkSketch['rules'],
): Record<string, NetworkSketch> {
  return {
    a: { links: { eth0: { peer: 'r/ra', addresses: ['10.0.1.1/24'] } }, routes: ['default via 10.0.1.254 dev eth0'] },
    r: {
      forwards: true,
      firewall: router,
      ...(rules && { rules }),
      links: {
        ra: { peer: 'a/eth0', addresses: ['10.0.1.254/24'] },
        rb: { peer: 'b/eth0', addresses: ['10.0.2.254/24'] },
      },
    },
    b: {
      firewall: receiver,
      links: { eth0: { peer: 'r/rb', addresses: ['10.0.2.1/24'] } },
      routes: ['default via 10.0.2.254 dev eth0'],
      sockets: [{ protocol: 'tcp', family: 'inet', address: '0.0.0.0', port: 8080, inode: 1, uid: 0, processes: [] }],
    },
  };
}

function explain(networks: Record<string, NetworkSketch>, more: Partial<PathQuestion> = {}): PathReport {
  return explainPath(sketch(networks), { from: { namespace: 'a' }, to: { namespace: 'b' }, ...more });
}

function told(report: PathReport): string {
  const { verdict, cause } = report;
  return cause ? `${verdict} ${cause.code} ${cause.direction} at ${cause.namespace}` : verdict;
}

const FORWARD = 'FORWARD';

describe('a mark of a firewall', () => {
  const marking = {
    chains: [base('prerouting')],
    rules: [{ ...rule('PREROUTING', { kind: 'continue' }), marks: true as const }],
  };
  const tables = [
    { priority: 0, table: 255 },
    { priority: 32766, table: 254 },
  ];

  it('means nothing where no rule of routing asks for it', () => {
    assert.equal(told(explain(routed(marking, {}, tables))), 'reaches');
  });

  it('is a doubt where one does', () => {
    const asking = [...tables, { priority: 100, table: 7, fwmark: 1 }];
    const report = explain(routed(marking, {}, asking));
    assert.equal(told(report), 'unknown firewall-unknown forward at r');
    assert.match(report.cause?.sentence.text ?? '', /marks decide which routes/);
  });
});

describe('a firewall', () => {
  const cases: readonly (readonly [string, Partial<Firewall>, string, Partial<PathQuestion>?])[] = [
    ['without rules lets all pass', {}, 'reaches'],
    ['drops by its policy', { chains: [base('forward', 'drop')] }, 'broken firewall forward at r'],
    ['drops in another hook than that of the packet', { chains: [base('input', 'drop')] }, 'reaches'],
    [
      'accepts what a rule names',
      { chains: [base('forward', 'drop')], rules: [rule(FORWARD, ACCEPT, fromA), rule(FORWARD, ACCEPT, established)] },
      'reaches',
    ],
    [
      'forgets the answer',
      { chains: [base('forward', 'drop')], rules: [rule(FORWARD, ACCEPT, fromA)] },
      'broken firewall back at r',
    ],
    [
      'drops what a rule names',
      { chains: [base('forward')], rules: [rule(FORWARD, DROP, fromA)] },
      'broken firewall forward at r',
    ],
    [
      'rejects what a rule names',
      { chains: [base('forward')], rules: [rule(FORWARD, { kind: 'reject' }, fromA)] },
      'broken firewall forward at r',
    ],
    [
      'asks rules in order',
      { chains: [base('forward')], rules: [rule(FORWARD, ACCEPT, fromA), rule(FORWARD, DROP, fromA)] },
      'reaches',
    ],
    [
      'asks chains by priority, and who accepts in one is asked by the next',
      {
        chains: [{ ...base('forward', 'drop', 'filter', 10), chain: 'LATE' }, base('forward')],
        rules: [rule(FORWARD, ACCEPT)],
      },
      'broken firewall forward at r',
    ],
    [
      'turns a condition around',
      {
        chains: [base('forward')],
        rules: [rule(FORWARD, DROP, { ...fromA, not: true }, { kind: 'ctstate', words: ['new'] })],
      },
      'reaches',
    ],
    [
      'knows links',
      {
        chains: [base('forward')],
        rules: [rule(FORWARD, DROP, { kind: 'iif', names: ['r*'] }, { kind: 'oif', names: ['rb'] })],
      },
      'broken firewall forward at r',
    ],
    [
      'knows links of others',
      { chains: [base('forward')], rules: [rule(FORWARD, DROP, { kind: 'oif', names: ['eth*'] })] },
      'reaches',
    ],
    [
      'knows ranges of addresses',
      {
        chains: [base('forward')],
        rules: [rule(FORWARD, DROP, { kind: 'daddr', family: 'inet', networks: ['10.0.2.1-10.0.2.9'] })],
      },
      'broken firewall forward at r',
    ],
    ['drops a port, which a ping has not', { chains: [base('forward')], rules: [rule(FORWARD, DROP, web)] }, 'reaches'],
    [
      'drops a port',
      {
        chains: [base('forward')],
        rules: [rule(FORWARD, DROP, tcp, { kind: 'dport', ports: [{ from: 8000, to: 9000 }] })],
      },
      'broken firewall forward at r',
      { protocol: 'tcp', port: 8080 },
    ],
    ['drops another family', { chains: [{ ...base('forward', 'drop'), family: 'ip6' }] }, 'reaches'],
    [
      'knows what is local',
      { chains: [base('forward')], rules: [rule(FORWARD, DROP, { kind: 'daddrtype', words: ['local'] })] },
      'reaches',
    ],
    [
      'jumps to a chain',
      {
        chains: [base('forward'), { ...TABLE, chain: 'OWN' }],
        rules: [rule(FORWARD, { kind: 'jump', chain: 'OWN' }), rule('OWN', DROP, fromA)],
      },
      'broken firewall forward at r',
    ],
    [
      'returns from a chain',
      {
        chains: [base('forward'), { ...TABLE, chain: 'OWN' }],
        rules: [rule(FORWARD, { kind: 'jump', chain: 'OWN' }), rule('OWN', { kind: 'return' }), rule('OWN', DROP)],
      },
      'reaches',
    ],
    [
      'jumps in a circle',
      {
        chains: [base('forward'), { ...TABLE, chain: 'OWN' }],
        rules: [rule(FORWARD, { kind: 'jump', chain: 'OWN' }), rule('OWN', { kind: 'jump', chain: 'OWN' })],
      },
      'reaches',
    ],
    [
      'has a rule that is not understood',
      { chains: [base('forward')], rules: [unclear(FORWARD, DROP)] },
      'unknown firewall-unknown forward at r',
    ],
    [
      'has a rule that is not understood, and changes nothing',
      { chains: [base('forward')], rules: [unclear(FORWARD, ACCEPT)] },
      'reaches',
    ],
    [
      'may accept by a rule that is not understood',
      { chains: [base('forward', 'drop')], rules: [unclear(FORWARD, ACCEPT)] },
      'unknown firewall-unknown forward at r',
    ],
  ];
  for (const [name, firewall, expected, more] of cases) {
    it(name, () => assert.equal(told(explain(routed(firewall), more)), expected));
  }

  it('looks at what bridges pass on, where it is told to, and may have rules for frames', () => {
    const port = (peer: string) => ({ peer, master: 'br0', port: { state: 'forwarding' } });
    const bridged = (firewall: Partial<Firewall>, bridgeNetfilter?: true): Record<string, NetworkSketch> => ({
      a: { links: { eth0: { peer: 'sw/pa', addresses: ['10.0.0.1/24'] } } },
      b: { links: { eth0: { peer: 'sw/pb', addresses: ['10.0.0.2/24'] } } },
      sw: {
        links: { br0: { kind: 'bridge' }, pa: port('a/eth0'), pb: port('b/eth0') },
        firewall,
        ...(bridgeNetfilter && { bridgeNetfilter }),
      },
    });
    const drop = { chains: [base('forward', 'drop')] };
    assert.equal(told(explain(bridged(drop))), 'reaches');
    assert.equal(told(explain(bridged(drop, true))), 'broken firewall forward at sw');
    const frames = { chains: [{ ...base('forward', 'drop'), family: 'bridge' } as const] };
    assert.equal(told(explain(bridged(frames))), 'unknown firewall-unknown forward at sw');
  });

  it('that cannot be read is told, unless something else is broken', () => {
    const facts = sketch(routed({}));
    const question = { from: { namespace: 'a' }, to: { namespace: 'b' } };
    const unread = { ...facts, insides: new Map([...facts.insides].filter(([id]) => id !== 'r')) };
    assert.equal(told(explainPath(unread, question)), 'unknown firewall-unknown forward at r');
    const gone = { ...question, to: { address: '10.0.2.77' } };
    assert.equal(told(explainPath(unread, gone)), 'broken nobody-answers forward at r');
  });

  it('tells the rule that drops, and the one that would let it in', () => {
    const { cause } = explain(routed({ chains: [base('forward')], rules: [rule(FORWARD, DROP, fromA)] }));
    assert.deepEqual(cause?.sentence.args, ['r', 'ip filter FORWARD', 'drop']);
    const line = 'ip netns exec r nft insert rule ip filter FORWARD ip saddr 10.0.1.1 ip daddr 10.0.2.1 accept';
    assert.deepEqual(cause?.repair, [line.split(' ')]);
  });
});

describe('translation', () => {
  const nat = (hook: string, ...rules: FirewallRule[]) => ({
    chains: [base(hook, 'accept', 'nat', hook === 'prerouting' ? -100 : 100)],
    rules,
  });

  it('of the source needs no route back to it', () => {
    const networks = (firewall: Partial<Firewall>) => {
      const all = routed(firewall);
      return { ...all, b: { ...all['b'], links: all['b']?.links ?? {}, routes: [] } };
    };
    assert.equal(told(explain(networks({}))), 'broken no-return-route back at b');
    const masquerade = rule('POSTROUTING', { kind: 'masquerade' }, { kind: 'oif', names: ['rb'] });
    const report = explain(networks(nat('postrouting', masquerade)));
    assert.equal(told(report), 'reaches');
    assert.deepEqual(
      report.forward.hops
        .flatMap(({ notes }) => notes.map(({ args }) => args))
        .filter((args) => args[0] === '10.0.1.1'),
      [['10.0.1.1', '10.0.2.254']],
    );
    const snat = rule('POSTROUTING', { kind: 'snat', address: '10.0.2.254' });
    assert.equal(told(explain(networks(nat('postrouting', snat)))), 'reaches');
  });

  it('of the destination leads a port to another host, and its answer back', () => {
    const dnat = rule('PREROUTING', { kind: 'dnat', address: '10.0.2.1', ports: { from: 8080, to: 8080 } }, tcp, web);
    const question = { to: { address: '10.0.1.254' }, protocol: 'tcp', port: 80 } as const;
    const networks = routed(nat('prerouting', dnat));
    const report = explainPath(sketch(networks), { from: { namespace: 'a' }, ...question });
    // Who has the address asked for is the router: that another one answers is what was wanted.
    assert.equal(told(report), 'reaches');
    assert.equal(report.back?.hops.at(-1)?.namespace, 'a');
    assert.equal(
      told(explainPath(sketch(routed({})), { from: { namespace: 'a' }, ...question })),
      'broken port-closed forward at r',
    );
  });
});
