import { readdirSync, readFileSync } from 'node:fs';
import type { Hierarchy } from '../../src/model/cgroup/hierarchy.ts';
import { hierarchiesHere, TestGroup } from '../support/groups.ts';
import { start } from '../support/started.ts';
import { expect, test } from './fixtures.ts';
import { openView, row, v1With } from './groups-view.ts';

const MIB = 2 ** 20;
/** The kernel moves controllers with threads of their own between groups with processes; here groups are empty. */
const v2 =
  process.geteuid?.() === 0 ? hierarchiesHere().find(({ version, mount }) => version === 2 && mount) : undefined;

function controllerOf({ mount }: Hierarchy): string | undefined {
  return readFileSync(`${mount?.path}/cgroup.controllers`, 'utf8').trim().split(' ').find(Boolean);
}

test.use({ trusted: true });

test('hands a controller on to the groups in a group, and keeps it from them again', async ({ code }, info) => {
  const controller = v2 && controllerOf(v2);
  test.skip(!controller, 'needs root and a controller in v2');
  if (!v2 || !controller) return;
  await using group = new TestGroup(v2);
  const tree = await openView(code, 'cgroup v2');
  const item = row(tree, `Group ${group.path.slice(1)}`);
  const choice = code.choice(controller);

  await code.contextMenu(item, 'Enable Controllers…', code.asks(`Controllers for the groups in ${group.path}`));
  await expect(choice).toHaveAttribute('aria-checked', 'false');
  await code.page.screenshot({ path: info.outputPath('controllers.png') });
  await code.pickSeveral(controller);
  await expect.poll(() => group.read('cgroup.subtree_control')).toBe(controller);

  await code.contextMenu(item, 'Enable Controllers…', code.asks(`Controllers for the groups in ${group.path}`));
  await expect(choice).toHaveAttribute('aria-checked', 'true');
  await code.pickSeveral(controller);
  await expect.poll(() => group.read('cgroup.subtree_control')).toBe('');

  await code.command('isolens.undo', 'Isolens: Undo Last Change');
  await code.press(code.dialogButton('Undo'));
  await expect.poll(() => group.read('cgroup.subtree_control')).toBe(controller);
});

test('sets a limit of memory and that of memory with swap in one change, in the order that the kernel takes', async ({
  code,
}, info) => {
  const memory = v1With('memory');
  test.skip(!memory, 'needs root and memory in v1');
  if (!memory) return;
  await using group = new TestGroup(memory);
  const [limit, withSwap] = ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes'] as const;
  group.write(limit, 64 * MIB);
  group.write(withSwap, 64 * MIB);
  const tree = await openView(code, 'memory');
  const item = row(tree, `Group ${group.path.slice(1)}`);
  const several = code.choice('Several files in one change…');
  const write = async (values: readonly [string, string], preview: string) => {
    await code.contextMenu(item, 'Set a Limit…', code.asks(`Set a limit of ${group.path}`));
    await code.fill('Several files');
    await code.press(several);
    await code.pickSeveral(limit, withSwap);
    for (const [at, file] of [limit, withSwap].entries()) {
      await expect(code.box).toContainText(`${file} of ${group.path} (${at + 1}/2)`);
      await code.fill(values[at] ?? '');
      // The first alone may break a rule that both together keep.
      await expect(code.inputMessage()).toContainText(at === 1 ? preview : file);
      if (at === 1) await code.page.screenshot({ path: info.outputPath(`${values[0]}.png`) });
      await code.input.press('Enter');
    }
    await expect(code.box).toBeHidden();
  };
  const echo = (file: string, mib: number) => `echo ${mib * MIB} > ${group.directory}/${file}`;

  // Memory alone is never above memory with swap: up, that comes first, down, the other.
  await write(['128M', '128M'], `$ ${echo(withSwap, 128)}; ${echo(limit, 128)}`);
  await expect.poll(() => group.read(limit)).toBe(String(128 * MIB));
  expect(group.read(withSwap)).toBe(String(128 * MIB));
  await write(['32M', '48M'], `$ ${echo(limit, 32)}; ${echo(withSwap, 48)}`);
  await expect.poll(() => group.read(withSwap)).toBe(String(48 * MIB));
  expect(group.read(limit)).toBe(String(32 * MIB));

  await code.command('isolens.undo', 'Isolens: Undo Last Change');
  await code.press(code.dialogButton('Undo'));
  await expect.poll(() => group.read(limit)).toBe(String(128 * MIB));
  expect(group.read(withSwap)).toBe(String(128 * MIB));
});

const TWO_THREADS = `
const { Worker } = require('node:worker_threads');
new Worker('setInterval(() => {}, 1000)', { eval: true }).once('online', () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit());
`;

test('moves one thread of a process, and shows it where it went', async ({ code }, info) => {
  const pids = v1With('pids');
  test.skip(!pids, 'needs root and pids in v1');
  if (!pids) return;
  await using from = new TestGroup(pids);
  await using to = new TestGroup(pids);
  await using program = await start(process.execPath, '-e', TWO_THREADS);
  from.write('cgroup.procs', program.pid);
  const tid = Math.max(...readdirSync(`/proc/${program.pid}/task`).map(Number));
  const tree = await openView(code, 'pids');
  const source = row(tree, `Group ${from.path.slice(1)}`);
  await code.expand(source);
  const owner = row(tree, `Process ${program.pid}`);
  await code.expand(owner);
  const thread = tree.getByRole('treeitem', { name: new RegExp(`^${tid} `) });
  await code.contextMenu(thread, 'Move Thread to Cgroup…', code.asks(`Move thread ${tid} to`));
  await code.pick(to.path);
  await expect.poll(() => to.read('tasks')).toBe(String(tid));
  await expect(thread).toHaveCount(0);
  const target = row(tree, `Group ${to.path.slice(1)}`);
  await code.expand(target);
  await expect(thread).toContainText(`of process ${program.pid}`);
  await code.page.screenshot({ path: info.outputPath('thread.png') });
  await code.command('isolens.undo', 'Isolens: Undo Last Change');
  await code.press(code.dialogButton('Undo'));
  await expect.poll(() => to.read('tasks')).toBe('');
});
