import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Hierarchy } from '../../../src/model/cgroup/hierarchy.ts';
import { hierarchyWith, TestGroup } from '../../support/groups.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { PrivateJournal } from '../../support/private-journal.ts';
import { READY, start } from '../../support/started.ts';

const MAIN = path.join(import.meta.dirname, '../../../src/cli/main.ts');
const found = process.geteuid?.() === 0 ? hierarchyWith('pids') : undefined;
const skip = !found && 'needs root and a writable hierarchy with pids';
const pids = found as Hierarchy;

checkLeaks();

/** The command with a journal of its own; `before`: argv that runs another. */
function isolensOf(journal: PrivateJournal, ...before: readonly string[]) {
  return (...args: readonly string[]) => {
    const [command = '', ...rest] = [...journal.prefix, ...before, process.execPath, MAIN, ...args];
    const { stdout, stderr, status } = spawnSync(command, rest, { encoding: 'utf8' });
    return { stdout, stderr, status };
  };
}

/** How the group is named as in libcgroup. */
function named(group: TestGroup): string {
  return `${pids.version === 2 ? '' : 'pids'}:${group.path}`;
}

describe('isolens cgroups set', { skip }, () => {
  it('writes files of a group, however it is named, and the journal takes it back', async () => {
    using journal = new PrivateJournal();
    const isolens = isolensOf(journal);
    await using group = new TestGroup(pids);
    for (const [name, value] of [
      [group.directory, '7'],
      [named(group), '8'],
      [group.id, '9'],
    ] as const) {
      const { status, stderr } = isolens('cgroups', 'set', name, `pids.max=${value}`);
      assert.equal(status, 0, stderr);
      assert.match(stderr, /^isolens: Set pids\.max of .*: done; `isolens journal undo [\w-]+` takes it back\n$/);
      assert.equal(group.read('pids.max'), value);
    }
    assert.equal(isolens('journal', 'undo', 'last').status, 0);
    assert.equal(group.read('pids.max'), '8');
    assert.match(isolens('journal').stdout, /done .*Set pids\.max[^]*undone .*Set pids\.max/);
  });

  it('does nothing with --dry-run but telling the writes', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(pids);
    const { stdout, status } = isolensOf(journal)('cgroups', 'set', group.directory, 'pids.max=7', '--dry-run');
    assert.deepEqual([stdout, status], [`echo 7 > ${group.directory}/pids.max\n`, 0]);
    assert.equal(group.read('pids.max'), 'max');
    assert.ok(!existsSync(path.join(journal.directory, 'journal.jsonl')));
  });

  it('writes nothing when one value is wrong, and says the right one', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(pids);
    const { stderr, status } = isolensOf(journal)('cgroups', 'set', group.directory, 'pids.max=7', 'pids.max=-1');
    assert.deepEqual([stderr, status], ['isolens: No limit is written max.\nWrite max.\n', 64]);
    assert.equal(group.read('pids.max'), 'max');
  });

  it('takes a limit away with clear', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(pids);
    group.write('pids.max', 7);
    assert.equal(isolensOf(journal)('cgroups', 'clear', group.directory, 'pids.max').status, 0);
    assert.equal(group.read('pids.max'), 'max');
  });

  it('tells that a hierarchy is mounted read-only, and how to change that', async () => {
    using journal = new PrivateJournal();
    await using group = new TestGroup(pids);
    const mount = pids.mount?.path ?? '';
    const readOnly = ['sh', '-c', `mount -o remount,bind,ro ${mount} && exec "$@"`, 'sh'];
    const { stderr, status } = isolensOf(journal, ...readOnly)('cgroups', 'set', group.directory, 'pids.max=7');
    assert.equal(
      stderr,
      `isolens: The hierarchy is mounted read-only at ${mount}.\nRemount it for writing, as root: mount -o remount,rw ${mount}\n`,
    );
    assert.equal(status, 77);
    assert.equal(group.read('pids.max'), 'max');
  });

  const wrong: readonly (readonly [args: readonly string[], status: number])[] = [
    [['set'], 64],
    [['set', 'GROUP'], 64],
    [['set', 'GROUP', 'pids.max'], 64],
    [['set', '/no/such', 'pids.max=1'], 1],
    [['kill'], 64],
    [['move', 'GROUP'], 64],
    [['move', 'GROUP', 'x'], 1],
    [['dance', 'GROUP'], 64],
    [['mount', 'cpu'], 64],
    [['mount', 'ns', '/mnt/itest'], 64],
  ];
  for (const [args, expected] of wrong) {
    it(`ends with ${expected} for ${args.join(' ')}`, async () => {
      using journal = new PrivateJournal();
      await using group = new TestGroup(pids);
      const { status, stderr } = isolensOf(journal)(
        'cgroups',
        ...args.map((arg) => (arg === 'GROUP' ? group.id : arg)),
      );
      assert.equal(status, expected, stderr);
    });
  }
});

describe('isolens cgroups', { skip }, () => {
  it('creates groups with what is missing above, moves, kills when that is confirmed, and deletes', async () => {
    using journal = new PrivateJournal();
    const isolens = isolensOf(journal);
    await using group = new TestGroup(pids);
    await using target = await start('sh', '-c', READY);
    const below = `${group.directory}/a/b`;
    assert.equal(isolens('cgroups', 'create', below).status, 0);
    // From a session of systemd, which loses track of it, only when that is confirmed.
    const moved = isolens('cgroups', 'move', below, String(target.pid), '--yes');
    assert.equal(moved.status, 0, moved.stderr);
    assert.equal(readFileSync(`${below}/cgroup.procs`, 'utf8'), `${target.pid}\n`);
    const asked = isolens('cgroups', 'kill', below);
    assert.equal(asked.status, 2, asked.stderr);
    assert.match(asked.stderr, /ends without being able to save anything/);
    assert.equal(readFileSync(`${below}/cgroup.procs`, 'utf8'), `${target.pid}\n`);
    assert.equal(isolens('cgroups', 'kill', below, '--yes').status, 0);
    const removed = isolens('cgroups', 'delete', `${group.directory}/a`, '--yes');
    assert.equal(removed.status, 0, removed.stderr);
    assert.ok(!existsSync(`${group.directory}/a`));
  });

  it('lets an ordinary user change what was handed over, and nothing else', async () => {
    using journal = new PrivateJournal();
    const user = [
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      '--inh-caps=-all',
      'env',
      `XDG_STATE_HOME=${journal.directory}/state`,
      'XDG_RUNTIME_DIR=',
    ];
    const isolens = isolensOf(
      journal,
      'sh',
      '-c',
      'mkdir -m 777 "$0/state" 2>/dev/null; chmod 755 "$0"; exec "$@"',
      journal.directory,
      ...user,
    );
    await using group = new TestGroup(pids);
    const handedOver = group.child('own');
    if (pids.version === 2) writeFileSync(`${group.directory}/cgroup.subtree_control`, '+pids');
    for (const name of ['', 'cgroup.procs', 'pids.max']) chownSync(path.join(handedOver.directory, name), 65534, 65534);
    const done = isolens('cgroups', 'set', handedOver.directory, 'pids.max=7');
    assert.equal(done.status, 0, done.stderr);
    assert.equal(readFileSync(`${handedOver.directory}/pids.max`, 'utf8'), '7\n');
    const denied = isolens('cgroups', 'set', group.directory, 'pids.max=7');
    assert.equal(denied.status, 77, denied.stderr);
    assert.match(denied.stderr, /^isolens: This user may not write to pids\.max of /);
    assert.equal(group.read('pids.max'), 'max');
  });
});
