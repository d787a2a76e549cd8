// Runs the suites of test/extension in the real extension host of a real VS Code, opened in a browser.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { chromium } from '@playwright/test';
import { build as bundle } from 'esbuild';
import { inRoot, root, testDir } from './project.mjs';
import { startServer } from './vscode/server.mjs';

const LIMIT_MS = 180_000;
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
};

/** The suites, bundled into one file that exports what VS Code calls: `run`. */
async function bundleSuites() {
  const suites = fs.readdirSync(inRoot('test', 'extension')).filter((name) => name.endsWith('.test.ts'));
  const outfile = path.join(testDir, 'suites', 'index.cjs');
  const contents = [
    `import Mocha from 'mocha';`,
    `export async function run() {`,
    `  const mocha = new Mocha({ ui: 'bdd', timeout: 30000, color: false, reporter: 'spec' });`,
    `  mocha.suite.emit('pre-require', globalThis, '', mocha);`,
    ...suites.map((name) => `  await import('./${name}');`),
    `  const stats = await new Promise((resolve) => { const runner = mocha.run(() => resolve(runner.stats)); });`,
    `  console.log('ISOLENS-STATS ' + JSON.stringify(stats));`,
    `  if (stats.failures > 0) throw new Error(stats.failures + ' failed');`,
    `}`,
  ].join('\n');
  await bundle({
    stdin: { contents, resolveDir: inRoot('test', 'extension'), loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    define: { __ROOT__: JSON.stringify(root) },
    logLevel: 'warning',
  });
  return outfile;
}

/**
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runHostTests() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-host-'));
  fs.mkdirSync(path.join(dir, 'workspace'));
  const suites = await bundleSuites();
  const server = await startServer({
    dataDir: path.join(dir, 'data'),
    extensionsDir: path.join(dir, 'extensions'),
    settings: SETTINGS,
    testDriver: true,
  });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  try {
    const page = await browser.newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
    return await drive(page, server, path.join(dir, 'workspace'), suites);
  } finally {
    await browser.close();
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {import('./vscode/server.mjs').VscodeServer} server
 * @param {string} folder
 * @param {string} suites
 */
async function drive(page, server, folder, suites) {
  let stats = { passes: 0, failures: 1, pending: 0 };
  let told = false;
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
    const text = format(...args);
    const found = /ISOLENS-STATS (\{.*\})/.exec(text);
    if (found) stats = JSON.parse(found[1] ?? '{}');
    if (/^\s*(isolens|✔|\d+\)|\d+ (passing|failing|pending))/.test(text)) told = true;
    if (told && !found && !/^%c|\[.*\]/.test(text)) console.log(text);
  });
  const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', () => resolve(undefined)));
  const uri = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${server.port}${file}`;
  const payload = /** @type {const} */ ([
    ['extensionDevelopmentPath', uri(root)],
    ['extensionTestsPath', uri(suites)],
  ]);
  await page.goto(server.url(folder, payload));
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LIMIT_MS).unref())]);
  return { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
}
