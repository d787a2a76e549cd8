import type { FrameLocator, Locator } from '@playwright/test';
import { TestPath } from '../support/groups.ts';
import { start } from '../support/started.ts';
import { type Code, THEMES } from './code.ts';
import { expect, test } from './fixtures.ts';

/** Goes into the groups whose directories it is given, takes some memory, and works until it is killed. */
const BUSY = `for group do echo $$ >"$group/cgroup.procs"; done
taken=$(head -c 4000000 /dev/zero | tr '\\0' x); echo ready; while :; do :; done`;

const available = () => TestPath.with('memory', 'pids', 'cpu', 'cpuacct') ?? TestPath.with('memory', 'pids', 'cpu');

/** Chooses groups by their paths. */
async function showDetails(code: Code, ...groups: readonly TestPath[]): Promise<FrameLocator> {
  await code.command('isolens.cgroups.focus', 'Isolens: Focus on Cgroups View');
  await expect(code.tree('Cgroups').getByRole('treeitem').first()).toBeVisible({ timeout: 40_000 });
  await code.command('isolens.showGroupDetails', 'Isolens: Show Details');
  await code.pickSeveral(...groups.map(({ path }) => path));
  return code.webview(groups[0]?.path ?? '');
}

const card = (page: FrameLocator, group: TestPath) => page.getByRole('article', { name: group.path });
const plot = (page: FrameLocator, name: string) => page.getByRole('slider', { name, exact: true });

/** The oldest sample of a plot, in seconds before the newest. */
async function oldest(of: Locator): Promise<number> {
  return -Number(await of.getAttribute('aria-valuemin'));
}

test('shows what a group uses, live; nothing is wrong for those who cannot see it', async ({ code }, info) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  group.of('pids').write('pids.max', 9);
  const page = await showDetails(code, group);
  await expect(plot(page, `Tasks of ${group.path}`)).toHaveAttribute('aria-valuetext', /now: tasks 0, limit 9/);
  await expect(page.getByRole('meter', { name: `Tasks of ${group.path}` })).toHaveAttribute('aria-valuenow', '0');
  await using _busy = await start('sh', '-c', BUSY, 'sh', ...group.directories);
  await expect(plot(page, `Tasks of ${group.path}`)).toHaveAttribute('aria-valuetext', /now: tasks 1/);
  await expect(plot(page, `CPU use of ${group.path}`)).toHaveAttribute('aria-valuetext', /now: used [1-9]\d+ %/);
  await expect(plot(page, `Memory of ${group.path}`)).toHaveAttribute('aria-valuetext', /now: used [1-9]/);
  await expect.poll(() => oldest(plot(page, `CPU use of ${group.path}`))).toBeGreaterThan(5);
  await code.look(info, 'details', THEMES);
});

test('shows several side by side; a reload brings them back with their plots, and one can be closed', async ({
  code,
}, info) => {
  const [first, second] = [available(), available()];
  test.skip(!first || !second, 'needs root and writable hierarchies');
  if (!first || !second) return;
  await using one = first;
  await using two = second;
  const page = await showDetails(code, one, two);
  await expect(page.getByRole('article')).toHaveCount(2);
  await expect.poll(() => oldest(plot(page, `Memory of ${one.path}`))).toBeGreaterThan(3);
  await code.page.screenshot({ path: info.outputPath('side-by-side.png') });
  const before = await oldest(plot(page, `Memory of ${one.path}`));
  await code.page.reload();
  const restored = await code.webview(one.path);
  await expect(restored.getByRole('article')).toHaveCount(2);
  for (const { path } of [one, two]) {
    await expect.poll(() => oldest(plot(restored, `Memory of ${path}`))).toBeGreaterThan(before);
  }
  await restored.getByRole('button', { name: `Close ${two.path}` }).click();
  await expect(restored.getByRole('article')).toHaveCount(1);
  await expect(code.page.getByRole('tab', { name: two.path.slice(1) })).toHaveCount(0);
});

test('opens from the rows that are selected in the view', async ({ code }) => {
  const [first, second] = [available(), available()];
  test.skip(!first || !second, 'needs root and writable hierarchies');
  if (!first || !second) return;
  await using one = first;
  await using two = second;
  await code.command('isolens.cgroups.focus', 'Isolens: Focus on Cgroups View');
  await code.closeView('Namespaces');
  const tree = code.tree('Cgroups');
  await tree
    .getByRole('treeitem', { name: /memory/ })
    .first()
    .click({ timeout: 15_000 });
  const row = ({ path }: TestPath) => tree.getByRole('treeitem', { name: `Group ${path.slice(1)}` }).first();
  await row(one).click();
  await row(two).click({ modifiers: ['Control'] });
  await code.contextMenu(row(one), 'Show Details', code.page.getByRole('tab', { name: one.path.slice(1) }));
  const page = await code.webview(one.path);
  await expect(card(page, one)).toBeVisible();
  await expect(card(page, two)).toBeVisible();
});

test('keeps the last plots of a group that is gone, and goes on when it is made again', async ({ code }, info) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  const page = await showDetails(code, group);
  await expect.poll(() => oldest(plot(page, `Memory of ${group.path}`))).toBeGreaterThan(2);
  await group[Symbol.asyncDispose]();
  const status = card(page, group).getByRole('status');
  await expect(status).toContainText('The group is gone.');
  const kept = await oldest(plot(page, `Memory of ${group.path}`));
  expect(kept).toBeGreaterThan(2);
  await code.page.screenshot({ path: info.outputPath('gone.png') });
  group.make();
  // A window without the focus polls every 10 s.
  await expect(status).toBeEmpty({ timeout: 40_000 });
  await expect.poll(() => oldest(plot(page, `Memory of ${group.path}`))).toBeGreaterThan(kept);
});

test('is used by keyboard alone', async ({ code }) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  const page = await showDetails(code, group);
  const { keyboard } = code.page;
  await expect.poll(() => oldest(plot(page, `Memory of ${group.path}`))).toBeGreaterThan(4);
  await page.getByRole('button', { name: 'Pause' }).focus();
  await keyboard.press('Enter');
  const resume = page.getByRole('button', { name: 'Go On' });
  await expect(resume).toBeVisible();
  await keyboard.press('Tab');
  await expect(page.getByRole('button', { name: `Reveal ${group.path} in the view Cgroups` })).toBeFocused();
  await keyboard.press('Tab');
  const cpu = plot(page, `CPU use of ${group.path}`);
  await expect(cpu).toBeFocused();
  await keyboard.press('ArrowLeft');
  await expect(cpu).toHaveAttribute('aria-valuetext', /^\d+ seconds ago: used/);
  await keyboard.press('Home');
  await expect(cpu).toHaveAttribute('aria-valuenow', (await cpu.getAttribute('aria-valuemin')) ?? '');
  await keyboard.press('Escape');
  await expect(cpu).toHaveAttribute('aria-valuenow', '0');
  await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  const row = code.tree('Cgroups').getByRole('treeitem', { name: `Group ${group.path.slice(1)}` });
  await expect(row).toHaveAttribute('aria-selected', 'true');
});

test('does nothing for a forged message', async ({ code }) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  const page = await showDetails(code, group);
  await expect(card(page, group)).toBeVisible();
  await page.locator('body').evaluate((body) => {
    const forged = [
      { type: 'showGroups', body: { groups: [{ path: '<img src=x onerror=alert(1)>', chains: [], hierarchies: [] }] } },
      { type: 'showGroups', body: { groups: 'all' } },
      { type: 'groupsRead', body: { at: 'now', values: [{}] } },
      { type: '__proto__', body: {} },
      'nothing',
    ];
    for (const message of forged) body.ownerDocument.defaultView?.postMessage(message, '*');
  });
  const tasks = plot(page, `Tasks of ${group.path}`);
  const before = await oldest(tasks);
  await expect.poll(() => oldest(tasks)).toBeGreaterThan(before);
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page.locator('img')).toHaveCount(0);
});
