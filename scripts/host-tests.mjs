// Runs the suites of test/extension in the real extension host of a real VS Code, opened in a browser: those beside one
// another in a folder of this host, those in `virtual` in a folder of a file system that is none of this host.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { chromium } from '@playwright/test';
import { build as bundle } from 'esbuild';
import { add } from './node-tests.mjs';
import { inRoot, root, testDir } from './project.mjs';
import { startServer } from './vscode/server.mjs';

const LIMIT_MS = 180_000;
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
};

/** A folder that the suites in `virtual` provide themselves. */
const VIRTUAL = 'isolens-memory:/specs';

/** Goes before the lines of the tests; the last of them are the counts. */
const MARK = 'isolens-tests: ';

/**
 * The suites of a folder, bundled into one file that exports what VS Code calls: `run`.
 * @param {string} folder below `test/extension`
 */
async function bundleSuites(folder) {
  const resolveDir = inRoot('test', 'extension');
  const suites = fs.readdirSync(path.join(resolveDir, folder)).filter((name) => name.endsWith('.test.ts'));
  const imports = suites.map((name) => `() => import(${JSON.stringify(`./${path.join(folder, name)}`)})`);
  const contents = `import { runSuites } from './mocha.ts';\nexport const run = () => runSuites([${imports.join(', ')}]);`;
  const outfile = path.join(testDir, 'suites', folder, 'index.cjs');
  await bundle({
    stdin: { contents, resolveDir, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    define: { __ROOT__: JSON.stringify(root), __MARK__: JSON.stringify(MARK) },
    logLevel: 'warning',
  });
  return outfile;
}

/** @typedef {import('./node-tests.mjs').Outcome} Outcome */

/**
 * @returns {Promise<Outcome>}
 */
export async function runHostTests() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-host-'));
  fs.mkdirSync(path.join(dir, 'workspace'));
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
    const here = await drive(browser, server, path.join(dir, 'workspace'), await bundleSuites(''));
    const elsewhere = await drive(browser, server, VIRTUAL, await bundleSuites('virtual'));
    return add(here, elsewhere);
  } finally {
    await browser.close();
    await server.stop();
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Runs suites in a window of their own.
 * @param {import('@playwright/test').Browser} browser
 * @param {import('./vscode/server.mjs').VscodeServer} server
 * @param {string} folder that the window shows
 * @param {string} suites
 * @returns {Promise<Outcome>}
 */
async function drive(browser, server, folder, suites) {
  /** @type {string[]} */
  const lines = [];
  const page = await browser.newPage({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
    const text = format(...args);
    const at = text.indexOf(MARK);
    if (at < 0) return;
    lines.push(text.slice(at + MARK.length));
    if (!isCounts(lines.at(-1))) console.log(lines.at(-1));
  });
  const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', () => resolve(undefined)));
  const uri = (/** @type {string} */ file) => `vscode-remote://127.0.0.1:${server.port}${file}`;
  const payload = /** @type {const} */ ([
    ['extensionDevelopmentPath', uri(root)],
    ['extensionTestsPath', uri(suites)],
  ]);
  await page.goto(server.url(folder, payload));
  const inTime = await Promise.race([
    ended.then(() => true),
    new Promise((resolve) => setTimeout(resolve, LIMIT_MS, false).unref()),
  ]);
  await page.close();
  return outcome(lines.at(-1), inTime ? 'The extension host ended' : `Not done in ${LIMIT_MS / 1000} s`);
}

/** @param {string | undefined} line */
const isCounts = (line) => line?.startsWith('{"passed":') === true;

/**
 * @param {string | undefined} counts the last line
 * @param {string} how it ended
 * @returns {Outcome}
 */
function outcome(counts, how) {
  if (counts !== undefined && isCounts(counts)) return JSON.parse(counts);
  console.error(`${how} without a result.`);
  return { passed: 0, failed: 1, skipped: 0 };
}
