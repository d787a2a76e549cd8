import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Pin } from '../../../src/model/namespace.ts';
import { enterNamespace, enterProcess } from '../../../src/model/nsenter.ts';
import { aNamespace, aProcess } from '../../support/snapshots.ts';

describe('the nsenter command', () => {
  it('enters by the leader', () => {
    assert.deepEqual(enterNamespace(aNamespace('mnt', 7, { leader: '12-100' })), [
      'nsenter',
      '--target',
      '12',
      '--mount',
    ]);
  });

  const PINS: readonly [Pin, string | undefined][] = [
    [{ kind: 'mount', path: '/run/netns/sfo', mnt: 'x', process: '12-100' }, '--net=/proc/12/root/run/netns/sfo'],
    [{ kind: 'fd', process: '12-100', fd: 5 }, '--net=/proc/12/fd/5'],
    [{ kind: 'thread', process: '12-100', tid: 13, comm: 'x' }, '--net=/proc/12/task/13/ns/net'],
    [{ kind: 'for_children', process: '12-100' }, '--net=/proc/12/ns/net_for_children'],
    [{ kind: 'socket', process: '12-100', fd: 5, inode: 1 }, undefined],
    [{ kind: 'unseen' }, undefined],
  ];
  for (const [pin, option] of PINS) {
    it(`enters by a pin of kind ${pin.kind}`, () => {
      const command = enterNamespace(aNamespace('net', 7, { pins: [pin] }));
      assert.deepEqual(command, option && ['nsenter', option]);
    });
  }

  it('enters all of a process that is not the own', () => {
    const process = aProcess(12, { namespaces: { net: 'a', uts: 'b' } });
    assert.deepEqual(enterProcess(process, { net: 'a', uts: 'c' }), ['nsenter', '--target', '12', '--uts']);
  });
});
