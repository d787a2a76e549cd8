// Runs the kernel suite in throw-away Debian machines: see docs/testing.md.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { copyCheckout } from './vm/checkout.mjs';
import { ensureHostTools, Unprepared } from './vm/host-tools.mjs';
import { ensureImage } from './vm/image.mjs';
import { Machine } from './vm/machine.mjs';
import { root } from './vm/paths.mjs';
import { CommandError, stream } from './vm/process.mjs';
import { bestAccelerator, findQemu } from './vm/qemu.mjs';
import { Report } from './vm/report.mjs';
import { CGROUP_MODES, SUITE_NAMES, SUITES, USER } from './vm/suites.mjs';

const HELP = `usage: npm run test:vm -- [options]
  --suite NAME    ${SUITE_NAMES.join(' or ')}; may be repeated; default: all
  --cgroups MODE  v2, hybrid or legacy (v1): what systemd mounts; default: v2
  --files GLOB    test files; default: test/kernel/**/*.test.ts
  --keep          leave the machine running afterwards and say how to enter it
  --rebuild       build the image anew
  --no-build      take dist/ as it is
  --accel NAME    kvm or tcg (software); default: what is faster here
  --memory MIB    default: 1536
Exit status: 0 all passed, 1 something failed, 64 wrong usage, 69 something has to be installed first.
`;

const OPTIONS = /** @type {const} */ ({
  suite: { type: 'string', multiple: true, default: [...SUITE_NAMES] },
  cgroups: { type: 'string', default: 'v2' },
  files: { type: 'string', default: 'test/kernel/**/*.test.ts' },
  keep: { type: 'boolean', default: false },
  rebuild: { type: 'boolean', default: false },
  build: { type: 'boolean', default: true },
  accel: { type: 'string', default: bestAccelerator() },
  memory: { type: 'string', default: '1536' },
  help: { type: 'boolean', default: false },
});

/**
 * @typedef {{ suites: readonly SuiteName[], files: string, cgroups: CgroupMode, keep: boolean, rebuild: boolean, build: boolean,
 *   accelerator: Accelerator, memory: number, help: boolean }} Settings
 * @typedef {{ settings: Settings, qemu: readonly string[], report: Report, signal: AbortSignal }} Run
 * @typedef {import('./vm/suites.mjs').SuiteName} SuiteName
 * @typedef {import('./vm/suites.mjs').CgroupMode} CgroupMode
 * @typedef {import('./vm/qemu.mjs').Accelerator} Accelerator
 */

/** Longest time of one run of the suite, and of one test, in a machine ten times slower than this one that has much to do. */
const TEST_SECONDS = 7200;
const ONE_TEST_SECONDS = 600;
const CHECK_SECONDS = 600;

process.exitCode = await main();

async function main() {
  const settings = readSettings();
  if (!settings) return complain();
  if (settings.help) return print(HELP);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
  try {
    return await testAll(settings, stop.signal);
  } catch (error) {
    const expected = error instanceof Unprepared || error instanceof CommandError || stop.signal.aborted;
    if (!expected) throw error;
    console.error(`test:vm: ${(stop.signal.reason ?? error).message}`);
    return error instanceof Unprepared ? 69 : 1;
  }
}

/** @returns {Settings | undefined} nothing when the command line is wrong */
function readSettings() {
  try {
    const { suite, accel, memory, cgroups, ...rest } = parseArgs({ options: OPTIONS, allowNegative: true }).values;
    const suites = SUITE_NAMES.filter((name) => suite.includes(name));
    const accelerator = accel === 'kvm' || accel === 'tcg' ? accel : undefined;
    const mode = CGROUP_MODES.find((name) => name === cgroups);
    const known = suites.length === new Set(suite).size && /^\d+$/.test(memory);
    return known && accelerator && mode
      ? { ...rest, suites, accelerator, memory: Number(memory), cgroups: mode }
      : undefined;
  } catch {
    return undefined;
  }
}

function complain() {
  process.stderr.write(HELP);
  return 64;
}

/** @param {string} text */
function print(text) {
  process.stdout.write(text);
  return 0;
}

/**
 * @param {Settings} settings
 * @param {AbortSignal} signal
 * @returns {Promise<number>} exit status
 */
async function testAll(settings, signal) {
  if (fs.globSync(settings.files, { cwd: root }).length === 0)
    throw new CommandError(`no test file is named ${settings.files}`);
  await ensureHostTools();
  if (settings.build) await buildBundles(signal);
  const report = new Report(signal);
  const run = { settings, qemu: await findQemu(), report, signal };
  for (const suite of settings.suites) await testSuite(suite, run);
  console.log(`\n${report.toString()}`);
  return report.passed ? 0 : 1;
}

/**
 * Makes the command line program that the machines run.
 * @param {AbortSignal} signal
 */
async function buildBundles(signal) {
  const argv = [process.execPath, path.join(root, 'scripts/build.mjs')];
  if (await stream(argv, { cwd: root, seconds: 120, signal })) throw new CommandError('npm run build failed');
}

/**
 * Boots one machine, runs everything in it and ends it.
 * @param {SuiteName} suite
 * @param {Run} run
 */
async function testSuite(suite, run) {
  const { settings, report, signal } = run;
  const image = await report.step(suite, 'image', () => ensureImage(suite, { rebuild: settings.rebuild, signal }));
  const machine =
    image && (await report.step(suite, `boot ${image.release}`, () => Machine.boot(image, { ...settings, ...run })));
  if (!machine) return;
  try {
    await runSteps(machine, suite, run);
    if (!settings.keep) await report.check(suite, 'power off', () => machine.powerOff());
    else console.log(`\n${suite} stays.\n${machine.release()}`);
  } finally {
    if (!settings.keep || signal.aborted) await machine.kill();
  }
}

/**
 * The steps in a running machine.
 * @param {Machine} machine
 * @param {SuiteName} suite
 * @param {Run} run
 */
async function runSteps(machine, suite, { settings, report, signal }) {
  const folder = await report.step(suite, 'copy the checkout', () => copyCheckout(machine, signal));
  if (!folder) return;
  // Else each new network namespace has a tunnel of every kind that a test before has used.
  const noTunnels = ['sysctl', '-qw', 'net.core.fb_tunnels_only_for_init_net=1'];
  await report.check(suite, 'no tunnels by themselves', () => machine.run('root', noTunnels, { seconds: 60, signal }));
  const runner = [
    '--test',
    '--test-concurrency=1',
    `--test-timeout=${ONE_TEST_SECONDS * 1000}`,
    '--test-reporter=spec',
  ];
  for (const user of ['root', USER]) {
    // Programs start at a third of the cost where their code is not compiled anew each time.
    const node = ['env', '-C', folder, `NODE_COMPILE_CACHE=/tmp/node-${user}`, 'node'];
    const check = [...node, 'scripts/vm/guest-checks.mjs', String(SUITES[suite].listns)];
    // Under emulation Node.js itself ends with SIGTRAP in about one start of 300: what failed gets a second chance.
    const state = `--test-rerun-failures=/tmp/failed-${user}.json`;
    const test = [...node, ...runner, ...(settings.accelerator === 'tcg' ? [state] : []), settings.files];
    await report.check(suite, `kernel suite as ${user}`, async () => {
      const status = await machine.run(user, test, { seconds: TEST_SECONDS, signal });
      if (status === 0 || settings.accelerator !== 'tcg') return status;
      console.log(`\n=== ${suite}: what failed as ${user}, again`);
      return machine.run(user, test, { seconds: TEST_SECONDS, signal });
    });
    await report.check(suite, `isolens ls as ${user}`, () =>
      machine.run(user, check, { seconds: CHECK_SECONDS, signal }),
    );
  }
}
