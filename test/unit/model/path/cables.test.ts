import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PathQuestion } from '../../../../src/model/network/path/report.ts';
import { cable, explain, type Networks, told } from '../../../support/path-sketches.ts';

describe('a cable', () => {
  const cases: readonly (readonly [string, Networks, string, Partial<PathQuestion>?])[] = [
    ['carries packets', cable(), 'reaches'],
    ['does not where the far end is down', cable({}, { down: true }), 'broken link-down forward at b/eth0'],
    ['does not where the near end is down', cable({ down: true }), 'broken link-down forward at a/eth0'],
    [
      'leads out of sight',
      { ...cable({ peer: 'x/y' }) },
      'unknown elsewhere forward at a/eth0',
      { to: { address: '10.0.0.9' } },
    ],
    [
      'has an end that drops all',
      { a: { links: { d0: { kind: 'dummy', addresses: ['10.0.0.1/24'] } } }, b: cable()['b'] ?? { links: {} } },
      'broken link-swallows forward at a/d0',
    ],
    [
      'is hardware',
      { ...cable({ kind: '', peer: 'x/y' }), b: { links: {} } },
      'unknown outside forward at a/eth0',
      { to: { address: '10.0.0.9' } },
    ],
    [
      'is hardware, and nobody answered',
      {
        a: {
          links: { eth0: { kind: '', addresses: ['10.0.0.1/24'] } },
          neighbours: [{ dev: 'eth0', to: '10.0.0.9', mac: '', state: 'FAILED' }],
        },
      },
      'broken neighbour-failed forward at a/eth0',
      { to: { address: '10.0.0.9' } },
    ],
    [
      'is served by a process',
      { a: { links: { tap0: { kind: 'tun', addresses: ['10.0.0.1/24'] } } } },
      'unknown process forward at a/tap0',
      { to: { address: '10.0.0.9' } },
    ],
    [
      'has a neighbour that was another before',
      cable({}, {}, { a: { neighbours: [{ dev: 'eth0', to: '10.0.0.2', mac: '02:99:99:99:99:99', state: 'STALE' }] } }),
      'broken neighbour-old forward at a/eth0',
    ],
    [
      'has a neighbour that failed, and is there now',
      cable({}, {}, { a: { neighbours: [{ dev: 'eth0', to: '10.0.0.2', mac: '', state: 'FAILED' }] } }),
      'reaches',
    ],
    [
      'has an IPv6 address that somebody else has',
      cable({ addresses: ['fd00::1/64'] }, { addresses: ['fd00::2/64 dadfailed'] }),
      'broken address-dadfailed forward at b/eth0',
    ],
    [
      'has an IPv6 address that is being looked for',
      cable({ addresses: ['fd00::1/64'] }, { addresses: ['fd00::2/64 tentative'] }),
      'broken address-tentative forward at b/eth0',
    ],
    ['has ends of different families', cable({ addresses: ['fd00::1/64'] }), 'broken family-mismatch forward at a'],
    ['has no address that is one host', cable(), 'broken not-a-host forward at a', { to: { address: '224.0.0.1' } }],
    [
      'has no sender of that address',
      cable(),
      'broken source-elsewhere forward at a',
      { from: { namespace: 'a', address: '10.9.9.9' } },
    ],
    ['has nobody of that address', cable(), 'broken no-such-address forward at ', { from: { address: '10.9.9.9' } }],
    ['takes what is small enough', cable({}, { mtu: 1000 }), 'reaches', { size: 1000 }],
    ['drops what is too large', cable({}, { mtu: 1000 }), 'broken mtu forward at b/eth0', { size: 1400 }],
  ];
  for (const [name, networks, expected, more] of cases) it(name, () => assert.equal(told(networks, more), expected));

  it('that loses packets on purpose is told of', () => {
    const lossy = (loss: number) =>
      cable(
        {},
        {},
        {
          a: { qdiscs: [{ index: 2, kind: 'netem', handle: '1:', parent: 'root', netem: { loss, limit: 1000 } }] },
        },
      );
    assert.equal(told(lossy(1)), 'broken netem forward at a/eth0');
    const { verdict, warnings } = explain(lossy(0.05));
    assert.deepEqual([verdict, warnings.map(({ code }) => code)], ['reaches', ['netem']]);
  });

  it('in a namespace with too many routes may have one', () => {
    const asked = { to: { address: '10.9.9.9' } };
    assert.equal(told(cable({}, {}, { a: { omitted: { routes: 5 } } }), asked), 'unknown routes-omitted forward at a');
  });

  it('of two sizes is warned of', () => {
    assert.deepEqual(
      explain(cable({}, { mtu: 1000 })).warnings.map(({ code }) => code),
      ['mtu-black-hole'],
    );
  });
});
