import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Code, expect, test } from './fixtures.ts';

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
