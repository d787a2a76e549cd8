// Makes media/screenshot.png: `node scripts/screenshot.mjs` as root. Makes a few namespaces for it and removes them.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { build } from './build.mjs';
import { inRoot } from './project.mjs';
import { linkCheckout, startServer } from './vscode/server.mjs';

const NAMES = ['sfo', 'nyc'];
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'workbench.colorTheme': 'Dark Modern',
  'security.workspace.trust.enabled': false,
  'editor.minimap.enabled': false,
};

await build();
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-screenshot-'));
for (const name of NAMES) execFileSync('ip', ['netns', 'add', name]);
const shell = spawn(
  'ip',
  ['netns', 'exec', 'sfo', 'unshare', '--uts', '--pid', '--fork', '--mount-proc', 'sh', '-c', 'hostname web; exec cat'],
  {
    stdio: ['pipe', 'ignore', 'ignore'],
  },
);
try {
  linkCheckout(path.join(dir, 'extensions'));
  const server = await startServer({
    dataDir: path.join(dir, 'data'),
    extensionsDir: path.join(dir, 'extensions'),
    settings: SETTINGS,
  });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 1240, height: 700 } });
  await page.goto(server.url(inRoot('examples')));
  await page.locator('.activitybar .action-label[aria-label^="Isolens"]').click({ timeout: 60_000 });
  await page.mouse.move(700, 650);
  const sash = page.locator('.monaco-sash.vertical').first();
  await page.getByRole('treeitem', { name: /^net namespace, net sfo/ }).waitFor();
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box && (await sash.count()) > 0) {
    await page.mouse.move(box.x + box.width, 400);
    await page.mouse.down();
    await page.mouse.move(box.x + 520, 400, { steps: 5 });
    await page.mouse.up();
  }
  for (const name of [/^pid, /, /^uts, /]) {
    await page.getByRole('treeitem', { name }).click();
  }
  await page.getByRole('treeitem', { name: /^net namespace, net sfo/ }).click();
  await page.keyboard.press('F1');
  await page.keyboard.type('Isolens: Why Is It Alive');
  await page.waitForTimeout(1000);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(4000);
  await page.screenshot({ path: inRoot('media', 'screenshot.png') });
  await browser.close();
  await server.stop();
} finally {
  shell.stdin.end();
  for (const name of NAMES) execFileSync('ip', ['netns', 'del', name]);
  fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}
