import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** Text of the terminal in sight, wrapped lines put together. */
export function screenText(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const buffer = document.querySelector('.terminal-wrapper.active')?.xterm?.buffer.active;
    if (!buffer) return '';
    const lines = [];
    for (let at = 0; at < buffer.length; at++) {
      const line = buffer.getLine(at);
      const text = line.translateToString(true);
      if (line.isWrapped) lines[lines.length - 1] += text;
      else lines.push(text);
    }
    return lines.join('\\n').trimEnd();
  })()`);
}

/** Waits until the terminal in sight shows that. */
export async function onScreen(page: Page, text: RegExp, timeout = 30_000): Promise<void> {
  await expect.poll(() => screenText(page), { timeout }).toMatch(text);
}

/** Types a line into the terminal in sight. */
export async function typeLine(page: Page, line: string): Promise<void> {
  await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}
