import { spawn } from 'node:child_process';
import { hierarchyWith, TestGroup } from '../support/groups.ts';
import { expect, test } from './fixtures.ts';

const root = process.geteuid?.() === 0;

for (const theme of ['Dark Modern', 'Light Modern']) {
  test.describe(theme, () => {
    test.use({ settings: { 'workbench.colorTheme': theme } });

    test('shows groups with what they use, live', async ({ code }, info) => {
      const pids = root ? hierarchyWith('pids') : undefined;
      test.skip(!pids, 'needs root and a writable hierarchy with pids');
      if (!pids) return;
      await using group = new TestGroup(pids);
      group.write('pids.max', 42);
      await code.command('isolens.cgroups.focus', 'Isolens: Focus on Cgroups View');
      await code.closeView('Namespaces');
      const tree = code.tree('Cgroups');
      const label = pids.version === 2 ? 'cgroup v2' : pids.controllers.join(',');
      const hierarchy = tree.getByRole('treeitem', { name: label, exact: false }).first();
      await hierarchy.click({ timeout: 40_000 });
      const row = tree.getByRole('treeitem', { name: new RegExp(`^Group ${group.path.slice(1)}, 0 / 42 pids`) });
      await expect(row).toBeVisible();
      group.write('pids.max', 43);
      await expect(
        tree.getByRole('treeitem', { name: new RegExp(`^Group ${group.path.slice(1)}, 0 / 43 pids`) }),
      ).toBeVisible();
      await code.page.screenshot({ path: info.outputPath('cgroups.png') });
      await code.contextMenu(
        row.or(tree.getByRole('treeitem', { name: `Group ${group.path.slice(1)}` })).first(),
        'Explain Limits and Files',
      );
      const document = code.page.locator('.monaco-editor .view-lines');
      await expect(document).toContainText('pids.max = 43');
      await expect(document).toContainText('pids: at most 43');
      await code.page.screenshot({ path: info.outputPath('explained.png') });
    });

    test('tells who was killed by which limit', async ({ code }, info) => {
      const memory = root ? hierarchyWith('memory') : undefined;
      test.skip(!memory, 'needs root and a writable hierarchy with memory');
      if (!memory) return;
      await using group = new TestGroup(memory);
      group.write(memory.version === 1 ? 'memory.limit_in_bytes' : 'memory.max', 10 * 2 ** 20);
      const name = group.path.slice(1);
      await code.command('isolens.cgroups.focus', 'Isolens: Focus on Cgroups View');
      await code.closeView('Namespaces');
      const tree = code.tree('Cgroups');
      await tree
        .getByRole('treeitem', { name: `Hierarchy, ${memory.version === 2 ? 'cgroup v2' : 'memory'}` })
        .click({ timeout: 40_000 });
      const row = tree.getByRole('treeitem', { name: `Group ${name}` });
      await code.contextMenu(row, 'Watch Limits', tree.getByRole('treeitem', { name: new RegExp(`${name}.*watched`) }));
      const wants = 'echo $$ > "$1/cgroup.procs" && exec tail /dev/zero';
      spawn('sh', ['-c', wants, 'sh', group.directory], { stdio: 'ignore' });
      const told = code.page.locator('.notification-toast', { hasText: `was killed in ${group.path}` });
      await expect(told).toContainText(`the memory limit of ${group.path}, 10M, was reached. It held`);
      await expect(
        code.page.locator('.activitybar .action-item:has([aria-label^="Isolens"]) .badge-content'),
      ).toHaveText(/^\d+$/);
      await code.page.screenshot({ path: info.outputPath('killed.png') });
      await told.getByRole('button', { name: 'Show History' }).click();
      await expect(code.page.locator('.monaco-editor .view-lines').first()).toContainText('tail (pid');
      await code.page.screenshot({ path: info.outputPath('history.png') });
    });
  });
}
