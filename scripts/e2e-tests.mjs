// Runs the tests of test/e2e with Playwright: parts side by side, each in places of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ownPlaces, sideBySide } from './node-tests.mjs';
import { inRoot, readJson, root, tool } from './project.mjs';

/** @typedef {import('./node-tests.mjs').Outcome} Outcome */

/** The projects of playwright.config.ts. */
const PARTS = ['groups', 'namespaces'];

/**
 * The package as it is shipped, in a real browser. As root each part in a mount namespace of its own: the journal of what the
 * tests do to this host, and names of network namespaces, are nobody else's. Where they would be, one part follows the other.
 * @param {string} vsix
 * @returns {Promise<Outcome>}
 */
export async function runE2eTests(vsix) {
  const become = ownPlaces();
  const atOnce = become.length > 0 ? os.availableParallelism() : 1;
  return sideBySide(PARTS, atOnce, (part) => runPart(part, { become, vsix }));
}

/**
 * @param {string} part
 * @param {{ readonly become: readonly string[], readonly vsix: string }} how
 * @returns {Promise<Outcome>}
 */
async function runPart(part, { become, vsix }) {
  const folder = inRoot('test-results', part);
  const report = path.join(folder, 'e2e.json');
  const options = ['--project', part, '--output', path.join(folder, 'tests')];
  const [command = '', ...args] = [...become, tool('playwright'), 'test', ...options];
  const env = { ...process.env, ISOLENS_VSIX: vsix, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  fs.rmSync(folder, { recursive: true, force: true });
  const [status] = await once(spawn(command, args, { cwd: root, env, stdio: 'inherit' }), 'close');
  return fs.existsSync(report) ? outcomeOf(readJson(report), status) : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * @typedef {object} Suite of the JSON report of Playwright
 * @property {string} title
 * @property {readonly { readonly title: string, readonly tests: readonly { readonly status: string }[] }[]} [specs]
 * @property {readonly Suite[]} [suites]
 *
 * @typedef {{ readonly expected: number, readonly unexpected: number, readonly flaky: number, readonly skipped: number }} Stats
 */

/**
 * @param {{ readonly stats: Stats, readonly suites: readonly Suite[] }} report
 * @param {number | null} status
 * @returns {Outcome}
 */
function outcomeOf({ stats: { expected, unexpected, flaky, skipped }, suites }, status) {
  const failed = status !== 0 && unexpected === 0 ? 1 : unexpected;
  return { passed: expected + flaky, failed, skipped, flaky: suites.flatMap(flakyTests) };
}

/**
 * What passed at the second try only, each with the file and the groups that it is in.
 * @param {Suite} suite
 * @returns {string[]}
 */
function flakyTests({ title, specs = [], suites = [] }) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map((spec) => spec.title);
  return [...own, ...suites.flatMap(flakyTests)].map((name) => `${title} › ${name}`);
}
