import type { FrameLocator, Locator } from '@playwright/test';
import { TestPath } from '../support/groups.ts';
import { start } from '../support/started.ts';
import { type Code, THEMES } from './code.ts';
import { expect, test } from './fixtures.ts';

/** Goes into the groups whose directories it is given and works until it is killed. */
const BUSY = `for group do echo $$ >"$group/cgroup.procs"; done; echo ready; while :; do :; done`;

const available = () => TestPath.with('memory', 'pids', 'cpuacct') ?? TestPath.with('memory', 'pids', 'cpu');

async function showTop(code: Code): Promise<FrameLocator> {
  await code.command('isolens.showTop', 'Isolens: Show Top Cgroups');
  return code.webview('groups · read every');
}

const rowOf = (page: FrameLocator, path: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: path, exact: true }) });
const heading = (page: FrameLocator, name: string): Locator => page.getByRole('columnheader', { name });

/** Text of a cell, by the heading of its column. */
async function cell(page: FrameLocator, path: string, column: string): Promise<string> {
  const headings = await page.getByRole('columnheader').allTextContents();
  const at = headings.indexOf(column);
  return (await rowOf(page, path).getByRole('gridcell').nth(at).textContent()) ?? '';
}

const percent = async (page: FrameLocator, path: string, column: string): Promise<number> =>
  Number.parseFloat(await cell(page, path, column));

test('shows what all groups use, live; nothing is wrong for those who cannot see it', async ({ code }, info) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  await using busy = await start('sh', '-c', BUSY, 'sh', ...group.directories);
  const page = await showTop(code);
  await expect(rowOf(page, group.path)).toBeVisible();
  await expect.poll(() => percent(page, group.path, 'CPU')).toBeGreaterThan(5);
  expect(await cell(page, group.path, 'Tasks')).toBe('1');
  const long = 'a-name-that-is-longer-than-its-column-'.repeat(4);
  group.of('pids').child(long);
  const end = (of: Locator) => of.evaluate((element) => element.getBoundingClientRect().right);
  const last = rowOf(page, `${group.path}/${long}`).getByRole('gridcell').last();
  expect(await end(last)).toBe(await end(heading(page, 'Pressure')));
  await code.look(info, 'top', THEMES);
  await busy[Symbol.asyncDispose]();
  await expect.poll(() => percent(page, group.path, 'CPU')).toBe(0);
  await group[Symbol.asyncDispose]();
  await expect(rowOf(page, group.path)).toHaveCount(0);
});

test('is sorted, filtered and left for the details of groups by keyboard alone', async ({ code }) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  const page = await showTop(code);
  const { keyboard } = code.page;
  await expect(heading(page, 'CPU')).toHaveAttribute('aria-sort', 'descending');
  const table = page.getByRole('grid', { name: 'Groups with what they use' });
  await table.focus();
  for (const key of ['ArrowDown', 'ArrowUp', 'Enter']) await keyboard.press(key);
  await expect(heading(page, 'Group')).toHaveAttribute('aria-sort', 'ascending');
  for (const key of ['ArrowRight', 'Enter', 'Enter']) await keyboard.press(key);
  await expect(heading(page, 'Tasks')).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('textbox', { name: 'Filter groups' }).focus();
  await keyboard.type(group.path.slice(1));
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByText(/^1 of \d+ groups · read every/)).toBeVisible();
  await table.focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await expect(rowOf(page, group.path)).toHaveAttribute('aria-selected', 'true');
  await expect(table).toHaveAttribute('aria-activedescendant', 'row-0');
  await keyboard.press('Enter');
  await expect(code.page.getByRole('tab', { name: group.path.slice(1) })).toBeVisible();
});

test('changes in place: where one has scrolled to, what is selected and the focus stay; a pause stops it', async ({
  code,
}) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  const names = Array.from({ length: 150 }, (_, at) => `g${String(at).padStart(3, '0')}`);
  for (const name of names) group.of('pids').child(name);
  await using _busy = await start('sh', '-c', BUSY, 'sh', ...group.directories);
  const page = await showTop(code);
  await page.getByRole('textbox', { name: 'Filter groups' }).fill(group.path);
  await heading(page, 'Group').click();
  await expect(page.getByText(/^151 of \d+ groups/)).toBeVisible();
  const chosen = rowOf(page, `${group.path}/g100`);
  const table = page.getByRole('grid');
  await table.evaluate((element) => {
    element.scrollTop = 95 * 22;
  });
  await chosen.click();
  const place = () => table.evaluate((element) => element.scrollTop);
  const before = await place();
  // The group above them works, and is out of sight: it is drawn again when the rows are.
  group.of('pids').child('new');
  await expect(page.getByText(/^152 of \d+ groups/)).toBeVisible();
  expect(await place()).toBe(before);
  await expect(chosen).toHaveAttribute('aria-selected', 'true');
  await expect(table).toBeFocused();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/paused$/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go On' })).toBeVisible();
});

test('comes back after a reload, as it was, and reads on', async ({ code }) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  const page = await showTop(code);
  await heading(page, 'Tasks').click();
  await page.getByRole('checkbox', { name: 'Without subgroups' }).click();
  await page.getByRole('textbox', { name: 'Filter groups' }).fill(group.path);
  await expect(rowOf(page, group.path)).toBeVisible();
  await code.saved(group.path);
  await code.page.reload();
  const restored = await code.webview('groups · read every');
  await expect(code.page.getByRole('tab', { name: 'Top Cgroups' })).toHaveCount(1);
  await expect(restored.getByRole('textbox', { name: 'Filter groups' })).toHaveValue(group.path);
  await expect(restored.getByRole('checkbox', { name: 'Without subgroups' })).toBeChecked();
  await expect(heading(restored, 'Tasks')).toHaveAttribute('aria-sort', 'descending');
  await expect(restored.getByText(/^1 of \d+ groups · read every/)).toBeVisible();
  await using _busy = await start('sh', '-c', BUSY, 'sh', ...group.directories);
  await expect.poll(() => percent(restored, group.path, 'CPU')).toBeGreaterThan(5);
});

test('leads to the view from its context menu', async ({ code }) => {
  const made = available();
  test.skip(!made, 'needs root and writable hierarchies');
  if (!made) return;
  await using group = made;
  const page = await showTop(code);
  await page.getByRole('textbox', { name: 'Filter groups' }).fill(group.path.slice(1));
  const row = rowOf(page, group.path);
  await expect(row).toBeVisible();
  const inView = code.tree('Cgroups').getByRole('treeitem', { name: `Group ${group.path.slice(1)}` });
  await code.contextMenu(row, 'Reveal in Cgroups', inView.first());
  await expect(inView.first()).toHaveAttribute('aria-selected', 'true');
});
