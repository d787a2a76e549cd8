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
 * @property {boolean} [secondTry] tests that failed run once more: the kernel tells some things a while after they are so
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
export async function nodeTestsApart(files, { files: atOnce = 1, ...given }) {
  const become = ownPlaces();
  const compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-compiled-'));
  const where = { ...given, become, env: { NODE_COMPILE_CACHE: compiled } };
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
async function runTests(patterns, where, stdout) {
  const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'isolens-report-'));
  fs.chmodSync(reports, 0o777);
  try {
    const first = await runOnce(patterns, where, stdout, reports);
    if (where.secondTry !== true || first.outcome.failed === 0) return first;
    const second = await runOnce(patterns, where, stdout, reports);
    const flaky = passedAgain(path.join(reports, STATE));
    // What fails after the tests of a file is none of them: they are not run again, and it would not be either.
    const all = second.outcome.failed > 0 || flaky.length >= first.outcome.failed;
    return { outcome: all ? { ...second.outcome, flaky } : first.outcome, text: first.text + second.text };
  } finally {
    fs.rmSync(reports, { recursive: true });
  }
}

/** What the test runner keeps of each try: a list with one object for each, of its tests by their places. */
const STATE = 'tries.json';

/**
 * Names of the tests that passed at the second try only.
 * @param {string} state
 * @returns {string[]}
 */
function passedAgain(state) {
  if (!fs.existsSync(state)) return [];
  /** @type {readonly Record<string, { name: string, passed_on_attempt?: number, children: readonly unknown[] }>[]} */
  const tries = JSON.parse(fs.readFileSync(state, 'utf8'));
  const tests = Object.values(tries.at(-1) ?? {});
  return tests.filter((test) => test.passed_on_attempt === 1 && test.children.length === 0).map(({ name }) => name);
}

/**
 * @param {readonly string[]} patterns
 * @param {Where} where
 * @param {'inherit' | 'pipe'} stdout
 * @param {string} reports a folder that whoever runs the tests can write to
 * @returns {Promise<{ outcome: Outcome, text: string }>}
 */
async function runOnce(patterns, { become = [], cwd, env = {}, files = 1, flags = [], secondTry }, stdout, reports) {
  const report = path.join(reports, 'tap');
  fs.writeFileSync(report, '');
  fs.chmodSync(report, 0o666);
  const node = path.join(cwd, 'node_modules', '.bin', 'node');
  const program = fs.existsSync(node) ? fs.realpathSync(node) : process.execPath;
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
  ];
  // Node.js warns of the listeners that it adds itself for that.
  const noted = ['--disable-warning=MaxListenersExceededWarning', `--test-rerun-failures=${path.join(reports, STATE)}`];
  const tries = secondTry === true ? noted : [];
  const args = ['--test', `--test-concurrency=${files}`, ...tries, ...flags, ...reporters, ...patterns];
  const [command = '', ...rest] = [...become, program, ...args];
  // Each file is a process, and many start others: they take types away and compile the same modules again and again.
  const cache = { NODE_COMPILE_CACHE: path.join(reports, 'compiled') };
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
