// Runs files of tests with the test runner of Node.js, and counts what came of them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} [flaky] tests that passed at the second try only: they count as passed
 */

/**
 * @typedef {object} Where
 * @property {string} cwd
 * @property {readonly string[]} [become] a command that runs another: as somebody else, or elsewhere
 * @property {Readonly<Record<string, string>>} [env] beside that of this process
 * @property {number} [files] at a time; by default one
 * @property {readonly string[]} [flags] of the test runner
 */

/** @type {Outcome} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {Outcome} a
 * @param {Outcome} b
 * @returns {Outcome}
 */
export function add(a, b) {
  const flaky = [...(a.flaky ?? []), ...(b.flaky ?? [])];
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped, flaky };
}

/**
 * A command that runs another in a mount namespace in which names of network namespaces and the journal are nobody else's;
 * none where that cannot be made.
 * @returns {readonly string[]}
 */
export function ownPlaces() {
  const canOwn = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;
  const places = ['/run/netns', '/run/isolens'].map((at) => `mkdir -p ${at} && mount -t tmpfs -o mode=0700 test ${at}`);
  const script = `${places.join(' && ')} && exec "$@"`;
  return canOwn ? ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh'] : [];
}

/**
 * Shows what the tests say as they say it.
 * @param {readonly string[]} patterns
 * @param {Where} where
 * @returns {Promise<Outcome>}
 */
export async function nodeTests(patterns, where) {
  return (await runTests(patterns, where, 'inherit')).outcome;
}

/** So many files run in one process: few enough that no core waits long for another, at the end. */
const TOGETHER = 32;

/**
 * Many files in one process, as many processes as there are cores: files that share nothing need none of their own, and most
 * of the time of a short one is its start.
 * @param {readonly string[]} files
 * @param {Where} where
 * @returns {Promise<Outcome>}
 */
export async function nodeTestsTogether(files, where) {
  const flags = ['--test-isolation=none'];
  return sideBySide(parts(files), os.availableParallelism(), async (part) => {
    const { outcome, text } = await runTests(part, { ...where, flags }, 'pipe');
    process.stdout.write(text);
    return outcome;
  });
}

/** @param {readonly string[]} files */
function parts(files) {
  const count = Math.ceil(files.length / TOGETHER);
  return Array.from({ length: count }, (_, at) => files.slice(at * TOGETHER, (at + 1) * TOGETHER));
}

/**
 * Each file in places of its own; shows what its tests say when it has ended.
 * @param {readonly string[]} files
 * @param {Where} where
 * @returns {Promise<Outcome>}
 */
export async function nodeTestsApart(files, { cwd, files: atOnce = 1 }) {
  const become = ownPlaces();
  const compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-compiled-'));
  const where = { become, cwd, env: { NODE_COMPILE_CACHE: compiled } };
  // Where nothing is their own, one would see what another makes.
  const sum = await sideBySide(files, become.length > 0 ? atOnce : 1, async (file) => {
    const { outcome, text } = await runTests([file], where, 'pipe');
    process.stdout.write(`${file}\n${text}`);
    return outcome;
  });
  fs.rmSync(compiled, { recursive: true });
  return sum;
}

/**
 * Runs what waits, so many at a time: whoever has ended takes the next.
 * @template T
 * @param {readonly T[]} items
 * @param {number} atOnce
 * @param {(item: T) => Promise<Outcome>} run
 * @returns {Promise<Outcome>}
 */
async function sideBySide(items, atOnce, run) {
  const waiting = [...items];
  let sum = NOTHING;
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const outcome = await run(item);
      sum = add(sum, outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return sum;
}

/**
 * @param {readonly string[]} patterns
 * @param {Where} where
 * @param {'inherit' | 'pipe'} stdout
 * @returns {Promise<{ outcome: Outcome, text: string }>}
 */
async function runTests(patterns, { become = [], cwd, env = {}, files = 1, flags = [] }, stdout) {
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
  const args = ['--test', `--test-concurrency=${files}`, ...flags, ...reporters, ...patterns];
  const [command = '', ...rest] = [...become, program, ...args];
  // Each file is a process, and many start others: they take types away and compile the same modules again and again.
  const cache = { NODE_COMPILE_CACHE: path.join(path.dirname(report), 'compiled') };
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, ...cache, ...env },
    stdio: ['inherit', stdout, 'inherit'],
  });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const [status] = await once(child, 'close');
  const tap = fs.readFileSync(report, 'utf8');
  fs.rmSync(path.dirname(report), { recursive: true });
  return { outcome: outcomeOf(tap, status), text };
}

/**
 * @param {string} tap
 * @param {number | null} status
 * @returns {Outcome}
 */
function outcomeOf(tap, status) {
  const count = (/** @type {string} */ name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return {
    passed: count('pass'),
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped: count('skipped') + count('todo'),
  };
}
