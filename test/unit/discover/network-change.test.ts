import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepSame, partsOf } from '../../../src/agent/discover/network/network-change.ts';
import type { Link } from '../../../src/model/network/network.ts';
import { networkOf } from '../../support/networks.ts';

const COUNTERS = { bytes: 1, packets: 1, errors: 0, dropped: 0 };
const LO: Link = {
  index: 1,
  name: 'lo',
  linkType: 'loopback',
  flags: ['UP'],
  mtu: 65536,
  operstate: 'UNKNOWN',
  rx: COUNTERS,
  tx: COUNTERS,
  details: {},
};

describe('what is read again', () => {
  const rows: readonly (readonly [string, number, number, string])[] = [
    ['a new link', 16, 0, 'links addresses routes neighbours qdiscs'],
    ['a deleted link', 17, 0, 'links addresses routes neighbours qdiscs'],
    ['an address', 20, 2, 'addresses routes'],
    ['a deleted route', 25, 10, 'routes'],
    ['a neighbour', 28, 2, 'neighbours'],
    ['what a bridge learned', 28, 7, ''],
    ['a rule', 33, 2, 'rules'],
    ['a qdisc', 36, 0, 'qdiscs'],
    ['a setting', 80, 2, 'links'],
    ['something unknown', 200, 0, ''],
  ];
  for (const [what, type, family, parts] of rows) {
    it(`after ${what}: ${parts || 'nothing'}`, () => assert.equal(partsOf(type, family).join(' '), parts));
  }
});

describe('a network that was read again', () => {
  it('is the same object when only counters grew', () => {
    const before = networkOf('a', { links: [LO] });
    const grown = { ...LO, rx: { ...COUNTERS, bytes: 99 } };
    assert.equal(keepSame(before, networkOf('a', { links: [grown] })), before);
  });

  it('keeps the parts that did not change', () => {
    const before = networkOf('a', { links: [LO] });
    const after = keepSame(
      before,
      networkOf('a', { links: [{ ...LO }], forwarding: { ipv4: true, ipv6: false, links: {} } }),
    );
    assert.notEqual(after, before);
    assert.equal(after.links, before.links);
    assert.equal(after.forwarding.ipv4, true);
  });

  it('is another one when more or less is left out of it', () => {
    const before = networkOf('a', { omitted: { routes: 1 } });
    assert.equal(keepSame(before, networkOf('a', { omitted: { routes: 1 } })), before);
    for (const other of [networkOf('a'), networkOf('a', { omitted: { routes: 2 } })]) {
      assert.notEqual(keepSame(before, other), before);
      assert.notEqual(keepSame(other, before), other);
    }
  });
});
