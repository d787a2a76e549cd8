// Runs the kernel suite in throw-away Debian machines: see docs/testing.md.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { copyCheckout, GUEST_ROOT } from './vm/checkout.mjs';
import { ensureHostTools, Unprepared } from './vm/host-tools.mjs';
import { ensureImage } from './vm/image.mjs';
import { Machine } from './vm/machine.mjs';
import { root } from './vm/paths.mjs';
import { CommandError, stream } from './vm/process.mjs';
import { bestAccelerator, findQemu } from './vm/qemu.mjs';
import { Report } from './vm/report.mjs';
import { SUITES, USER } from './vm/suites.mjs';

const HELP = `usage: npm run test:vm -- [options]
  --suite NAME    ${Object.keys(SUITES).join(' or ')}; may be repeated; default: all
  --files GLOB    test files; default: test/kernel/**/*.test.ts
  --keep          leave the machine running afterwards and say how to enter it
  --rebuild       build the image anew
  --no-build      take dist/ as it is
  --accel NAME    kvm or tcg (software); default: what is faster here
  --memory MIB    default: 1536
Exit status: 0 all passed, 1 something failed, 64 wrong usage, 69 something has to be installed first.
`;

const OPTIONS = {
  suite: { type: 'string', multiple: true, default: Object.keys(SUITES) },
  files: { type: 'string', default: 'test/kernel/**/*.test.ts' },
  keep: { type: 'boolean', default: false },
  rebuild: { type: 'boolean', default: false },
  build: { type: 'boolean', default: true },
  accel: { type: 'string', default: bestAccelerator() },
  memory: { type: 'string', default: '1536' },
  help: { type: 'boolean', default: false },
};

/** Longest time of one run of the suite, in a machine ten times slower than this one. */
const TEST_SECONDS = 480;
const CHECK_SECONDS = 120;

process.exitCode = await main();

async function main() {
  const options = readOptions();
  if (!options) return 64;
  if (options.help) return print(HELP);
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(name, () => stop.abort(new Error(`stopped by ${name}`)));
  try {
    return await testAll(options, stop.signal);
  } catch (error) {
    const expected = error instanceof Unprepared || error instanceof CommandError || stop.signal.aborted;
    if (!expected) throw error;
    console.error(`test:vm: ${(stop.signal.reason ?? error).message}`);
    return error instanceof Unprepared ? 69 : 1;
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({ options: OPTIONS, allowNegative: true });
    if (isUsable(values)) return values;
  } catch {
    // An unknown option: falls through to the usage.
  }
  process.stderr.write(HELP);
  return undefined;
}

function isUsable({ suite, accel, memory }) {
  return suite.every((name) => Object.hasOwn(SUITES, name)) && /^(kvm|tcg)$/.test(accel) && /^\d+$/.test(memory);
}

function print(text) {
  process.stdout.write(text);
  return 0;
}

async function testAll(options, signal) {
  if (fs.globSync(options.files, { cwd: root }).length === 0)
    throw new CommandError(`no test file is named ${options.files}`);
  await ensureHostTools();
  if (options.build) await buildBundles(signal);
  const qemu = await findQemu();
  const report = new Report(signal);
  for (const suite of new Set(options.suite)) await testSuite(suite, { ...options, qemu, signal, report });
  console.log(`\n${report.toString()}`);
  return report.passed ? 0 : 1;
}

/** Makes the command line program that the machines run. */
async function buildBundles(signal) {
  const argv = [process.execPath, path.join(root, 'scripts/build.mjs')];
  if (await stream(argv, { cwd: root, seconds: 120, signal })) throw new CommandError('npm run build failed');
}

/** Boots one machine, runs everything in it and ends it. */
async function testSuite(suite, { rebuild, files, accel, memory, keep, qemu, signal, report }) {
  let image;
  let machine;
  const boot = { qemu, accelerator: accel, memory: Number(memory), keep, signal };
  try {
    const booted =
      (await report.step(suite, 'image', async () => void (image = await ensureImage(suite, { rebuild, signal })))) &&
      (await report.step(suite, `boot ${image.release}`, async () => void (machine = await Machine.boot(image, boot))));
    if (!booted) return;
    await runSteps(machine, { suite, files, signal, report });
    if (!keep) await report.step(suite, 'power off', async () => ((await machine.powerOff()) ? 0 : 1));
    else console.log(`\n${suite} stays.\n${machine.release()}`);
  } finally {
    if (!keep || signal.aborted) await machine?.kill();
  }
}

/** The steps in a running machine. */
async function runSteps(machine, { suite, files, signal, report }) {
  if (!(await report.step(suite, 'copy the checkout', () => copyCheckout(machine, signal)))) return;
  const node = ['env', '-C', GUEST_ROOT, 'node'];
  const test = [...node, '--test', '--test-concurrency=1', '--test-timeout=120000', '--test-reporter=spec', files];
  const check = [...node, 'scripts/vm/guest-checks.mjs', String(SUITES[suite].listns)];
  for (const user of ['root', USER]) {
    const run = (argv, seconds) => () => machine.run(user, argv, { seconds, signal });
    await report.step(suite, `kernel suite as ${user}`, run(test, TEST_SECONDS));
    await report.step(suite, `isolens ls as ${user}`, run(check, CHECK_SECONDS));
  }
}
