import { spawn } from 'node:child_process';
import { hierarchyLabel } from '../../src/model/cgroup/hierarchy.ts';
import { hierarchyWith, TestGroup } from '../support/groups.ts';
import { DARK, LIGHT } from './code.ts';
import { expect, test } from './fixtures.ts';
import { openView } from './groups-view.ts';

const root = process.geteuid?.() === 0;

test('shows groups with what they use, live', async ({ code }, info) => {
  const pids = root ? hierarchyWith('pids') : undefined;
  test.skip(!pids, 'needs root and a writable hierarchy with pids');
  if (!pids) return;
  await using group = new TestGroup(pids);
  group.write('pids.max', 42);
  const name = group.path.slice(1);
  const tree = await openView(code, hierarchyLabel(pids));
  const row = (limit: number) => tree.getByRole('treeitem', { name: new RegExp(`^Group ${name}, 0 / ${limit} pids`) });
  await expect(row(42)).toBeVisible();
  group.write('pids.max', 43);
  await expect(row(43)).toBeVisible();
  await code.look(info, 'cgroups', [DARK, LIGHT]);

  // What has changed below a closed row is seen when it is opened again.
  const hierarchy = tree.getByRole('treeitem', { name: `Hierarchy, ${hierarchyLabel(pids)},` });
  await code.expand(hierarchy, 'false');
  group.write('pids.max', 44);
  await code.expand(hierarchy);
  await expect(row(44)).toBeVisible();

  const document = code.editor();
  await code.contextMenu(
    tree.getByRole('treeitem', { name: `Group ${name}` }),
    'Explain Limits and Files',
    document.filter({ hasText: /pids.max\s=\s44/ }),
  );
  await expect(document).toContainText('tasks: at most 44');
  await code.page.screenshot({ path: info.outputPath('explained.png') });
});

test('tells who was killed by which limit', async ({ code }, info) => {
  const memory = root ? hierarchyWith('memory') : undefined;
  test.skip(!memory, 'needs root and a writable hierarchy with memory');
  if (!memory) return;
  await using group = new TestGroup(memory);
  group.write(memory.version === 1 ? 'memory.limit_in_bytes' : 'memory.max', 10 * 2 ** 20);
  const name = group.path.slice(1);
  const tree = await openView(code, hierarchyLabel(memory));
  const row = tree.getByRole('treeitem', { name: `Group ${name}` });
  await code.contextMenu(row, 'Watch Limits', tree.getByRole('treeitem', { name: new RegExp(`${name}.*watched`) }));
  const wants = 'echo $$ > "$1/cgroup.procs" && exec tail /dev/zero';
  spawn('sh', ['-c', wants, 'sh', group.directory], { stdio: 'ignore' });
  const told = code.toast(`was killed in ${group.path}`);
  await expect(told).toContainText(`the memory limit of ${group.path}, 10M, was reached. It held`);
  await expect(code.page.locator('.activitybar .action-item:has([aria-label^="Isolens"]) .badge-content')).toHaveText(
    /^\d+$/,
  );
  // A message goes by itself, but not from under the pointer.
  await told.hover();
  await code.look(info, 'killed', [DARK, LIGHT]);
  await code.press(told.getByRole('button', { name: 'Show History' }));
  await expect(code.editor()).toContainText('tail (pid');
  await code.page.screenshot({ path: info.outputPath('history.png') });
});
