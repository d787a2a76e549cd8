import { execFileSync } from 'node:child_process';
import type { Locator } from '@playwright/test';
import { TestGroup } from '../support/groups.ts';
import { Netns } from '../support/netns.ts';
import { READY, start } from '../support/started.ts';
import { type Code, DARK, LIGHT } from './code.ts';
import { expect, test } from './fixtures.ts';
import { row as groupRow, openView as openGroups, v1With } from './groups-view.ts';
import { onScreen, typeLine } from './terminal-screen.ts';

const root = process.geteuid?.() === 0;
const SCRIPT = `#!/bin/bash
echo "in $(readlink /proc/self/ns/net) as $0"
ip -br addr
exit 3
`;

test.use({ trusted: true, files: { 'look.sh': SCRIPT } });
test.skip(!root, 'needs root');

/** Opens the view with one row, and gives that. */
async function openView(code: Code, filter: string, name: RegExp): Promise<Locator> {
  await code.page.locator('.activitybar .action-label[aria-label^="Isolens"]').click();
  const tree = code.tree('Namespaces');
  await expect(tree.getByRole('treeitem', { name: /^Host/ })).toBeVisible({ timeout: 40_000 });
  await code.command('isolens.filter', 'Isolens: Filter');
  await code.answer(filter);
  const row = tree.getByRole('treeitem', { name }).first();
  await expect(row).toBeVisible();
  return row;
}

/** A network namespace with an address. */
function netnsWith(name: string, address: string): Netns {
  const netns = new Netns(name);
  execFileSync('ip', ['-n', netns.name, 'link', 'set', 'lo', 'up']);
  execFileSync('ip', ['-n', netns.name, 'addr', 'add', address, 'dev', 'lo']);
  return netns;
}

function tab(code: Code, name: string | RegExp): Locator {
  return code.page.locator('.panel .title-label, .panel .single-terminal-tab, .terminal-tabs-entry').filter({
    hasText: name,
  });
}

test('enters a network namespace from the tree', async ({ code }, info) => {
  using netns = netnsWith('term', '10.99.7.1/32');
  const row = await openView(code, netns.name, new RegExp(`^net namespace, net ${netns.name}`));
  await expect(async () => {
    await row.hover({ timeout: 1000 });
    await row.locator('.action-label[aria-label^="Enter Namespace"]').click({ timeout: 1000 });
    await expect(tab(code, `${netns.name} (net)`).first()).toBeVisible({ timeout: 10_000 });
  }).toPass();
  await onScreen(code.page, new RegExp(`^\\$ nsenter --net=/run/netns/${netns.name} -- \\S+$[^]*[#$]`, 'm'));
  await typeLine(code.page, 'ip -br addr');
  await onScreen(code.page, /10\.99\.7\.1\/32/);

  await typeLine(code.page, 'stty size; echo "$COLUMNS columns"');
  await onScreen(code.page, /^\d+ \d+$/m);
  await code.command('workbench.action.toggleMaximizedPanel', 'View: Toggle Maximized Panel');
  await typeLine(code.page, 'clear; stty size');
  await onScreen(code.page, /^[3-9]\d \d+$/m);
  await code.command('workbench.action.toggleMaximizedPanel', 'View: Toggle Maximized Panel');

  // What runs in it is told in the tree, and leads back.
  await code.command('isolens.clearFilter', 'Isolens: Clear Filter');
  await code.command('isolens.groupBy', 'Isolens: Group By');
  await code.pick('Process');
  await typeLine(code.page, 'exec -a isolens-e2e-sleep sleep 1000');
  await code.command('isolens.filter', 'Isolens: Filter');
  await code.answer('isolens-e2e-sleep');
  const process = code
    .tree('Namespaces')
    .getByRole('treeitem', { name: /^Process .*in a terminal.*isolens-e2e-sleep/ });
  await expect(process.first()).toBeVisible({ timeout: 30_000 });
  await code.look(info, 'terminal', [DARK, LIGHT]);
  await code.command('workbench.action.togglePanel', 'View: Toggle Panel Visibility');
  await expect(tab(code, `${netns.name} (net)`).first()).toBeHidden();
  await code.contextMenu(process.first(), 'Show Terminal', tab(code, `${netns.name} (net)`).first());
  await code.page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
  await code.page.keyboard.press('Control+c');
  await onScreen(code.page, /Ended by SIGINT/);
  await code.page.keyboard.press('Enter');
  await expect(tab(code, `${netns.name} (net)`)).toHaveCount(0);
  await code.command('isolens.groupBy', 'Isolens: Group By');
  await code.pick('Kind');
});

test('runs a script in a network namespace, and keeps what it said', async ({ code }) => {
  using netns = netnsWith('script', '10.99.8.1/32');
  await openView(code, netns.name, new RegExp(`^net namespace, net ${netns.name}`));
  await code.command('workbench.view.explorer', 'View: Show Explorer');
  const file = code.tree('Files Explorer').getByRole('treeitem', { name: 'look.sh' });
  await code.contextMenu(file, 'Run in Namespace…', code.choice(`net ${netns.name}`));
  await code.pick(`net ${netns.name}`);
  await onScreen(code.page, new RegExp(`in net:\\[${netns.inode}\\] as .*look\\.sh`));
  await onScreen(code.page, /10\.99\.8\.1\/32[^]*Ended with exit code 3/);

  await code.openFile('look.sh');
  await code.editor().getByText('ip').first().click();
  await code.page.keyboard.press('Home');
  await code.page.keyboard.press('Shift+End');
  await code.command('isolens.runSelectionInNamespace', 'Isolens: Run Selection in Namespace');
  await code.pick(`net ${netns.name}`);
  await onScreen(code.page, /10\.99\.8\.1\/32[^]*Ended with exit code 0/);
});

test('runs what is typed in new namespaces', async ({ code }) => {
  await code.command('isolens.runInNamespace', 'Isolens: Run in Namespace');
  await code.pick('New namespaces…');
  await code.pickSeveral('pid', 'mnt');
  await code.answer('echo "I am $$"; ip -br link; seq 1 300000; echo done');
  await onScreen(code.page, /^done$[^]*Ended with exit code 0/m, 90_000);
});

test('loses its terminals with the agent, and says so', async ({ code }) => {
  await using held = await start('unshare', '--uts', 'sh', '-c', `hostname lost-${process.pid}; ${READY}`);
  const row = await openView(code, `lost-${process.pid}`, /^uts namespace/);
  const opened = tab(code, /\(uts\)/).first();
  await code.contextMenu(row, 'Enter Namespace…', opened);
  await onScreen(code.page, /^\$ nsenter[^]*^.*[#$]/m);
  await typeLine(code.page, 'hostname');
  await onScreen(code.page, new RegExp(`^lost-${process.pid}$`, 'm'));
  await code.command('isolens.restartAgent', 'Isolens: Restart Agent');
  await onScreen(code.page, /Terminal lost/);
  expect(held.pid).toBeGreaterThan(0);
});

test.describe('in a workspace that is not trusted', () => {
  test.use({ trusted: false });

  test('enters nothing from a workspace that is not trusted', async ({ code }) => {
    await code.command('isolens.enter', 'Isolens: Enter Namespace');
    await expect(code.toast('This workspace is not trusted')).toBeVisible();
  });
});

test('opens a terminal in a group, with its limits', async ({ code }) => {
  const hierarchy = v1With('pids');
  test.skip(!hierarchy, 'no group of pids in v1 can be made here');
  if (!hierarchy) return;
  await using group = new TestGroup(hierarchy);
  const tree = await openGroups(code, 'pids');
  const item = groupRow(tree, `Group ${group.path.slice(1)}`);
  await code.contextMenu(item, 'Open Terminal in Group', tab(code, '(cgroup)').first());
  await onScreen(code.page, /^\$ echo 0 > \S+cgroup\.procs$/m);
  await typeLine(code.page, 'grep pids /proc/self/cgroup');
  await onScreen(code.page, new RegExp(`pids:${group.path}$`, 'm'));
});
