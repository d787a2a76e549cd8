import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Code, DARK, LIGHT } from './code.ts';
import { expect, test } from './fixtures.ts';

const EXAMPLE = readFileSync(path.join(import.meta.dirname, '../../examples/netns-pair.cspec'), 'utf8');

test.use({ files: { 'pair.cspec': EXAMPLE } });

/** What is said of a word of the editor when the pointer rests on it. */
async function hover(code: Code, word: string) {
  const widget = code.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
  await expect(async () => {
    await code.page.mouse.move(700, 700);
    await code.editor().getByText(word, { exact: true }).last().hover({ timeout: 2000 });
    await expect(widget).toBeVisible({ timeout: 4000 });
  }).toPass();
  return widget;
}

test('an example has no problem until it is broken', async ({ code }, info) => {
  const problems = code.page.locator('[id="status.problems"]');
  const squiggle = code.page.locator('.squiggly-error');
  await code.openFile('pair.cspec');
  await code.editor().click();
  await code.page.keyboard.press('Control+End');
  await code.page.keyboard.type('netsn');
  await expect(squiggle).toHaveCount(1);
  await expect(problems).toHaveAttribute('aria-label', 'Errors: 1');
  await expect(await hover(code, 'netsn')).toContainText('netsn');
  await code.page.screenshot({ path: info.outputPath('broken.png') });

  await code.page.keyboard.press('Escape');
  for (const _ of 'netsn') await code.page.keyboard.press('Backspace');
  // The server has read the file as it was at first.
  await expect(squiggle).toHaveCount(0);
  await expect(problems).toHaveAttribute('aria-label', 'No Problems');
});

test('a name tells what it is', async ({ code }, info) => {
  await code.openFile('pair.cspec');
  await expect(await hover(code, 'cable')).toContainText(/cable|network namespaces/);
  await code.page.screenshot({ path: info.outputPath('hover.png') });
});

/** Takes a proposal: asks for the list, types the beginning of its label, and accepts the row that has it. */
async function take(code: Code, label: string, typed = label): Promise<void> {
  const widget = code.page.locator('.suggest-widget.visible');
  const row = widget
    .getByRole('option', { name: new RegExp(`^${label.replace(/[.[\]{}/+]/g, '\\$&')}(?:,|$)`) })
    .first();
  if (typed !== '') await code.page.keyboard.type(typed, { delay: 30 });
  await expect(async () => {
    if (!(await row.isVisible())) {
      // A list that is there may be one of before, or say that there is nothing.
      if (await widget.isVisible()) await code.page.keyboard.press('Escape');
      await code.page.keyboard.press('Control+Space');
    }
    await expect(row).toBeVisible({ timeout: 3000 });
    for (let moves = 0; moves < 40 && !(await row.getAttribute('class'))?.includes('focused'); moves++) {
      await code.page.keyboard.press('ArrowDown');
    }
    await expect(row).toHaveClass(/focused/, { timeout: 500 });
  }).toPass();
  await code.page.keyboard.press('Enter');
}

async function type(code: Code, text: string): Promise<void> {
  await code.page.keyboard.press('Escape');
  await code.page.keyboard.type(text, { delay: 20 });
}

test.describe('from nothing', () => {
  test.use({ files: { 'new.cspec': 'bridge lan { address 10.0.0.1/24 }\n\n' } });

  test('a container is made of proposals only', async ({ code }, info) => {
    await code.openFile('new.cspec');
    await code.editor().click();
    await code.page.keyboard.press('Control+End');
    await take(code, 'container', 'contain');
    // The name of the snippet, then its inside.
    await code.page.keyboard.press('Tab');
    await take(code, 'rootfs', 'root');
    await take(code, 'host', '');
    await type(code, '');
    await code.page.keyboard.press('End');
    await code.page.keyboard.press('Enter');
    await take(code, 'namespaces', 'names');
    for (const kind of ['pid', 'net', 'mnt']) {
      await take(code, kind, '');
      if (kind !== 'mnt') await type(code, ', ');
    }
    await code.page.keyboard.press('Escape');
    await code.page.keyboard.press('End');
    await code.page.keyboard.press('Enter');
    await take(code, 'mount', 'moun');
    await take(code, 'proc', '');
    await type(code, '');
    await code.page.keyboard.press('Enter');
    await take(code, 'interface', 'inter');
    await code.page.keyboard.press('Tab');
    await take(code, 'lan', '');
    await type(code, ' ');
    await take(code, '{', '');
    await take(code, 'address', 'addr');
    await take(code, '10.0.0.2/24', '');
    await code.page.screenshot({ path: info.outputPath('completed.png') });
    await code.page.keyboard.press('Escape');
    await expect(code.editor()).toContainText('address 10.0.0.2/24');
    await expect(code.page.locator('[id="status.problems"]')).toHaveAttribute('aria-label', /No Problems|Infos: \d+$/);
  });
});

const BROKEN = `bridge br0 { address 10.1.0.1/24 }
netns red { interface eth0 on br0 { address 10.1.0.0/24 } }
netns green { interface eth0 on br1 { address 10.1.0.12/24 gateway 10.1.0.1 } }
contaner x { rootfs host namespaces [] limits { memory.max = 10MB } }
`;

test.describe('a broken file', () => {
  test.use({ files: { 'broken.cspec': BROKEN } });

  test('is repaired with quick fixes', async ({ code }, info) => {
    const problems = code.page.locator('[id="status.problems"]');
    await code.openFile('broken.cspec');
    await code.editor().click();
    await expect(problems).toHaveAttribute('aria-label', /^Errors: [2-9]/);
    for (let left = await problems.getAttribute('aria-label'); left?.startsWith('Errors'); ) {
      const before = left;
      await code.command('editor.action.marker.next', 'Go to Next Problem (Error, Warning, Info)');
      await code.page.keyboard.press('Escape');
      const first = code.page.locator('.action-widget .monaco-list-row.action').first();
      // The list takes the keyboard and the mouse a moment after it is there.
      await expect(async () => {
        if ((await problems.getAttribute('aria-label')) !== before) return;
        if (!(await first.isVisible())) await code.page.keyboard.press('Control+.');
        await expect(first).toBeVisible({ timeout: 3000 });
        await code.page.screenshot({ path: info.outputPath('quick-fix.png') });
        await first.click({ timeout: 2000 });
        await expect(problems).not.toHaveAttribute('aria-label', before, { timeout: 3000 });
      }).toPass();
      left = await problems.getAttribute('aria-label');
    }
    await expect(problems).toHaveAttribute('aria-label', /No Problems|Infos: \d+$/);
  });
});

/** Asks until the server, which starts with the file, offers the box. */
async function rename(code: Code, from: string, to: string): Promise<void> {
  const box = code.page.locator('.rename-box input');
  await expect(async () => {
    await code.editor().getByText(from, { exact: true }).first().click({ timeout: 2000 });
    await code.page.keyboard.press('F2');
    await expect(box).toBeFocused({ timeout: 3000 });
  }).toPass();
  await box.fill(to);
  await box.press('Enter');
}

test.describe('a file that names CPUs', () => {
  test.use({ files: { 'cpus.cspec': 'cgroup g { cpuset.cpus = 4000 memori.max = 1G }\n' } });

  async function agent(code: Code): Promise<string> {
    await code.command('isolens.copyDiagnostics', 'Isolens: Copy Diagnostics');
    return /agent (\w+)/.exec(await code.clipboard())?.[1] ?? '';
  }

  test('is held to the host in a workspace that is trusted, though nobody looks at the host', async ({
    code,
  }, info) => {
    const problems = code.page.locator('[id="status.problems"]');
    await code.openFile('cpus.cspec');
    await expect(problems).toHaveAttribute('aria-label', /^Errors: 1\b/);
    await expect.poll(() => agent(code)).toBe('idle');
    await code.trust();
    await expect(problems).toHaveAttribute('aria-label', /^Errors: 2\b/);
    await expect.poll(() => agent(code)).toBe('running');
    await code.openFile('cpus.cspec');
    await expect(await hover(code, '4000')).toContainText('The host has no CPU 4000');
    await code.page.screenshot({ path: info.outputPath('host.png') });
  });
});

test.describe('a bridge', () => {
  const files = { 'bridge.cspec': readFileSync(path.join(import.meta.dirname, '../../examples/bridge.cspec'), 'utf8') };
  test.use({ files });

  test('is renamed with all its ends', async ({ code }) => {
    await code.openFile('bridge.cspec');
    await rename(code, 'br0', 'switch');
    await expect(code.editor().getByText('switch', { exact: true })).toHaveCount(4);
    await expect(code.editor().getByText('br0', { exact: true })).toHaveCount(0);

    // A name that is taken is refused, with a sentence.
    await rename(code, 'switch', 'red');
    await expect(code.page.locator('.notification-toast, .monaco-editor-overlaymessage')).toContainText(
      'There is a netns red already',
    );
  });
});

test.describe('three tiers', () => {
  const text = readFileSync(path.join(import.meta.dirname, '../../examples/three-tiers.cspec'), 'utf8');
  test.use({ files: { 'three-tiers.cspec': text } });

  test('have their outline, hints and colours', async ({ code }, info) => {
    await code.openFile('three-tiers.cspec');
    await code.command('outline.focus', 'Explorer: Focus on Outline View');
    const outline = code.tree('Document Symbols');
    await expect(outline.getByRole('treeitem', { name: /^dmz/ })).toBeVisible();
    await expect(code.editor()).toContainText('10.10.1.10');
    await expect(await hover(code, 'dmz')).toContainText('router');
    await code.look(info, 'language', [DARK, LIGHT]);
  });
});
