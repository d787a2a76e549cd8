import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { HIDING_PLACES } from '../support/hiding-places.ts';
import { READY, type Started, start } from '../support/started.ts';
import { CONTRAST, type Code, DARK, LIGHT } from './code.ts';
import { expect, test } from './fixtures.ts';

const SUFFIX = process.pid;
const root = process.geteuid?.() === 0;

/** Opens the view and gives its tree. */
async function openView(code: Code): Promise<Locator> {
  await code.page.locator('.activitybar .action-label[aria-label^="Isolens"]').click();
  const tree = code.tree('Namespaces');
  await expect(row(tree, /^Host/)).toBeVisible({ timeout: 30_000 });
  return tree;
}

/** A row by what a screen reader says of it. */
function row(tree: Locator, name: RegExp): Locator {
  return tree.getByRole('treeitem', { name }).first();
}

async function groupBy(code: Code, name: string): Promise<void> {
  await code.command('isolens.groupBy', 'Isolens: Group By');
  await code.pick(name);
}

async function filter(code: Code, text: string): Promise<void> {
  await code.command('isolens.filter', 'Isolens: Filter');
  await code.answer(text);
}

/** A process with a host name of its own, in namespaces of its own. */
function nested(name: string): Promise<Started> {
  const unshare = root ? ['--uts', '--net'] : ['--map-root-user', '--uts', '--net'];
  return start('unshare', ...unshare, 'sh', '-c', `hostname ${name}; readlink /proc/self/ns/uts; ${READY}`);
}

test('groups and filters what is on this host', async ({ code }) => {
  await using process = await nested(`e2e-${SUFFIX}`);
  const uts = process.output.trim();
  const tree = await openView(code);

  await filter(code, `e2e-${SUFFIX}`);
  await expect(row(tree, new RegExp(`uts namespace, ${escaped(uts)}.*e2e-${SUFFIX}`))).toBeVisible();
  await expect(row(tree, /^net, \d+ namespace/)).toBeHidden();
  await code.command('isolens.clearFilter', 'Isolens: Clear Filter');
  await expect(row(tree, /^net, \d+ namespace/)).toBeVisible();

  await groupBy(code, 'Process');
  await filter(code, String(process.pid));
  await expect(row(tree, new RegExp(`^Process ${process.pid}, .*own .*net.*uts`))).toBeVisible();

  await code.command('isolens.clearFilter', 'Isolens: Clear Filter');
  await groupBy(code, 'Owner');
  await expect(row(tree, /^user namespace, user:\[\d+\], initial/)).toBeVisible();

  await groupBy(code, 'Container');
  await expect(row(tree, /^The host itself/)).toBeVisible();
  await groupBy(code, 'Kind');
  await expect(row(tree, /^uts, \d+ namespace/)).toBeVisible();
});

test('tells why a namespace is alive, and what is in it', async ({ code }) => {
  await using process = await nested(`why-${SUFFIX}`);
  const tree = await openView(code);
  await filter(code, `why-${SUFFIX}`);
  const item = row(tree, new RegExp(`uts namespace, ${escaped(process.output.trim())}`));

  // A row that is drawn anew under the pointer shows its actions with the next move only.
  await expect(async () => {
    await item.hover({ timeout: 1000 });
    await item.locator('.action-label[aria-label^="Why Is It Alive?"]').click({ timeout: 1000 });
  }).toPass();
  await expect(code.editor()).toContainText(`Process ${process.pid} (`);

  await code.contextMenu(item, 'Show Details', code.editor().filter({ hasText: /Host\sname/ }));
  await expect(code.editor()).toContainText(/Host\sname\s+why-/);

  await code.contextMenu(item, 'Copy nsenter Command', code.page.locator('.statusbar-item', { hasText: 'Copied' }));
  expect(await code.clipboard()).toBe(`nsenter --target ${process.pid} --uts`);
});

test('compares two processes', async ({ code }) => {
  await using a = await nested(`a-${SUFFIX}`);
  await using b = await nested(`b-${SUFFIX}`);
  await openView(code);
  await code.command('isolens.compare', 'Isolens: Compare With');
  for (const { pid } of [a, b]) {
    await code.fill(`${pid} `);
    await code.pick(new RegExp(`^${pid} `));
  }
  await expect(code.editor()).toContainText(/uts\s+different/);
  await expect(code.editor()).toContainText(/time\s+shared/);
});

test('shows what appears, and what ends, by itself', async ({ code }) => {
  const tree = await openView(code);
  await filter(code, `live-${SUFFIX}`);
  const item = row(tree, new RegExp(`^uts namespace, .*live-${SUFFIX}`));
  {
    await using _process = await nested(`live-${SUFFIX}`);
    await expect(item).toBeVisible();
  }
  await expect(item).toBeHidden();
});

test('shows namespaces wherever they hide, and their end', async ({ code }) => {
  test.skip(!root, 'needs root');
  test.setTimeout(180_000);
  const tree = await openView(code);
  // The view follows while one types.
  await code.command('isolens.filter', 'Isolens: Filter');
  for (const { make, pin } of HIDING_PLACES) {
    let item: Locator;
    {
      await using held = await make();
      const [kind = '', inode = ''] = held.output.trim().split(/[:[\]]+/);
      item = row(tree, new RegExp(`^${kind} namespace, .*${pin ? 0 : 1} process`));
      await code.fill(inode);
      await expect(item).toBeVisible();
      await expect(item).toHaveAttribute('aria-label', new RegExp(inode));
    }
    await expect(item).toBeHidden();
  }
});

test.describe('in a workspace that is trusted', () => {
  test.use({ trusted: true });

  test('creates a network namespace, and deletes all that are selected', async ({ code }, info) => {
    test.skip(!root, 'needs root');
    const [name, other] = [`e2e-${SUFFIX}`, `e2e-other-${SUFFIX}`];
    try {
      const tree = await openView(code);
      await code.command('isolens.createNetns', 'Isolens: Create Network Namespace');
      await code.answer(name);
      const item = row(tree, new RegExp(`^net namespace, net ${name}`));
      await expect(item).toHaveAttribute('aria-selected', 'true');
      expect(existsSync(`/run/netns/${name}`)).toBe(true);

      spawnSync('ip', ['netns', 'add', other]);
      const second = row(tree, new RegExp(`^net namespace, net ${other}`));
      await expect(second).toBeVisible();
      await item.click();
      await second.click({ modifiers: ['Control'] });
      await code.contextMenu(second, 'Delete Network Namespace…', code.dialog(`$ ip netns del ${name}`));
      await expect(code.dialog()).toContainText('takes one name and ignores all others');
      await code.page.screenshot({ path: info.outputPath('delete-both.png') });
      await code.press(code.dialogButton('Do It'));
      for (const each of [name, other]) await expect.poll(() => existsSync(`/run/netns/${each}`)).toBe(false);
      await expect(item).toBeHidden();
    } finally {
      for (const each of [name, other]) spawnSync('ip', ['netns', 'del', each]);
    }
  });

  test('signals a process after asking', async ({ code }) => {
    await using process = await nested(`sig-${SUFFIX}`);
    const tree = await openView(code);
    await groupBy(code, 'Process');
    await filter(code, String(process.pid));
    const item = row(tree, new RegExp(`^Process ${process.pid},`));
    await code.contextMenu(item, 'Send Signal…', code.choice('SIGSTOP'));
    await code.pick('SIGSTOP');
    await code.press(code.dialogButton('Do It'));
    await expect(item).toHaveAttribute('aria-label', /stopped/);
    await code.command('isolens.undo', 'Isolens: Undo Last Change');
    await code.press(code.dialogButton('Undo'));
    await expect(item).not.toHaveAttribute('aria-label', /stopped/);
    await groupBy(code, 'Kind');
  });
});

test('says that an untrusted workspace may not act', async ({ code }) => {
  const tree = await openView(code);
  // VS Code shows the actions of a view only while the pointer is over it, and notices that when the pointer moves.
  await expect(async () => {
    await tree.hover({ timeout: 1000 });
    await code.page.getByRole('button', { name: 'Namespaces Section' }).hover({ timeout: 1000 });
    await code.page.getByRole('button', { name: 'Create Network Namespace…' }).click({ timeout: 1000 });
  }).toPass();
  const toast = code.page.locator('.notification-toast', { hasText: 'This workspace is not trusted' });
  await toast.getByRole('button', { name: 'Manage Workspace Trust' }).click();
  await expect(code.page.locator('.workspace-trust-editor')).toBeVisible();
});

test('looks as it should', async ({ code }, info) => {
  await using process = await nested(`look-${SUFFIX}`);
  const tree = await openView(code);
  // A host may have very many of them.
  await code.expand(row(tree, /^net, \d+ namespace/), 'false');
  await code.expand(row(tree, /^uts, \d+ namespace/));
  await expect(row(tree, new RegExp(`look-${SUFFIX}`))).toBeVisible();
  await row(tree, new RegExp(`^uts namespace, ${escaped(process.output.trim())}`)).click();
  await code.command('isolens.whyAlive', 'Isolens: Why Is It Alive');
  await expect(code.editor()).toContainText('alive?');
  await code.look(info, 'namespaces', [DARK, LIGHT, CONTRAST]);
});

function escaped(text: string): string {
  return text.replace(/[[\]]/g, '\\$&');
}
