import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { formatMessage } from '../../../src/base/message.ts';
import type { Hierarchy } from '../../../src/model/cgroup/hierarchy.ts';
import type { SetFiles } from '../../../src/model/operation/cgroup/set.ts';
import type { InterruptedChange, JournalEntry } from '../../../src/model/operation/journal.ts';
import { ExecuteOperation, KeepOperation, ListInterrupted, UndoOperation } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { refOf } from '../../support/group-operations.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { PrivateJournal } from '../../support/private-journal.ts';
import { READY, start } from '../../support/started.ts';

checkLeaks();

const found = process.geteuid?.() === 0 ? hierarchyWith('pids') : undefined;
const skip = !found && 'needs root and a writable hierarchy with pids';
const hierarchy = found as Hierarchy;

/** Many writes to one file, each of another value: the last is the one that stays. */
const LAST = 3000;

function manyWrites(group: TestGroup, count = LAST): SetFiles {
  const writes = Array.from({ length: count }, (_, at) => ({ file: 'pids.max', value: String(at + 1) }));
  return { kind: 'cgroup.set', ...refOf(group), writes };
}

/** Kills an agent as soon as it has done some of the writes. @returns what the file says then */
async function killBetweenWrites(group: TestGroup, journal: PrivateJournal): Promise<string> {
  await using agent = await TestAgent.start('hidden', { prefix: journal.prefix });
  const closed = once(agent.child, 'close');
  void agent.ask(ExecuteOperation.method, { operation: manyWrites(group) }).catch(() => {});
  while (group.read('pids.max') === 'max') await turn();
  agent.child.kill('SIGKILL');
  await closed;
  return group.read('pids.max');
}

/** Until it was hit in the middle: the last write may be done before the signal arrives. */
async function interruptedInTheMiddle(group: TestGroup, journal: PrivateJournal): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    group.write('pids.max', 'max');
    const left = await killBetweenWrites(group, journal);
    if (left !== 'max' && left !== String(LAST)) return;
  }
  throw new Error('the agent was never killed between two writes');
}

async function interruptedOf(agent: TestAgent): Promise<readonly JournalEntry[]> {
  const changes = await agent.ask<readonly InterruptedChange[]>(ListInterrupted.method, null);
  return changes.map(({ entry }) => entry);
}

describe('an agent that is killed between two writes of one change', { skip }, () => {
  it('is followed by one that tells, and puts back what was there before', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(hierarchy);
    await interruptedInTheMiddle(group, journal);
    await using next = await TestAgent.start('hidden', { prefix: journal.prefix });
    const entries = await interruptedOf(next);
    const entry = entries.at(-1);
    assert.equal(entry?.state, 'intended');
    assert.equal(entry?.operation.kind, 'cgroup.set');
    assert.match(next.log, /Interrupted by the end of an earlier agent: Set \d+ files of/);
    const undone = await next.ask<JournalEntry>(UndoOperation.method, { entry: entry.id });
    assert.equal(undone.state, 'undone');
    assert.equal(group.read('pids.max'), 'max');
    assert.ok(!(await interruptedOf(next)).some(({ id }) => id === entry.id));
  });

  it('is followed by one that leaves it as it is when that is wanted', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(hierarchy);
    await interruptedInTheMiddle(group, journal);
    const left = group.read('pids.max');
    await using next = await TestAgent.start('hidden', { prefix: journal.prefix });
    const entry = (await interruptedOf(next)).at(-1);
    assert.ok(entry);
    assert.equal((await next.ask<JournalEntry>(KeepOperation.method, { entry: entry.id })).state, 'kept');
    assert.equal(group.read('pids.max'), left);
    assert.ok(!(await interruptedOf(next)).some(({ id }) => id === entry.id));
    assert.equal(await next.errorOf(UndoOperation.method, { entry: entry.id }), 'refused');
  });

  it('wrote down what puts everything back before its first write', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(hierarchy);
    await interruptedInTheMiddle(group, journal);
    const lines = readFileSync(path.join(journal.directory, 'journal.jsonl'), 'utf8').trim().split('\n');
    const entry = JSON.parse(lines.at(-1) ?? '') as JournalEntry;
    const undo = entry.undo?.kind === 'cgroup.set' ? entry.undo.writes : [];
    assert.deepEqual(undo.at(-1), { file: 'pids.max', value: 'max', exact: true });
  });
});

describe('a kill that was cut short', { skip }, () => {
  it('is told with what is left, and leaves no undo', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(hierarchy);
    await using target = await start('sh', '-c', READY);
    group.write('cgroup.procs', target.pid);
    await using agent = await TestAgent.start('hidden', { prefix: journal.prefix });
    const host = (await agent.ask<JournalEntry>(ExecuteOperation.method, { operation: manyWrites(group, 1) })).host;
    const entry = {
      id: 'kill',
      time: Date.now(),
      host,
      bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      uid: 0,
      // There was never a process 1 that started so late.
      agent: '1-999999999',
      operation: { kind: 'cgroup.kill', ...refOf(group) },
      title: { text: 'Kill', args: [] },
      state: 'intended',
    };
    appendFileSync(path.join(journal.directory, 'journal.jsonl'), `${JSON.stringify(entry)}\n`);
    await using next = await TestAgent.start('hidden', { prefix: journal.prefix });
    const [told] = await next.ask<readonly InterruptedChange[]>(ListInterrupted.method, null);
    assert.deepEqual([told?.entry.id, told?.entry.undo], ['kill', undefined]);
    assert.deepEqual(
      told?.progress.map((sentence) => formatMessage(sentence)),
      [`Not killed in ${group.path} or below it: ${target.pid}.`],
    );
    assert.equal(await next.errorOf(UndoOperation.method, { entry: 'kill' }), 'refused');
  });
});

describe('a change that another agent is doing', { skip }, () => {
  it('is not taken for one that was interrupted', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(hierarchy);
    await using agent = await TestAgent.start('hidden', { prefix: journal.prefix });
    const act = agent.ask<JournalEntry>(ExecuteOperation.method, { operation: manyWrites(group) });
    while (group.read('pids.max') === 'max') await turn();
    assert.deepEqual(await interruptedOf(agent), []);
    assert.equal((await act).state, 'done');
    assert.equal(await agent.errorOf(KeepOperation.method, { entry: (await act).id }), 'refused');
  });
});
