import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Network, Route } from '../../../../src/model/network/network.ts';
import { address, link, network } from '../../../support/drawings.ts';
import { described, HELD, HOST, NYC, SFO } from '../../../support/link-operations.ts';

const down = { kind: 'link.set', index: 2, name: 'eth0', up: false } as const;
const eth0 = link(2, 'eth0', { kind: 'veth' });

function route(destination: string, more: Partial<Route> = {}): Route {
  return {
    family: 'inet',
    type: 'unicast',
    destination,
    table: 254,
    protocol: 3,
    scope: 'global',
    nextHops: [{ index: 2, weight: 1, flags: [], gateway: '10.0.0.254' }],
    ...more,
  };
}

function on(namespace: string, more: Partial<Network> = {}): { readonly networks: readonly Network[] } {
  return { networks: [{ ...network(namespace, [eth0], [address(2, '10.0.0.1/24')]), ...more }] };
}

describe('setting a link up or down', () => {
  it('is a command in the namespace by its name, by a process in it, or plain where the agent is', () => {
    const of = (namespace: string) => described({ ...down, namespace }, on(namespace)).lines;
    assert.deepEqual(of(SFO.id), ['ip -n sfo link set dev eth0 down']);
    assert.deepEqual(of(NYC.id), ['nsenter --target 77 --net ip link set dev eth0 down']);
    assert.deepEqual(of(HOST.id), ['ip link set dev eth0 down']);
  });

  it('tells the system calls', () => {
    const calls = (namespace: string) => described({ ...down, namespace }, on(namespace)).calls;
    assert.deepEqual(calls(SFO.id), ['setns(CLONE_NEWNET), RTM_NEWLINK']);
    assert.deepEqual(calls(HOST.id), ['RTM_NEWLINK']);
  });

  const REFUSED = [
    ['a namespace that is gone', { ...down, namespace: 'net:[9]#9' }, on(SFO.id), 'missing'],
    ['one that cannot be read', { ...down, namespace: NYC.id }, on(SFO.id), 'denied'],
    [
      'an agent without CAP_NET_ADMIN',
      { ...down, namespace: SFO.id },
      { ...on(SFO.id), capEff: '0000000000000000' },
      'denied',
    ],
    ['one that only a socket holds', { ...down, namespace: HELD.id }, on(HELD.id), 'rule'],
    ['a link that is gone', { ...down, namespace: SFO.id, index: 3 }, on(SFO.id), 'missing'],
    ['a link with another name', { ...down, namespace: SFO.id, name: 'eth1' }, on(SFO.id), 'changed'],
    [
      'a name that is no text',
      { ...down, namespace: SFO.id, name: '\ufffd' },
      on(SFO.id, { links: [link(2, '\ufffd')] }),
      'rule',
    ],
  ] as const;
  for (const [what, operation, host, code] of REFUSED) {
    it(`is refused for ${what}`, () => {
      assert.deepEqual(described(operation, host).codes, [code]);
    });
  }

  it('is dangerous where the way to others leads through a link of the host, or of what stands on it', () => {
    const vlan = link(3, 'eth0.5', { kind: 'vlan', link: 2 });
    const overVlan = route('default', { nextHops: [{ index: 3, weight: 1, flags: [] }] });
    const hosts = {
      direct: on(HOST.id, { routes: [route('default')] }),
      vlan: on(HOST.id, { links: [eth0, vlan], routes: [overVlan] }),
      local: on(HOST.id, { routes: [route('10.0.0.1/32', { type: 'local', table: 255 })] }),
    };
    const danger = Object.entries(hosts).map(([name, host]) => [
      name,
      described({ ...down, namespace: HOST.id }, host).danger,
    ]);
    assert.deepEqual(Object.fromEntries(danger), { direct: 'harm', vlan: 'harm', local: 'none' });
    assert.match(described({ ...down, namespace: HOST.id }, hosts.direct).warnings.join(), /the way to default/);
    assert.equal(described({ ...down, namespace: SFO.id }, on(SFO.id, { routes: [route('default')] })).danger, 'none');
  });

  it('is dangerous for an interface of hardware that is a port of the bridge of the host', () => {
    const bridge = link(3, 'br0', { kind: 'bridge' });
    const routes = [route('default', { nextHops: [{ index: 3, weight: 1, flags: [] }] })];
    const of = (port: ReturnType<typeof link>) =>
      described({ ...down, namespace: HOST.id }, on(HOST.id, { links: [port, bridge], routes })).danger;
    assert.equal(of(link(2, 'eth0', { master: 3 })), 'harm');
    assert.equal(of(link(2, 'eth0', { kind: 'veth', master: 3 })), 'none');
  });

  it('is undone with what the kernel drops, next hops after the ways to them', () => {
    const own: Route = route('10.0.0.0/24', { protocol: 2, nextHops: [{ index: 2, weight: 1, flags: [] }] });
    const direct = route('10.9.0.0/16', { scope: 'link', nextHops: [{ index: 2, weight: 1, flags: [] }] });
    const elsewhere = route('10.8.0.0/16', { nextHops: [{ index: 5, weight: 1, flags: [] }] });
    const six = { ...address(2, 'fd00::1/64'), flags: ['permanent'] };
    const host = on(SFO.id, {
      routes: [route('default'), own, direct, elsewhere],
      addresses: [address(2, '10.0.0.1/24'), six],
      neighbours: [
        {
          family: 'inet',
          index: 2,
          destination: '10.0.0.7',
          linkLayerAddress: '02:00:00:00:00:07',
          state: 'PERMANENT',
          router: false,
        },
      ],
    });
    const { undo } = described({ ...down, namespace: SFO.id }, host);
    assert.ok(undo);
    const after = on(SFO.id, { links: [{ ...eth0, flags: [] }] });
    assert.deepEqual(described(undo, after).lines, [
      'ip -n sfo link set dev eth0 up',
      'ip -n sfo address add fd00::1/64 dev eth0',
      'ip -n sfo route add 10.9.0.0/16 scope link dev eth0',
      'ip -n sfo route add default scope global via 10.0.0.254 dev eth0',
      'ip -n sfo neighbour replace 10.0.0.7 lladdr 02:00:00:00:00:07 dev eth0 nud permanent',
    ]);
    const again = on(SFO.id, { links: [{ ...eth0, flags: [] }], routes: [route('default'), direct], addresses: [six] });
    assert.deepEqual(described(undo, again).lines.length, 2, 'what is there is left alone');
  });

  it('has nothing to undo when nothing changes', () => {
    assert.equal(described({ ...down, namespace: SFO.id, up: true }, on(SFO.id)).undo, undefined);
  });
});
