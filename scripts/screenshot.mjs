// Makes media/screenshot.png: `node scripts/screenshot.mjs` as root. Makes a few namespaces for it and removes them.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { build } from './build.mjs';
import { inRoot } from './project.mjs';
import { linkCheckout, startServer } from './vscode/server.mjs';

/** @typedef {import('@playwright/test').Page} Page */

const NAMES = ['sfo', 'nyc'];
const SIDEBAR_PX = 520;
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'workbench.colorTheme': 'Dark Modern',
  'security.workspace.trust.enabled': false,
  'editor.minimap.enabled': false,
  'editor.wordWrap': 'on',
  'editor.scrollbar.vertical': 'hidden',
  'editor.overviewRulerBorder': false,
};

/** Two named network namespaces; in the first a process with pid, mount and host name namespaces of its own. */
function makeNamespaces() {
  for (const name of NAMES) execFileSync('ip', ['netns', 'add', name]);
  const program = ['unshare', '--uts', '--pid', '--fork', '--mount-proc', 'sh', '-c', 'hostname web; exec cat'];
  const inside = spawn('ip', ['netns', 'exec', 'sfo', ...program], { stdio: ['pipe', 'ignore', 'ignore'] });
  return async () => {
    const ended = once(inside, 'exit');
    inside.stdin.end();
    await ended;
    for (const name of NAMES) execFileSync('ip', ['netns', 'del', name]);
  };
}

/**
 * @param {Page} page
 * @param {string} url
 */
async function show(page, url) {
  await page.goto(url);
  await page.locator('.activitybar .action-label[aria-label^="Isolens"]').click({ timeout: 60_000 });
  const row = (/** @type {RegExp} */ name) => page.getByRole('treeitem', { name });
  await row(/^net namespace, net sfo/).waitFor();
  await widenSidebar(page);
  for (const name of [/^pid, /, /^uts, /, /^net namespace, net sfo/]) await row(name).click();
  await whyAlive(page);
}

/** @param {Page} page */
async function widenSidebar(page) {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (!box) throw new Error('no side bar');
  await page.mouse.move(box.x + box.width, 400);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDEBAR_PX, 400, { steps: 5 });
  await page.mouse.up();
}

/** @param {Page} page */
async function whyAlive(page) {
  await page.keyboard.press('F1');
  await page.keyboard.type('Isolens: Why Is It Alive');
  await page.locator('.quick-input-list-entry[data-quick-input-id="isolens.whyAlive"]').click();
  await page.locator('.monaco-editor .view-line', { hasText: 'The kernel frees' }).waitFor();
}

/** @param {string} dir */
async function takeScreenshot(dir) {
  const extensionsDir = path.join(dir, 'extensions');
  linkCheckout(extensionsDir);
  const server = await startServer({ dataDir: path.join(dir, 'data'), extensionsDir, settings: SETTINGS });
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1240, height: 700 } });
    await show(page, server.url(inRoot('examples')));
    await page.screenshot({ path: inRoot('media', 'screenshot.png') });
  } finally {
    await browser.close();
    await server.stop();
  }
}

await build();
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-screenshot-'));
const removeNamespaces = makeNamespaces();
try {
  await takeScreenshot(dir);
} finally {
  await removeNamespaces();
  fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}
