// Runs the levels of tests one after the other and sums them up. Started by test.mjs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { pack } from './package.mjs';
import { installPackages } from './packages.mjs';
import { inRoot, machineTarget, readJson, root, tool } from './project.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @type {Readonly<Record<string, () => Outcome | Promise<Outcome>>>} */
const LEVELS = { check, unit, kernel, package: packages, host, e2e };

const isRoot = process.getuid?.() === 0;

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

function unit() {
  return nodeTests('test/unit', [], root);
}

/** As root all of it; then again as an ordinary user, who may do less but must see no error. */
function kernel() {
  const own = nodeTests('test/kernel', [], root);
  return isRoot ? add(own, kernelAsUser()) : own;
}

/** In a copy that the user can read: the checkout may be in a place that only root can enter. */
function kernelAsUser() {
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
    return nodeTests('test/kernel', become, copy);
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
}

function neededModules() {
  const names = ['koffi', '@koromix', 'vscode-jsonrpc', `node-linux-${process.arch}`, '.bin/node'];
  return names.map((name) => `node_modules/${name}`).filter((name) => fs.existsSync(inRoot(name)));
}

/** The packages for all targets: what is in them, and that the one for this machine runs. */
function packages() {
  return nodeTests('test/package', [], root);
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
  const own = 'mkdir -p /run/isolens && mount -t tmpfs -o mode=0700 isolens /run/isolens && exec "$@"';
  const canOwn = isRoot && spawnSync('unshare', ['--mount', 'true']).status === 0;
  const playwright = [tool('playwright'), 'test'];
  const status = canOwn
    ? run('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', own, 'sh', ...playwright], { env })
    : run(tool('playwright'), ['test'], { env });
  const results = inRoot('test-results', 'e2e.json');
  if (!fs.existsSync(results)) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = readJson(results).stats;
  const failed = unexpected + flaky;
  return { passed: expected, failed: status !== 0 && failed === 0 ? 1 : failed, skipped };
}

/**
 * Runs `*.test.ts` files below a folder with the test runner of Node.js.
 * @param {string} folder
 * @param {readonly string[]} become a command that runs another as somebody else
 * @param {string} cwd
 * @returns {Outcome}
 */
function nodeTests(folder, become, cwd) {
  const report = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-report-')), 'tap');
  fs.writeFileSync(report, '');
  fs.chmodSync(report, 0o666);
  fs.chmodSync(path.dirname(report), 0o777);
  const node = path.join(cwd, 'node_modules', '.bin', 'node');
  const program = fs.existsSync(node) ? fs.realpathSync(node) : process.execPath;
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
  ];
  const args = ['--test', '--test-concurrency=1', ...reporters, `${folder}/**/*.test.ts`];
  const [command = '', ...rest] = [...become, program, ...args];
  const env = { ...process.env, ...(become.length > 0 ? { HOME: path.join(cwd, 'home') } : {}) };
  const status = run(command, rest, { cwd, env });
  const tap = fs.readFileSync(report, 'utf8');
  fs.rmSync(path.dirname(report), { recursive: true });
  const count = (/** @type {string} */ name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return {
    passed: count('pass'),
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped: count('skipped') + count('todo'),
  };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
function run(command, args, options) {
  return spawnSync(command, args, { stdio: 'inherit', cwd: root, ...options }).status ?? 1;
}

/**
 * @param {Outcome} a
 * @param {Outcome} b
 */
function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(LEVELS);
const unknown = names.filter((name) => !Object.hasOwn(LEVELS, name));
if (unknown.length > 0) {
  console.error(`No such level: ${unknown.join(', ')}. Levels: ${Object.keys(LEVELS).join(', ')}`);
  process.exit(64);
}
if (names.some((name) => name !== 'check' && name !== 'unit') && !installPackages()) process.exit(1);
await build();
let sum = { passed: 0, failed: 0, skipped: 0 };
for (const name of names) {
  const began = Date.now();
  console.log(`\n── ${name}`);
  const outcome = (await LEVELS[name]?.()) ?? sum;
  console.log(
    `── ${name}: ${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped, ${((Date.now() - began) / 1000).toFixed(0)} s`,
  );
  sum = add(sum, outcome);
}
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 ? 1 : 0;
