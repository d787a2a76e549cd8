import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import type { Code } from './code.ts';
import { expect } from './fixtures.ts';

const CLI = path.join(import.meta.dirname, '../../dist/isolens.cjs');
export const EXAMPLES = path.join(import.meta.dirname, '../../examples');

/** Text of a file of the examples. */
export function example(name: string): string {
  return readFileSync(path.join(EXAMPLES, `${name}.cspec`), 'utf8');
}

/** A name that nobody else has: network namespaces of the examples have the names of the file. */
export function own(name: string): string {
  return `${name}-${process.pid}`;
}

/** What `ip netns list` tells. */
export function netns(): string {
  // It complains of peers that others are just deleting.
  return execFileSync('ip', ['netns', 'list'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Opens the view, and gives its tree. */
export async function openView(code: Code): Promise<Locator> {
  await code.command('isolens.environments.focus', 'Isolens: Focus on Environments View');
  await code.closeView('Namespaces');
  return code.tree('Environments');
}

/** Opens a file by its name, with the view still in sight. */
export async function openSpec(code: Code, name: string): Promise<void> {
  const file = `${name}.cspec`;
  const input = code.input;
  await expect(async () => {
    if (await input.isVisible()) await code.page.keyboard.press('Escape');
    await code.page.keyboard.press('Control+p');
    await expect(input).toBeFocused({ timeout: 2000 });
    await input.fill(file);
    await code.page.locator('.quick-input-list .monaco-list-row', { hasText: file }).first().click({ timeout: 5000 });
    await expect(code.page.getByRole('tab', { name: file })).toHaveAttribute('aria-selected', 'true', {
      timeout: 5000,
    });
  }).toPass();
}

/** A code lens of the open editor. */
export function lens(code: Code, text: string | RegExp): Locator {
  return code.page.locator('.codelens-decoration a', { hasText: text }).first();
}

/** Removes what a test that failed has left. */
export function takeDown(environment: string): void {
  execFileSync(process.execPath, [CLI, 'down', '--grace', '0', environment]);
}
