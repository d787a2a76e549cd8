import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FileJournal } from '../../../src/agent/run/journal.ts';
import { stateDirOf } from '../../../src/agent/run/json-lines.ts';
import { message } from '../../../src/base/message.ts';
import type { JournalEntry } from '../../../src/model/operation/journal.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { outcomeOf, runHere } from '../../support/running.ts';
import { READY, start } from '../../support/started.ts';

checkLeaks();

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'isolens-journal-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function entry(id: string, state: JournalEntry['state'] = 'done', title = 'x'): JournalEntry {
  const operation = { kind: 'netns.create', name: 'itest' } as const;
  return { id, time: 1, host: 'h', bootId: 'b', uid: 0, operation, title: message('Create {0}', title), state };
}

/** A journal in a directory of the test, and what it logs. */
function journal(): { journal: FileJournal; file: string; log: string[] } {
  const log: string[] = [];
  const under = path.join(dir, 'state', 'isolens');
  return {
    journal: new FileJournal(under, (_level, text) => log.push(text)),
    file: path.join(under, 'journal.jsonl'),
    log,
  };
}

function ids(of: FileJournal): string[] {
  return of.list().map(({ id, state }) => `${id} ${state}`);
}

describe('the journal', () => {
  it('keeps entries oldest first, each in its latest state', () => {
    const { journal: kept } = journal();
    for (const each of [entry('a', 'intended'), entry('b', 'intended'), entry('a')]) kept.append(each);
    assert.deepEqual(ids(kept), ['a done', 'b intended']);
  });

  it('is empty before its first entry, and makes nothing to say so', () => {
    const { journal: kept, file } = journal();
    assert.deepEqual([kept.list(), existsSync(path.dirname(file))], [[], false]);
  });

  it('is for its user only', () => {
    const { journal: kept, file } = journal();
    kept.append(entry('a'));
    const modes = [path.dirname(file), file].map((each) => (statSync(each).mode & 0o777).toString(8));
    assert.deepEqual(modes, ['700', '600']);
  });

  it('is shared by two agents', () => {
    const { journal: one } = journal();
    const { journal: other } = journal();
    one.append(entry('a'));
    other.append(entry('b'));
    one.append(entry('c'));
    assert.deepEqual(ids(other), ['a done', 'b done', 'c done']);
  });

  it('loses only the line that a crash cut short', () => {
    const { journal: kept, file, log } = journal();
    kept.append(entry('a'));
    kept.append(entry('b'));
    truncateSync(file, statSync(file).size - 10);
    kept.append(entry('c'));
    assert.deepEqual(ids(kept), ['a done', 'c done']);
    assert.equal(log.length, 1);
  });

  it('starts a new file at 1 MiB and keeps one old one', () => {
    const { journal: kept, file } = journal();
    const title = 'x'.repeat(300_000);
    for (const id of ['a', 'b', 'c', 'd', 'e']) kept.append(entry(id, 'done', title));
    assert.deepEqual([existsSync(`${file}.1`), ids(kept).length], [true, 5]);
    assert.ok(statSync(file).size < 400_000);
    for (const id of ['f', 'g', 'h', 'i']) kept.append(entry(id, 'done', title));
    assert.deepEqual(ids(kept), ['e done', 'f done', 'g done', 'h done', 'i done']);
  });

  const SPOILT = [
    'rubbish',
    '{}',
    'null',
    '[]',
    JSON.stringify({ ...entry('x'), state: 'imagined' }),
    JSON.stringify({ ...entry('x'), title: 'text' }),
    JSON.stringify({ ...entry('x'), time: '1' }),
    JSON.stringify({ ...entry('x'), operation: { kind: 'rm', name: '/' } }),
    JSON.stringify({ ...entry('x'), undo: { kind: 'netns.delete', name: '../x', namespace: 'net:[1]' } }),
  ];
  for (const line of SPOILT) {
    it(`leaves out a line that it cannot have written: ${line.slice(0, 60)}`, () => {
      const { journal: kept, file, log } = journal();
      kept.append(entry('a'));
      appendFileSync(file, `${line}\n`);
      kept.append(entry('b'));
      assert.deepEqual(ids(kept), ['a done', 'b done']);
      assert.equal(log.length, 1);
    });
  }

  it('is not written where others can write', () => {
    const { journal: kept, file } = journal();
    kept.append(entry('a'));
    chmodSync(path.dirname(file), 0o777);
    assert.throws(() => kept.append(entry('b')), /nobody else can write/);
  });
});

describe('the place of the journal', () => {
  const uid = process.geteuid?.() ?? -1;
  const ROWS: readonly (readonly [uid: number, env: Record<string, string>, expected: string])[] = [
    [0, { XDG_RUNTIME_DIR: '/tmp', XDG_STATE_HOME: '/tmp' }, '/run/isolens'],
    [12345, { XDG_RUNTIME_DIR: '/nonexistent' }, '/home/u/.local/state/isolens'],
    [12345, { XDG_RUNTIME_DIR: '/proc/self' }, '/home/u/.local/state/isolens'],
    [12345, { XDG_STATE_HOME: '/state' }, '/state/isolens'],
    [12345, { XDG_STATE_HOME: 'state', XDG_RUNTIME_DIR: '.' }, '/home/u/.local/state/isolens'],
    [12345, { XDG_STATE_HOME: '' }, '/home/u/.local/state/isolens'],
  ];
  for (const [uid, env, expected] of ROWS) {
    it(`is ${expected} for ${uid} with ${JSON.stringify(env)}`, () => {
      assert.equal(stateDirOf(uid, env, '/home/u'), expected);
    });
  }

  it('is the run-time directory of a user who has one', { skip: uid === 0 && 'needs an ordinary user' }, () => {
    assert.equal(stateDirOf(uid, { XDG_RUNTIME_DIR: dir }, '/home/u'), path.join(dir, 'isolens'));
  });
});

describe('an entry', () => {
  it('of another boot is listed but cannot be taken back', async () => {
    using running = runHere();
    await using target = await start('sh', '-c', READY);
    const process = await running.processId(target.pid);
    const done = await running.runner.execute({ kind: 'process.signal', process, signal: 'SIGSTOP' });
    running.journal.append({ ...done, id: 'old', bootId: 'another' });
    assert.deepEqual(ids(running.journal), [`${done.id} done`, 'old done']);
    assert.equal(await outcomeOf(running.runner.undo('old')), 'refused: It was done before the host was started.');
    await running.runner.undo(done.id);
  });

  it('that does not exist cannot be taken back', async () => {
    using running = runHere();
    assert.equal(await outcomeOf(running.runner.undo('none')), 'refused: There is no entry {0} in the journal.');
  });

  it('that cannot be written stops the act before its first step', async () => {
    using running = runHere();
    await using target = await start('sh', '-c', READY);
    const process = await running.processId(target.pid);
    rmSync(running.dir, { recursive: true });
    writeFileSync(running.dir, 'in the way');
    const act = running.runner.execute({ kind: 'process.signal', process, signal: 'SIGKILL' });
    await assert.rejects(act, /EEXIST|ENOTDIR/);
    assert.ok(existsSync(`/proc/${target.pid}/exe`));
    assert.equal(await running.processId(target.pid), process);
  });
});
