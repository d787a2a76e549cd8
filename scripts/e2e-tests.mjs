// Runs the tests of test/e2e with Playwright: parts side by side, each in places of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { add, NOTHING, ownPlaces } from './node-tests.mjs';
import { inRoot, readJson, root, tool } from './project.mjs';

/** @typedef {import('./node-tests.mjs').Outcome} Outcome */

/** A window of VS Code keeps more than one core busy while it opens, and less while it is waited for. */
const PARTS = 2;

/**
 * The package as it is shipped, in a real browser. As root each part in a mount namespace of its own: the journal of what the
 * tests do to this host, and names of network namespaces, are nobody else's. Where they would be, one part follows the other.
 * @param {string} vsix
 * @returns {Promise<Outcome>}
 */
export async function runE2eTests(vsix) {
  const become = ownPlaces();
  const count = become.length > 0 ? Math.min(PARTS, os.availableParallelism()) : 1;
  const parts = Array.from({ length: count }, (_, at) => runPart(at + 1, count, { become, vsix }));
  return (await Promise.all(parts)).reduce((sum, each) => add(sum, each), NOTHING);
}

/**
 * @param {number} part from 1
 * @param {number} count of parts
 * @param {{ readonly become: readonly string[], readonly vsix: string }} how
 * @returns {Promise<Outcome>}
 */
async function runPart(part, count, { become, vsix }) {
  const folder = inRoot('test-results', String(part));
  const report = path.join(folder, 'e2e.json');
  const options = [`--shard=${part}/${count}`, '--output', path.join(folder, 'tests')];
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
