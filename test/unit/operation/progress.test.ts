import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import type { Operation } from '../../../src/model/operation/operation.ts';
import { progressOf } from '../../../src/model/operation/progress.ts';
import type { GroupHost } from '../../support/described-groups.ts';
import { writesOf } from '../../support/described-groups.ts';
import { aGroupSnapshot, aMember, aSeen, INODE } from '../../support/group-hosts.ts';

function progress(operation: Operation, { groups, processes = [] }: GroupHost): string {
  const found = progressOf(operation, aGroupSnapshot(Object.keys(groups), processes), aSeen(groups));
  return found.map((sentence) => formatMessage(sentence)).join(' ');
}

function set(writes: string): Operation {
  return { kind: 'cgroup.set', group: '0:/a', inode: INODE, writes: writesOf(writes) };
}

const kill: Operation = { kind: 'cgroup.kill', group: '6:/a', inode: INODE };
const signal: Operation = { kind: 'process.signal', process: '7-100', signal: 'SIGTERM' };
const half = { 'memory.max': '10485760\n', 'pids.max': 'max\n', 'memory.reclaim?': '' };

const ROWS: readonly (readonly [what: string, operation: Operation, host: GroupHost, sentences: string])[] = [
  [
    'writes of which one was done, one not, and one leaves no trace',
    set('memory.max=10M, pids.max=7, memory.reclaim=1M'),
    { groups: { '0:/a': { files: half } } },
    'Written: memory.max. Not written: pids.max. Does not tell whether it was written: memory.reclaim.',
  ],
  [
    'several writes to one file, by the last',
    set('pids.max=7, pids.max=max'),
    { groups: { '0:/a': { files: half } } },
    'Written: pids.max.',
  ],
  ['writes to a group that is gone', set('pids.max=7'), { groups: {} }, 'The group /a is gone.'],
  [
    'a group that was frozen to be killed',
    kill,
    { groups: { '6:/a': { files: { 'freezer.state': 'FROZEN\n' } } }, processes: [aMember(7, ['6:/a'])] },
    'Not killed in /a or below it: 7. It is frozen: thaw it, or kill again.',
  ],
  [
    'a group that was killed',
    kill,
    { groups: { '6:/a': { files: { 'freezer.state': 'THAWED\n' } } } },
    'No process is left in /a or below it.',
  ],
  ['a group that is gone', kill, { groups: {} }, 'The group /a is gone.'],
  [
    'a signal to a process that is there',
    signal,
    { groups: {}, processes: [aMember(7, [])] },
    'Process 7 is still there; whether the signal reached it cannot be told.',
  ],
  ['a signal to one that has ended', signal, { groups: {} }, 'The process has ended.'],
  ['what can be taken back as a whole', { kind: 'netns.create', name: 'x' }, { groups: {} }, ''],
];

describe('what is done of a change that was cut short', () => {
  for (const [what, operation, host, sentences] of ROWS) {
    it(`is told of ${what}`, () => assert.equal(progress(operation, host), sentences));
  }
});
