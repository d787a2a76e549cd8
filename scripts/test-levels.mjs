// Runs the levels of tests one after the other and sums them up. Started by test.mjs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { add, NOTHING, nodeTests, nodeTestsApart, nodeTestsTogether, ownPlaces } from './node-tests.mjs';
import { pack } from './package.mjs';
import { installPackages } from './packages.mjs';
import { inRoot, machineTarget, readJson, root, tool } from './project.mjs';

/** @typedef {import('./node-tests.mjs').Outcome} Outcome */

/** @type {Readonly<Record<string, () => Outcome | Promise<Outcome>>>} */
const LEVELS = { check, unit, kernel, package: packages, host, e2e };

const isRoot = process.getuid?.() === 0;
const KERNEL = 'test/kernel/**/*.test.ts';
const GENERATED = 'test/unit/language/generated.test.ts';
/** Folders of files that look at nothing but what they made: they run beside each other, so many for each core. */
const APART = { path: 2, environment: 1, expectation: 1 };

/** Types, format and lint: each counts as a test. */
function check() {
  const commands = [
    [tool('tsc'), '-b'],
    [tool('biome'), 'check', '.'],
    [tool('oxlint'), '--type-aware'],
  ];
  const failed = commands.filter(([command = '', ...args]) => run(command, args) !== 0).length;
  return { passed: commands.length - failed, failed, skipped: 0 };
}

/** What is generated is compared by a process of its own: it loads files of tests itself. */
async function unit() {
  const files = fs.globSync('test/unit/**/*.test.ts', { cwd: root });
  const together = await nodeTestsTogether(files.filter((file) => file !== GENERATED).toSorted(), { cwd: root });
  return add(together, await nodeTests([GENERATED], { cwd: root }));
}

/** As root all of it; then again as an ordinary user, who may do less but must see no error. */
async function kernel() {
  if (!isRoot) return nodeTests([KERNEL], { cwd: root, secondTry: true });
  let others = fs.globSync(KERNEL, { cwd: root });
  let sum = NOTHING;
  for (const [folder, eachCore] of Object.entries(APART)) {
    const files = fs.globSync(`test/kernel/${folder}/**/*.test.ts`, { cwd: root });
    const outcome = await nodeTestsApart(files, {
      cwd: root,
      secondTry: true,
      files: eachCore * os.availableParallelism(),
    });
    sum = add(sum, outcome);
    others = others.filter((file) => !files.includes(file));
  }
  sum = add(sum, await nodeTests(others, { cwd: root, secondTry: true }));
  return add(sum, await kernelAsUser());
}

/** In a copy that the user can read: the checkout may be in a place that only root can enter. */
async function kernelAsUser() {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-user-'));
  try {
    for (const name of ['src', 'test', 'scripts', 'dist', 'package.json', ...neededModules()]) {
      fs.cpSync(inRoot(name), path.join(copy, name), { recursive: true, verbatimSymlinks: true });
    }
    run('chmod', ['-R', 'a+rX,go-w', copy]);
    fs.mkdirSync(path.join(copy, 'home'), { mode: 0o777 });
    fs.chmodSync(path.join(copy, 'home'), 0o777);
    const become = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all'];
    console.log('as an ordinary user:');
    return await nodeTests([KERNEL], { become, cwd: copy, secondTry: true, env: { HOME: path.join(copy, 'home') } });
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

function neededModules() {
  const names = ['koffi', '@koromix', 'node-pty', 'vscode-jsonrpc', `node-linux-${process.arch}`, '.bin/node'];
  return names.map((name) => `node_modules/${name}`).filter((name) => fs.existsSync(inRoot(name)));
}

/** The packages for all targets: what is in them, and that the one for this machine runs. */
function packages() {
  return nodeTests(['test/package/**/*.test.ts'], { cwd: root });
}

/** Suites in the real extension host. */
async function host() {
  const { runHostTests } = await import('./host-tests.mjs');
  return runHostTests();
}

/**
 * The package as it is shipped, in a real browser. As root in a mount namespace of its own: the journal of what the tests
 * do to this host, and names of network namespaces, are nobody else's.
 */
async function e2e() {
  const env = { ...process.env, ISOLENS_VSIX: await pack(machineTarget()) };
  const [command, ...args] = [...ownPlaces(), tool('playwright'), 'test'];
  const status = run(command, args, { env });
  const results = inRoot('test-results', 'e2e.json');
  if (!fs.existsSync(results)) return { passed: 0, failed: 1, skipped: 0 };
  const report = readJson(results);
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failed = status !== 0 && unexpected === 0 ? 1 : unexpected;
  return { passed: expected + flaky, failed, skipped, flaky: report.suites.flatMap(flakyTests) };
}

/**
 * @typedef {object} Suite of the JSON report of Playwright
 * @property {string} title
 * @property {readonly { readonly title: string, readonly tests: readonly { readonly status: string }[] }[]} [specs]
 * @property {readonly Suite[]} [suites]
 */

/**
 * What passed at the second try only, each with the file and the groups that it is in.
 * @param {Suite} suite
 * @returns {string[]}
 */
function flakyTests({ title, specs = [], suites = [] }) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map((spec) => spec.title);
  return [...own, ...suites.flatMap(flakyTests)].map((name) => `${title} › ${name}`);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
function run(command, args, options) {
  return spawnSync(command, args, { stdio: 'inherit', cwd: root, ...options }).status ?? 1;
}

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(LEVELS);
const unknown = names.filter((name) => !Object.hasOwn(LEVELS, name));
if (unknown.length > 0) {
  console.error(`No such level: ${unknown.join(', ')}. Levels: ${Object.keys(LEVELS).join(', ')}`);
  process.exit(64);
}
if (names.some((name) => name !== 'check' && name !== 'unit') && !installPackages()) process.exit(1);
await build();
let sum = NOTHING;
for (const name of names) {
  const began = Date.now();
  console.log(`\n── ${name}`);
  const outcome = (await LEVELS[name]?.()) ?? NOTHING;
  console.log(
    `── ${name}: ${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped, ${((Date.now() - began) / 1000).toFixed(0)} s`,
  );
  sum = add(sum, outcome);
}
for (const name of sum.flaky ?? []) console.log(`passed at the second try only: ${name}`);
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 ? 1 : 0;
