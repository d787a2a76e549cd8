import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Hierarchy } from '../../../src/model/cgroup/hierarchy.ts';
import type { Operation } from '../../../src/model/operation/operation.ts';
import { processId } from '../../../src/model/process.ts';
import { refOf } from '../../support/group-operations.ts';
import { hierarchiesHere, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { PrivateJournal } from '../../support/private-journal.ts';
import { outcomeOf, type Running, runHere } from '../../support/running.ts';
import { type Started, start } from '../../support/started.ts';

checkLeaks();

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');
const TWO_THREADS = `
const { Worker } = require('node:worker_threads');
new Worker('setInterval(() => {}, 1000)', { eval: true }).once('online', () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit());
`;

const root = process.geteuid?.() === 0;
const writable = hierarchiesHere().filter(({ mount }) => root && mount && !mount.readOnly);
const v1 = writable.find(({ version, controllers }) => version === 1 && controllers.join() === 'pids');
const v2 = writable.find(({ version }) => version === 2);

type Group = Pick<TestGroup, 'id' | 'directory'>;

/** A thread that is not the main one, as operations name it. */
async function threadOf({ pid }: Started, running: Running) {
  const tid =
    readdirSync(`/proc/${pid}/task`)
      .map(Number)
      .find((each) => each !== pid) ?? 0;
  const stat = readFileSync(`/proc/${pid}/task/${tid}/stat`, 'utf8');
  const startTime = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  return { tid, ref: { process: await running.processId(pid), thread: processId(tid, startTime) } };
}

function moveThread(
  group: Group,
  ...threads: readonly { readonly process: string; readonly thread: string }[]
): Operation {
  return { kind: 'cgroup.moveThreads', moves: [{ ...refOf(group), threads }] };
}

/** Path of the group of a thread. */
function groupOf(tid: number, { id, version, controllers }: Hierarchy): string {
  const lines = readFileSync(`/proc/${tid}/cgroup`, 'utf8').trim().split('\n');
  const own = lines.find((line) =>
    line.startsWith(`${version === 2 ? 0 : id}:${version === 2 ? '' : controllers.join()}:`),
  );
  return own?.replace(/^\d+:[^:]*:/, '') ?? '';
}

describe('moving a thread', () => {
  it('takes it alone out of its process, and back, in v1', { skip: !v1 && 'needs root and pids in v1' }, async () => {
    assert.ok(v1);
    using running = runHere();
    await using group = new TestGroup(v1);
    await using program = await start(process.execPath, '-e', TWO_THREADS);
    const before = groupOf(program.pid, v1);
    const { tid, ref } = await threadOf(program, running);
    const entry = await running.runner.execute(moveThread(group, ref));
    assert.deepEqual([groupOf(tid, v1), groupOf(program.pid, v1)], [group.path, before]);
    assert.equal(group.read('tasks'), String(tid));
    await running.runner.undo(entry.id);
    assert.deepEqual([group.read('tasks'), groupOf(tid, v1)], ['', before]);
    const gone = { ...ref, thread: processId(tid, 1) };
    assert.equal(await outcomeOf(running.runner.execute(moveThread(group, gone))), 'refused: Thread {0} has ended.');
  });

  it('stays inside a threaded subtree of v2, which is offered to be made', {
    skip: !v2 && 'needs root and v2',
  }, async () => {
    assert.ok(v2);
    using running = runHere();
    await using group = new TestGroup(v2);
    const child = group.child('one');
    await using other = new TestGroup(v2);
    await using program = await start(process.execPath, '-e', TWO_THREADS);
    group.write('cgroup.procs', program.pid);
    const { tid, ref } = await threadOf(program, running);
    const [refusal] = (await running.runner.describe(moveThread(child, ref))).refusals;
    assert.ok(refusal?.offer);
    await running.runner.execute(refusal.offer);
    const entry = await running.runner.execute(moveThread(child, ref));
    assert.deepEqual([groupOf(tid, v2), groupOf(program.pid, v2)], [`${group.path}/one`, group.path]);
    assert.match(
      await outcomeOf(running.runner.execute(moveThread(other, ref))),
      /^refused: \{0\} is not in the threaded/,
    );
    await running.runner.undo(entry.id);
    assert.equal(groupOf(tid, v2), group.path);
  });

  it('is a verb of the command', { skip: !v1 && 'needs root and pids in v1' }, async () => {
    assert.ok(v1);
    using running = runHere();
    using journal = new PrivateJournal();
    await using group = new TestGroup(v1);
    await using program = await start(process.execPath, '-e', TWO_THREADS);
    const { tid } = await threadOf(program, running);
    const isolens = (...args: readonly string[]) => {
      const [command = '', ...rest] = [...journal.prefix, process.execPath, MAIN, 'cgroups', ...args];
      return spawnSync(command, rest, { encoding: 'utf8' });
    };
    const dry = isolens('move', '--thread', group.directory, String(tid), '--dry-run');
    assert.deepEqual([dry.status, dry.stdout], [0, `echo ${tid} > ${group.directory}/tasks\n`]);
    const { status, stderr } = isolens('move', '--thread', group.directory, String(tid));
    assert.equal(status, 0, stderr);
    assert.equal(group.read('tasks'), String(tid));
    assert.equal(isolens('kill', '--thread', group.directory).status, 64);
    assert.equal(isolens('--thread').status, 64);
    assert.equal(isolens('move', '--thread', group.directory, '4194305').status, 1);
  });
});
