import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { READY, start } from '../support/started.ts';
import { DARK, LIGHT } from './code.ts';
import { example, lens, netns, openSpec, openView, own, takeDown } from './environments-view.ts';
import { expect, test } from './fixtures.ts';
import { row } from './groups-view.ts';

const root = process.geteuid?.() === 0;
const [sfo, nyc] = [own('sfo'), own('nyc')];
const PAIR = example('netns-pair')
  .replaceAll(/\bsfo\b/g, sfo)
  .replaceAll(/\bnyc\b/g, nyc);
const MEMORY = example('memory');
const BOX = 'container box {\n  rootfs host\n  command ["sleep", "infinity"]\n}\n';
const [pair, memory, box] = [own('pair'), own('memory'), own('box')];

test.use({
  trusted: true,
  files: {
    [`${pair}.cspec`]: PAIR,
    [`${memory}.cspec`]: MEMORY,
    [`${box}.cspec`]: BOX,
    'wrong.cspec': 'netns a { interface e on nothing }\n',
  },
});
test.skip(!root, 'needs root');

test('plans a file, makes it, sees what drifts, and removes it', async ({ code }, info) => {
  const look = (name: string) => code.look(info, name, [DARK, LIGHT]);
  try {
    const tree = await openView(code);
    await expect(row(tree, `Environment ${pair}`)).toHaveAttribute('aria-label', new RegExp(`${pair}, down`));
    await look('view-down');

    await openSpec(code, pair);
    await code.click(lens(code, /^Plan$/), code.editor().filter({ hasText: '[unshare(CLONE_NEWNET)' }));
    await expect(code.editor()).toContainText(`ip netns add ${sfo}`);
    await look('plan');
    expect(netns()).not.toContain(sfo);

    await openSpec(code, pair);
    await code.click(lens(code, /^Up$/), code.dialogButton('Up'));
    await code.press(code.dialogButton('Up'));
    await expect(lens(code, /^● up$/)).toBeVisible({ timeout: 30_000 });
    expect(netns()).toContain(sfo);
    await code.expand(row(tree, `Environment ${pair}`));
    await expect(row(tree, `Network namespace ${sfo}`)).toBeVisible();
    await look('up');

    execFileSync('ip', ['-n', sfo, 'link', 'set', 'eth0', 'down']);
    await expect(lens(code, /^● up · drifted$/)).toBeVisible({ timeout: 30_000 });
    await expect(tree.getByRole('treeitem', { name: /^Not as declared/ }).first()).toBeVisible();
    await look('drifted');

    await code.command('isolens.environment.compare', 'Isolens: Compare Now and After Up');
    await expect(code.page.locator('.monaco-diff-editor')).toContainText('eth0 state = UP');
    await look('compared');

    await openSpec(code, pair);
    await lens(code, /^Down$/).click();
    await expect(lens(code, /^○ down$/)).toBeVisible({ timeout: 30_000 });
    expect(netns()).not.toContain(sfo);
  } finally {
    takeDown(pair);
  }
});

test.describe('in a workspace that is not trusted at first', () => {
  test.use({ trusted: false });

  test('refuses a file with errors, and everything where the workspace is not trusted', async ({ code }) => {
    await openSpec(code, 'wrong');
    await expect(code.page.locator('.squiggly-error').first()).toBeVisible();
    await expect(lens(code, /^Up$/)).toHaveCount(0);
    await code.command('isolens.environment.up', 'Isolens: Up');
    await expect(code.toast('This workspace is not trusted')).toBeVisible();
    await code.command('isolens.environments.focus', 'Isolens: Focus on Environments View');
    await expect(code.page.getByText('nothing is made of its files')).toBeVisible();

    await code.trust();
    await openSpec(code, 'wrong');
    const refused = code.toast('wrong.cspec has errors');
    await code.click(lens(code, /^Up$/), refused);
    await code.press(refused.getByRole('button', { name: 'Show Problems' }));
    await expect(code.page.locator('.markers-panel')).toBeVisible();
    // VS Code writes into the log of the page what it tells people.
    expect(code.errors.splice(0)).toEqual(['wrong.cspec has errors: nothing was done.']);
  });
});

test('tells who was killed by which limit', async ({ code }, info) => {
  try {
    const tree = await openView(code);
    await openSpec(code, memory);
    await lens(code, /^Up$/).click();
    await code.press(code.dialogButton('Up'));
    await expect(lens(code, /^✗ killed for want of memory · .* · limit 10M$/)).toBeVisible({ timeout: 40_000 });
    await code.expand(row(tree, `Environment ${memory}`));
    await expect(row(tree, 'Container hog')).toHaveAttribute('aria-label', /killed for want of memory/);
    await code.look(info, 'killed', [DARK, LIGHT]);
    await lens(code, /^Show Log$/).click();
    await expect(code.page.getByRole('tab', { name: 'Log of hog' })).toBeVisible();
    await openSpec(code, memory);
    await lens(code, /^Down$/).click();
    await expect(lens(code, /^○ down$/)).toBeVisible({ timeout: 30_000 });
  } finally {
    takeDown(memory);
  }
});

test('makes a container and opens a terminal in it, in one go', async ({ code }, info) => {
  try {
    await openView(code);
    await openSpec(code, box);
    await lens(code, /^▶ Run in namespace$/).click();
    await code.press(code.dialogButton('Up'));
    await expect(lens(code, /^● \d+ process/)).toBeVisible({ timeout: 40_000 });
    await expect(code.page.locator('.terminal-wrapper.active .xterm')).toBeVisible({ timeout: 30_000 });
    await code.look(info, 'shell', [DARK, LIGHT]);
    await lens(code, /^Down$/).click();
    await code.press(code.dialogButton('Down'));
    await expect(lens(code, /^○ down$/)).toBeVisible({ timeout: 30_000 });
  } finally {
    takeDown(box);
  }
});

test('makes and removes all that are selected, and gives up when it is told to', async ({ code }) => {
  try {
    const tree = await openView(code);
    const [network, container] = [row(tree, `Environment ${pair}`), row(tree, `Environment ${box}`)];
    const are = async (state: RegExp) => {
      for (const each of [network, container])
        await expect(each).toHaveAttribute('aria-label', state, { timeout: 30_000 });
    };
    await container.click();
    await network.click({ modifiers: ['Control'] });
    await code.contextMenu(network, 'Up', code.dialogButton('Up'));
    await code.press(code.dialogButton('Up'));
    await are(/, up/);
    expect(netns()).toContain(sfo);
    await code.contextMenu(network, 'Down', code.dialogButton('Down'));
    await code.press(code.dialogButton('Down'));
    await are(/, down/);
    expect(netns()).not.toContain(sfo);

    // Somebody else is at work on it.
    const directory = `/run/isolens/${pair}`;
    mkdirSync(directory, { mode: 0o700 });
    await using _other = await start('flock', `${directory}/lock`, 'sh', '-c', READY);
    const waiting = code.toast('waiting for somebody else who is at work on it');
    await network.click();
    await code.contextMenu(network, 'Up', waiting);
    await code.press(waiting.getByRole('button', { name: 'Cancel' }));
    await expect(code.toast('It was given up.')).toBeVisible();
    expect(netns()).not.toContain(sfo);
  } finally {
    rmSync(`/run/isolens/${pair}/lock`, { force: true });
    for (const name of [pair, box]) takeDown(name);
  }
});
