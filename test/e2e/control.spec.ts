import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { hierarchiesHere, hierarchyWith, TestGroup } from '../support/groups.ts';
import { READY, start } from '../support/started.ts';
import { type Code, DARK, LIGHT } from './code.ts';
import { expect, test } from './fixtures.ts';
import { openView, row, v1With } from './groups-view.ts';

const CLI = path.join(import.meta.dirname, '../../dist/isolens.cjs');
const root = process.geteuid?.() === 0;

/** A shell that waits for a line before it becomes a command. */
async function startWaiting(command: string) {
  const child = spawn('sh', ['-c', `echo ready; read line; exec ${command}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const end = () => child.kill('SIGKILL');
  return {
    pid: child.pid ?? 0,
    go: () => child.stdin.write('\n'),
    end,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      end();
      await once(child, 'exit');
    },
  };
}

async function newGroup(code: Code, tree: Locator, directory: string, name: string): Promise<Locator> {
  await code.contextMenu(row(tree, 'Group /'), 'New Group…', code.asks('New group in /'));
  await code.fill(name);
  await expect(code.inputMessage()).toContainText(`$ mkdir ${directory}`);
  await code.input.press('Enter');
  const made = row(tree, `Group ${name}`);
  await expect(made).toBeVisible();
  return made;
}

test.use({ trusted: true });

test('pins a process to a CPU, as the lecture does with cpuset', async ({ code }, info) => {
  const cpuset = v1With('cpuset');
  test.skip(!cpuset, 'needs root and cpuset in v1');
  if (!cpuset?.mount) return;
  const name = `e2e-${process.pid}`;
  const directory = `${cpuset.mount.path}/${name}`;
  await using target = await start('sh', '-c', READY);
  try {
    const tree = await openView(code, 'cpuset');
    const group = await newGroup(code, tree, directory, name);
    const moving = code.asks(`Move processes to /${name}`);

    const hint = code.toast('takes no process before it has CPUs and memory nodes');
    await code.press(hint.getByRole('button', { name: 'Set CPUs and Memory Nodes…' }));
    await expect(code.box).toContainText('cpuset.cpus of');
    await code.answer('0');
    await expect(code.box).toContainText('cpuset.mems of');
    await code.fill('0');
    await expect(code.inputMessage()).toContainText(`echo 0 > ${directory}/cpuset.mems`);
    await code.look(info, 'cpuset-preview', [DARK, LIGHT]);
    await code.input.press('Enter');
    await expect.poll(() => readFileSync(`${directory}/cpuset.mems`, 'utf8')).toBe('0\n');
    expect(readFileSync(`${directory}/cpuset.cpus`, 'utf8')).toBe('0\n');

    await code.contextMenu(group, 'Move Processes Here…', moving);
    await code.pickSeveral(`${target.pid} cat`);
    await expect.poll(() => readFileSync(`${directory}/cgroup.procs`, 'utf8')).toBe(`${target.pid}\n`);
    expect(readFileSync(`/proc/${target.pid}/status`, 'utf8')).toMatch(/^Cpus_allowed_list:\t0$/m);
    await code.expand(group);
    await expect(row(tree, `Process ${target.pid}`)).toBeVisible();
    await code.look(info, 'cpuset-pinned', [DARK, LIGHT]);

    await code.command('isolens.undo', 'Isolens: Undo Last Change');
    await code.press(code.dialogButton('Undo'));
    await expect.poll(() => readFileSync(`${directory}/cgroup.procs`, 'utf8')).toBe('');
    await code.contextMenu(group, 'Delete Group…', code.dialog(`$ rmdir ${directory}`));
    await code.press(code.dialogButton('Do It'));
    await expect.poll(() => existsSync(directory)).toBe(false);
    await expect(group).toBeHidden();
  } finally {
    await target[Symbol.asyncDispose]();
    if (existsSync(directory)) rmdirSync(directory);
  }
});

test('kills what wants more than 10M, as the lecture does with memory', async ({ code }, info) => {
  const memory = v1With('memory');
  test.skip(!memory, 'needs root and memory in v1');
  if (!memory?.mount) return;
  const name = `e2e-${process.pid}`;
  const directory = `${memory.mount.path}/${name}`;
  // It begins to want memory when it is told to.
  await using target = await startWaiting('tail /dev/zero');
  try {
    const tree = await openView(code, 'memory');
    const group = await newGroup(code, tree, directory, name);
    const moving = code.asks(`Move processes to /${name}`);

    await code.contextMenu(group, 'Set a Limit…', code.asks(`Set a limit of /${name}`));
    await code.look(info, 'memory-files', [DARK, LIGHT]);
    await code.pick('memory.limit_in_bytes');
    await code.fill('10MB');
    await expect(code.inputMessage()).toContainText('Write 10M.');
    await code.input.press('Enter');
    await code.fill('10M');
    await expect(code.inputMessage()).toContainText(`$ echo 10485760 > ${directory}/memory.limit_in_bytes`);
    await code.look(info, 'memory-preview', [DARK, LIGHT]);
    await code.input.press('Enter');
    await expect.poll(() => readFileSync(`${directory}/memory.limit_in_bytes`, 'utf8')).toBe('10485760\n');

    await code.contextMenu(group, 'Watch Limits', tree.getByRole('treeitem', { name: new RegExp(`${name}.*watched`) }));
    await code.contextMenu(group, 'Move Processes Here…', moving);
    await code.pickSeveral(`${target.pid} sh`);
    await expect.poll(() => readFileSync(`${directory}/cgroup.procs`, 'utf8')).toBe(`${target.pid}\n`);
    target.go();
    const told = code.toast(`was killed in /${name}`);
    await expect(told).toContainText(`the memory limit of /${name}, 10M, was reached. It held`);
    // The message slides in: it is hovered when it has come to rest.
    await told.hover();
    await code.look(info, 'memory-killed', [DARK, LIGHT]);

    await code.contextMenu(group, 'Clear Limits…', code.asks(`Clear limits of /${name}`));
    await code.pickSeveral('memory.limit_in_bytes');
    await expect
      .poll(() => Number(readFileSync(`${directory}/memory.limit_in_bytes`, 'utf8')))
      .toBeGreaterThan(2 ** 60);

    await code.contextMenu(group, 'Delete Group…', code.dialog(`$ rmdir ${directory}`));
    await code.press(code.dialogButton('Do It'));
    await expect.poll(() => existsSync(directory)).toBe(false);
  } finally {
    target.end();
    if (existsSync(directory)) rmdirSync(directory);
  }
});

test('moves processes by drag and drop, after asking', async ({ code }) => {
  const pids = v1With('pids');
  test.skip(!pids, 'needs root and pids in v1');
  if (!pids) return;
  await using from = new TestGroup(pids);
  await using to = new TestGroup(pids);
  await using target = await start('sh', '-c', READY);
  from.write('cgroup.procs', target.pid);
  const tree = await openView(code, 'pids');
  const source = row(tree, `Group ${from.path.slice(1)}`);
  await code.expand(source);
  const process = row(tree, `Process ${target.pid}`);
  const asked = code.dialog(`$ echo ${target.pid} > ${to.directory}/cgroup.procs`);
  await expect(async () => {
    if (await asked.isVisible()) return;
    await process.dragTo(row(tree, `Group ${to.path.slice(1)}`), { timeout: 4000 });
    await expect(asked).toBeVisible({ timeout: 3000 });
  }).toPass();
  expect(to.read('cgroup.procs')).toBe('');
  await code.press(code.dialogButton('Do It'));
  await expect.poll(() => to.read('cgroup.procs')).toBe(String(target.pid));
  await expect(process).toBeHidden();
});

test('moves a process from the view of namespaces; freezes, thaws and kills its group', async ({ code }, info) => {
  const v2 = root ? hierarchiesHere().find(({ version, mount }) => version === 2 && mount) : undefined;
  test.skip(!v2, 'needs root and v2');
  if (!v2) return;
  await using group = new TestGroup(v2);
  await using target = await start('sh', '-c', READY);
  await code.command('isolens.namespaces.focus', 'Isolens: Focus on Namespaces View');
  await code.command('isolens.groupBy', 'Isolens: Group By');
  await code.pick('Process');
  await code.command('isolens.filter', 'Isolens: Filter');
  await code.answer(String(target.pid));
  const process = code
    .tree('Namespaces')
    .getByRole('treeitem', { name: new RegExp(`^Process ${target.pid},`) })
    .first();
  await code.contextMenu(process, 'Move to Cgroup…', code.asks(`Move process ${target.pid} to`));
  await code.pick(group.path);
  await expect.poll(() => group.read('cgroup.procs')).toBe(String(target.pid));
  await code.command('isolens.clearFilter', 'Isolens: Clear Filter');

  const tree = await openView(code, 'cgroup v2');
  const item = row(tree, `Group ${group.path.slice(1)}`);
  await code.contextMenu(
    item,
    'Freeze',
    tree.getByRole('treeitem', { name: new RegExp(`^Group ${group.path.slice(1)},.*frozen`) }),
  );
  expect(group.read('cgroup.events')).toContain('frozen 1');
  const thawed = tree.getByRole('treeitem', { name: new RegExp(`^Group ${group.path.slice(1)},(?!.*frozen)`) });
  await code.contextMenu(item, 'Thaw', thawed);
  await expect.poll(() => group.read('cgroup.events')).toContain('frozen 0');
  await code.contextMenu(item, 'Kill All…', code.dialog(`$ echo 1 > ${group.directory}/cgroup.kill`));
  await code.page.screenshot({ path: info.outputPath('kill-all.png') });
  expect(group.read('cgroup.procs')).toBe(String(target.pid));
  await code.press(code.dialogButton('Do It'));
  await expect.poll(() => group.read('cgroup.events')).toContain('populated 0');
});

test('shows what mounting a hierarchy of v1 would do, and that ns is gone', async ({ code }, info) => {
  test.skip(!root, 'needs root');
  await code.command('isolens.cgroups.focus', 'Isolens: Focus on Cgroups View');
  await expect(code.tree('Cgroups').getByRole('treeitem').first()).toBeVisible({ timeout: 40_000 });
  await code.command('isolens.mountHierarchy', 'Isolens: Mount v1 Hierarchy');
  await code.pickSeveral('ns');
  await expect(code.inputMessage()).toContainText('Linux 3.0');
  await code.page.keyboard.press('Escape');
  await code.command('isolens.mountHierarchy', 'Isolens: Mount v1 Hierarchy');
  await code.pickSeveral('cpuset');
  await expect(code.inputMessage()).toContainText('/mnt/cpuset');
  await code.page.screenshot({ path: info.outputPath('mount.png') });
  await code.page.keyboard.press('Escape');
});

test.describe('in a workspace that is not trusted', () => {
  test.use({ trusted: false });

  test('says that an untrusted workspace may not change groups', async ({ code }) => {
    await code.command('isolens.cgroups.focus', 'Isolens: Focus on Cgroups View');
    await code.closeView('Namespaces');
    const hierarchy = code.tree('Cgroups').getByRole('treeitem', { name: 'Hierarchy,' }).first();
    await expect(hierarchy).toBeVisible({ timeout: 40_000 });
    await code.contextMenu(hierarchy, 'New Group…', code.toast('This workspace is not trusted'));
  });
});

test('tells of a change that was cut short, and takes it back', async ({ code }) => {
  const pids = root ? hierarchyWith('pids') : undefined;
  // The journal of root is at one place: in a namespace of its own it is of this test alone.
  const isOwn = / \/run\/isolens /.test(readFileSync('/proc/self/mountinfo', 'utf8'));
  test.skip(!pids || !isOwn, 'needs root and a journal of its own');
  if (!pids) return;
  await using group = new TestGroup(pids);
  group.write('pids.max', 7);
  const ref = { group: group.id, inode: statSync(group.directory).ino };
  const put = (value: string) => ({ kind: 'cgroup.set', ...ref, writes: [{ file: 'pids.max', value, exact: true }] });
  const entry = {
    id: `e2e-${process.pid}`,
    time: Date.now(),
    host: 'h',
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    uid: 0,
    // There was never a process 1 that started so late.
    agent: '1-999999999',
    operation: put('7'),
    title: { text: 'Set {0} of {1} to {2}', args: ['pids.max', group.path, '7'] },
    state: 'intended',
    undo: put('max'),
  };
  await code.command('isolens.cgroups.focus', 'Isolens: Focus on Cgroups View');
  await expect(code.tree('Cgroups').getByRole('treeitem').first()).toBeVisible({ timeout: 40_000 });
  const hosts = JSON.parse(execFileSync(process.execPath, [CLI, 'host', '--json'], { encoding: 'utf8' }));
  appendFileSync('/run/isolens/journal.jsonl', `${JSON.stringify({ ...entry, host: hosts.id })}\n`);
  await code.command('isolens.restartAgent', 'Isolens: Restart Agent');
  const told = code.toast(`Isolens was ended in the middle of “Set pids.max of ${group.path} to 7”`);
  await code.press(told.getByRole('button', { name: 'Undo' }));
  await expect.poll(() => group.read('pids.max')).toBe('max');
  await expect.poll(() => readFileSync('/run/isolens/journal.jsonl', 'utf8')).toContain('"state":"undone"');
});
