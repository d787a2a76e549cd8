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
      // Room for it: lists draw only what is in sight.
      await code.page.getByRole('button', { name: 'Namespaces Section' }).click();
      const tree = code.tree('Cgroups');
      const label = pids.version === 2 ? 'cgroup v2' : pids.controllers.join(',');
      const hierarchy = tree.getByRole('treeitem', { name: label, exact: false }).first();
      await hierarchy.click({ timeout: 15_000 });
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
  });
}
