import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Route } from '../../../../src/model/network/network.ts';
import { addressProblem } from '../../../../src/model/operation/link/address.ts';
import { address, link, network } from '../../../support/drawings.ts';
import { described, HOST, SFO } from '../../../support/link-operations.ts';

const ref = { namespace: SFO.id, index: 2, name: 'eth0' } as const;
const eth0 = link(2, 'eth0', { kind: 'veth' });
const own = { ...address(2, '10.0.0.1/24'), flags: ['permanent'] };
const add = (text: string) => ({ kind: 'address.add', ...ref, address: text }) as const;
const remove = (text: string) => ({ kind: 'address.delete', ...ref, address: text }) as const;

function throughGateway(more: Partial<Route> = {}): Route {
  const nextHops = [{ index: 2, weight: 1, flags: [], gateway: '10.0.0.254' }];
  return {
    family: 'inet',
    type: 'unicast',
    destination: 'default',
    table: 254,
    protocol: 3,
    scope: 'global',
    nextHops,
    ...more,
  };
}

describe('giving a link an address', () => {
  const host = { networks: [network(SFO.id, [eth0, link(3, 'eth1')], [own, address(3, '10.7.0.1/24')])] };

  it('is one command, and undone by taking it', () => {
    const { lines, undo, codes, danger } = described(add('fd00::1/64'), host);
    assert.deepEqual(lines, ['ip -n sfo address add fd00::1/64 dev eth0']);
    assert.deepEqual([undo, codes, danger], [remove('fd00::1/64'), [], 'none']);
  });

  it('is refused when it has it, or for what is no address', () => {
    assert.deepEqual(described(add('10.0.0.1/24'), host).codes, ['exists']);
    assert.deepEqual(described(add('10.0.0.1/25'), host).codes, [], 'of another network');
    assert.deepEqual(described(add('10.0.0.300/24'), host).codes, ['invalid']);
  });

  it('warns of a port of a bridge, and of the same address elsewhere', () => {
    const port = { networks: [network(SFO.id, [{ ...eth0, master: 4, portKind: 'bridge' }])] };
    assert.match(described(add('10.0.0.1/24'), port).warnings.join(), /port of a bridge/);
    assert.match(described(add('10.7.0.1/24'), host).warnings.join(), /^eth1 has the same/);
  });
});

describe('taking an address from a link', () => {
  it('is undone with all that it had', () => {
    const full = {
      ...own,
      broadcast: '10.0.0.255',
      label: 'eth0:a',
      scope: 'link',
      flags: ['permanent', 'noprefixroute'],
    };
    const { lines, undo } = described(remove('10.0.0.1/24'), { networks: [network(SFO.id, [eth0], [full])] });
    assert.deepEqual(lines, ['ip -n sfo address delete 10.0.0.1/24 dev eth0']);
    assert.ok(undo);
    assert.deepEqual(described(undo, { networks: [network(SFO.id, [eth0])] }).lines, [
      'ip -n sfo address add 10.0.0.1/24 broadcast 10.0.0.255 scope link label eth0:a dev eth0 noprefixroute',
    ]);
  });

  it('takes the routes of the link when it is the last one, and brings them back', () => {
    const routes = [throughGateway(), throughGateway({ destination: '10.1.0.0/16', preferredSource: '10.0.0.1' })];
    const last = { networks: [{ ...network(SFO.id, [eth0], [own]), routes }] };
    const { undo, warnings } = described(remove('10.0.0.1/24'), last);
    assert.match(warnings.join(), /default, 10\.1\.0\.0\/16/);
    assert.ok(undo);
    assert.equal(described(undo, { networks: [network(SFO.id, [eth0])] }).lines.length, 3);
    const more = { networks: [{ ...network(SFO.id, [eth0], [own, address(2, '10.5.0.1/24')]), routes }] };
    assert.match(described(remove('10.0.0.1/24'), more).warnings.join(), /: 10\.1\.0\.0\/16$/, 'only those from it');
  });

  it('takes the later addresses of its network, and brings them back', () => {
    const second = { ...address(2, '10.0.0.2/24'), flags: ['permanent', 'secondary'] };
    const { undo } = described(remove('10.0.0.1/24'), { networks: [network(SFO.id, [eth0], [own, second])] });
    assert.ok(undo);
    assert.deepEqual(described(undo, { networks: [network(SFO.id, [eth0])] }).lines, [
      'ip -n sfo address add 10.0.0.1/24 dev eth0',
      'ip -n sfo address add 10.0.0.2/24 dev eth0',
    ]);
  });

  it('warns of a lifetime, and of the way to the host', () => {
    const leased = { networks: [network(SFO.id, [eth0], [{ ...own, flags: [] }])] };
    assert.match(described(remove('10.0.0.1/24'), leased).warnings.join(), /lifetime/);
    const onHost = { networks: [{ ...network(HOST.id, [eth0], [own]), routes: [throughGateway()] }] };
    assert.equal(described({ ...remove('10.0.0.1/24'), namespace: HOST.id }, onHost).danger, 'harm');
  });

  it('is refused when it is gone', () => {
    const host = { networks: [network(SFO.id, [eth0], [own])] };
    assert.deepEqual(described(remove('10.0.0.2/24'), host).codes, ['missing']);
  });
});

describe('the text of an address', () => {
  const TEXTS = [
    ['10.0.0.1/24', true],
    ['fd00::1/128', true],
    ['10.0.0.1', false],
    ['10.0.0.1/33', false],
    ['10.0.0.01/24', false],
    ['--help', false],
    ['', false],
  ] as const;
  for (const [text, allowed] of TEXTS) {
    it(`${allowed ? 'can be' : 'cannot be'} ${JSON.stringify(text)}`, () => {
      assert.equal(addressProblem(text) === undefined, allowed);
    });
  }
});
