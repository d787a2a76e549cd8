import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseNetem } from '../../../../src/model/network/parse-netem.ts';
import { linkNameProblem } from '../../../../src/model/operation/link/create-veth.ts';
import { link, network } from '../../../support/drawings.ts';
import { described, HOST, NYC, SFO } from '../../../support/link-operations.ts';

const ref = { namespace: SFO.id, index: 2, name: 'eth0' } as const;
const eth0 = link(2, 'eth0', { kind: 'veth' });
const br0 = link(3, 'br0', { kind: 'bridge' });

describe('a cable between two namespaces', () => {
  const cable = {
    kind: 'link.createVeth',
    a: { namespace: SFO.id, name: 'va' },
    b: { namespace: NYC.id, name: 'vb' },
  } as const;
  const host = { networks: [network(SFO.id, [eth0]), network(NYC.id, []), network(HOST.id, [])] };

  it('is made by one command, each end where it belongs', () => {
    const { lines, codes, danger } = described(cable, host);
    assert.deepEqual(lines, ['ip link add va netns sfo type veth peer name vb netns /proc/77/ns/net']);
    assert.deepEqual([codes, danger], [[], 'none']);
    const toHost = { ...cable, b: { namespace: HOST.id, name: 'vb' } };
    assert.deepEqual(described(toHost, host).lines, [
      'ip link add va netns sfo type veth peer name vb netns /proc/self/ns/net',
    ]);
  });

  it('is refused for names that are taken, or that cannot be', () => {
    assert.deepEqual(described({ ...cable, a: { ...cable.a, name: 'eth0' } }, host).codes, ['exists']);
    assert.deepEqual(described({ ...cable, b: { ...cable.a } }, host).codes, ['exists']);
    assert.deepEqual(described({ ...cable, a: { ...cable.a, name: 'a/b' } }, host).codes, ['invalid']);
    assert.deepEqual(described(cable, { networks: [network(SFO.id, [])] }).codes, ['denied']);
  });
});

describe('the name of a link', () => {
  const NAMES = [
    ['veth0', true],
    ['eth0.5', true],
    ['x'.repeat(15), true],
    ['x'.repeat(16), false],
    ['', false],
    ['-a', false],
    ['.', false],
    ['a b', false],
    ['a/b', false],
    ['a:b', false],
    ['v%d', false],
    ['é', false],
  ] as const;
  for (const [name, allowed] of NAMES) {
    it(`${allowed ? 'can be' : 'cannot be'} ${JSON.stringify(name)}`, () => {
      assert.equal(linkNameProblem(name) === undefined, allowed);
    });
  }
});

describe('a port of a bridge', () => {
  const into = { kind: 'link.setMaster', ...ref, master: { index: 3, name: 'br0' } } as const;
  const out = { kind: 'link.setMaster', ...ref } as const;
  const free = { networks: [network(SFO.id, [eth0, br0])] };
  const port = { ...eth0, master: 3, portKind: 'bridge' };
  const inside = { networks: [network(SFO.id, [port, br0])] };

  it('is made and taken away by one command each, which undo each other', () => {
    const making = described(into, free);
    assert.deepEqual([making.lines, making.undo, making.codes], [['ip -n sfo link set dev eth0 master br0'], out, []]);
    const taking = described(out, inside);
    assert.deepEqual([taking.lines, taking.undo, taking.codes], [['ip -n sfo link set dev eth0 nomaster'], into, []]);
  });

  it('gets back what it was given when that is undone', () => {
    const bridge = { ...br0, details: { vlanFiltering: true, defaultPvid: 1 } };
    const given = {
      port: { state: 'forwarding', isolated: true, hairpin: false, learning: false, flood: true },
      vlans: [{ from: 10, to: 12, pvid: false, untagged: false }],
    };
    const { undo } = described(out, { networks: [network(SFO.id, [{ ...port, ...given }, bridge])] });
    assert.deepEqual(undo, { ...into, ...given });
    const { lines } = described({ ...into, ...given }, { networks: [network(SFO.id, [eth0, bridge])] });
    assert.deepEqual(lines, [
      'ip -n sfo link set dev eth0 master br0',
      'bridge -n sfo link set dev eth0 isolated on',
      'bridge -n sfo link set dev eth0 learning off',
      'bridge -n sfo vlan del dev eth0 vid 1',
      'bridge -n sfo vlan add dev eth0 vid 10-12',
    ]);
  });

  it('begins with the VLAN of its bridge, which is not brought back', () => {
    const first = { from: 5, to: 5, pvid: true, untagged: true };
    const vlans = [first, { from: 7, to: 7, pvid: false, untagged: true }];
    const bridge = { ...br0, details: { vlanFiltering: true, defaultPvid: 5 } };
    const links = [{ ...port, vlans: [first] }, bridge];
    assert.deepEqual(described(out, { networks: [network(SFO.id, links)] }).undo, into);
    const { lines } = described({ ...into, vlans }, { networks: [network(SFO.id, [eth0, bridge])] });
    assert.deepEqual(lines.slice(1), ['bridge -n sfo vlan add dev eth0 vid 7 untagged']);
  });

  it('is refused for what is no bridge, no link of Ethernet, or nothing new', () => {
    const codes = (links: readonly ReturnType<typeof link>[], operation: typeof into | typeof out = into) =>
      described(operation, { networks: [network(SFO.id, links)] }).codes;
    assert.deepEqual(codes([eth0]), ['missing']);
    assert.deepEqual(codes([eth0, link(3, 'br0', { kind: 'dummy' })]), ['rule']);
    assert.deepEqual(codes([link(2, 'eth0', { kind: 'bridge' }), br0]), ['rule']);
    assert.deepEqual(codes([link(2, 'eth0', { kind: 'tun', linkType: 'none' }), br0]), ['rule']);
    assert.deepEqual(codes([port, br0]), ['exists']);
    assert.deepEqual(codes([eth0, br0], out), ['exists']);
    assert.deepEqual(codes([port, link(3, 'bond0', { kind: 'bond' })], out), ['owned']);
  });

  it('is dangerous for the way of the host outside', () => {
    const route = {
      family: 'inet',
      type: 'unicast',
      destination: 'default',
      table: 254,
      protocol: 3,
      scope: 'global',
    } as const;
    const routes = [{ ...route, nextHops: [{ index: 3, weight: 1, flags: [], gateway: '10.0.0.254' }] }];
    const nic = link(2, 'eth0', { master: 3, portKind: 'bridge' });
    const host = { networks: [{ ...network(HOST.id, [nic, br0]), routes }] };
    assert.equal(described({ ...out, namespace: HOST.id }, host).danger, 'harm');
  });

  it('warns of its address, and of what an undo does not bring back', () => {
    const addressed = {
      networks: [
        network(
          SFO.id,
          [eth0, br0],
          [{ index: 2, family: 'inet', local: '10.0.0.1', prefixLength: 24, scope: 'global', flags: [] }],
        ),
      ],
    };
    assert.match(described(into, addressed).warnings.join(), /10\.0\.0\.1, which nobody reaches/);
    const spanning = { networks: [network(SFO.id, [port, { ...br0, details: { stp: true } }])] };
    assert.match(described(out, spanning).warnings.join(), /the cost and priority of eth0 for STP anew/i);
    assert.deepEqual(described(out, inside).warnings, []);
  });
});

describe('delay and loss of a link', () => {
  const set = { kind: 'link.netem', ...ref, netem: { delay: 0.1, jitter: 0.01, loss: 0.015, rate: 125_000 } } as const;
  const usual = { ...set, netem: {} } as const;
  const bare = network(SFO.id, [eth0]);
  const qdisc = { index: 2, kind: 'netem', handle: '8001:', parent: 'root', netem: { delay: 0.2, limit: 1000 } };

  it('are set by tc, and undone', () => {
    const { lines, undo } = described(set, { networks: [bare], netem: true });
    assert.deepEqual(lines, ['tc -n sfo qdisc replace dev eth0 root netem delay 100ms 10ms loss 1.5% rate 1000000bit']);
    assert.deepEqual(undo, usual);
  });

  it('are removed, and undone with what was', () => {
    const { lines, undo } = described(usual, { networks: [{ ...bare, qdiscs: [qdisc] }] });
    assert.deepEqual(lines, ['tc -n sfo qdisc delete dev eth0 root']);
    assert.deepEqual(undo, { ...set, netem: qdisc.netem });
  });

  it('are refused where the kernel has no netem, something else is set, or nothing is', () => {
    assert.deepEqual(described(set, { networks: [bare], netem: false }).codes, ['rule']);
    assert.deepEqual(described(set, { networks: [bare] }).codes, [], 'not known');
    const other = { ...bare, qdiscs: [{ ...qdisc, kind: 'htb' }] };
    assert.deepEqual(described(set, { networks: [other], netem: true }).codes, ['owned']);
    assert.deepEqual(described(usual, { networks: [bare] }).codes, ['missing']);
  });

  const TEXTS = [
    ['delay 100ms 10ms loss 1%', { delay: 0.1, jitter: 0.01, loss: 0.01 }],
    ['  Delay 5   rate 1mbit ', { delay: 0.005, rate: 125_000 }],
    ['', {}],
    ['delay', undefined],
    ['delay 1 2 3', undefined],
    ['loss 101%', undefined],
    ['loss 1ms', undefined],
    ['limit 5', undefined],
    ['delay 100ms; reboot', undefined],
    ['constructor 1', undefined],
  ] as const;
  for (const [text, expected] of TEXTS) {
    it(`${JSON.stringify(text)} is ${expected ? 'understood' : 'not understood'}`, () => {
      assert.deepEqual(parseNetem(text), expected);
    });
  }
});

describe('deleting a link', () => {
  const remove = { kind: 'link.delete', ...ref } as const;

  it('is one command that cannot be taken back, and says so', () => {
    const vlan = link(4, 'eth0.5', { kind: 'vlan', link: 2 });
    const { lines, undo, danger, warnings } = described(remove, { networks: [network(SFO.id, [eth0, vlan])] });
    assert.deepEqual(lines, ['ip -n sfo link delete dev eth0']);
    assert.deepEqual([undo, danger], [undefined, 'harm']);
    assert.match(warnings.join('\n'), /other end of the cable.*\n.*eth0\.5\n.*cannot be taken back/);
  });

  it('is refused for loopback and hardware', () => {
    const lo = { ...remove, index: 1, name: 'lo' };
    assert.deepEqual(described(lo, { networks: [network(SFO.id, [eth0])] }).codes, ['rule']);
    assert.deepEqual(described(remove, { networks: [network(SFO.id, [link(2, 'eth0')])] }).codes, ['rule']);
  });
});
