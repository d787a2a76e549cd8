import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { holdersOf, holderText } from '../../../src/model/holders.ts';
import { aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

describe('the holders of a namespace', () => {
  it('are all told, each in a sentence', () => {
    const parent = aNamespace('user', 7001, {
      pins: [
        { kind: 'thread', process: '5-100', tid: 6, comm: 'worker' },
        { kind: 'fd', process: '5-100', fd: 3 },
        { kind: 'mount', path: '/x', mnt: 'mnt:[9]' },
        { kind: 'for_children', process: '99-1' },
        { kind: 'socket', process: '5-100', fd: 4, inode: 8 },
        { kind: 'unseen' },
      ],
    });
    const child = aNamespace('user', 7002, { parent: parent.id, owner: parent.id });
    const owned = aNamespace('net', 7003, { owner: parent.id, name: 'sfo' });
    const member = aProcess(5, { comm: 'sh', argv: ['sh', '-c', 'x'], namespaces: { user: parent.id } });
    const snapshot = aSnapshot([parent, child, owned], [member]);
    const texts = holdersOf(snapshot, parent.id).map((holder) => formatMessage(holderText(snapshot, holder)));
    assert.deepEqual(texts, [
      'Process 5 (sh -c x) is in it.',
      'Thread 6 (worker) of process 5 (sh -c x) is in it, the process itself is not.',
      'Process 5 (sh -c x) has it open as descriptor 3.',
      'It is mounted at /x in mnt:[9].',
      'The next child of process 99 will be in it.',
      'Descriptor 4 of process 5 (sh -c x) is a socket that belongs to it.',
      'The kernel lists it, but nothing that can be read holds it.',
      'It is the parent of user:[7002].',
      'It owns net:[7003] sfo.',
    ]);
  });

  it('tell the number of a process in its own pid namespace', () => {
    const pid = aNamespace('pid', 7004);
    const members = [aProcess(5, { nspid: [5, 1] }), aProcess(6, { nspid: [6, 3, 2] }), aProcess(7, { nspid: [7] })];
    const snapshot = aSnapshot(
      [pid],
      members.map((member) => ({ ...member, namespaces: { pid: pid.id } })),
    );
    const texts = holdersOf(snapshot, pid.id).map((holder) => formatMessage(holderText(snapshot, holder)));
    assert.match(texts[0] ?? '', /^Process 5 .* It is process 1 of its pid namespace/);
    assert.match(texts[1] ?? '', /^Process 6 .* In its own pid namespace it is process 2\.$/);
    assert.match(texts[2] ?? '', /^Process 7 \(.*\) is in it\.$/);
  });

  it('are none for one that is not known', () => {
    assert.deepEqual(holdersOf(aSnapshot(), 'net:[1]'), []);
  });
});
