// `npm run bench [-- SECTION…]`: ratios against peers in one run. Needs root and a C compiler, but for the section
// `language` alone neither; acts only on processes of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Discovery } from '../../src/agent/discover/discovery.ts';
import { ProcessReader } from '../../src/agent/discover/process-reader.ts';
import { Proc } from '../../src/agent/kernel/proc.ts';
import { type Started, start } from '../support/started.ts';
import { measureAgent } from './agent.ts';
import { measureLanguage } from './language.ts';
import { measureKills } from './limits.ts';
import { measureNetworks } from './network.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const INSIDE = path.join(ROOT, 'src/agent/discover/inside-child.ts');
const ROUNDS = 7;

/** One line of the table: what was measured, against what, the goal. */
interface Result {
  readonly what: string;
  readonly value: string;
  readonly goal: string;
  readonly met: boolean;
}

// As the agent sets them for itself.
setFlagsFromString('--max-semi-space-size=2');
setFlagsFromString('--semi-space-growth-factor=1');

const folder = mkdtempSync(path.join(tmpdir(), 'isolens-bench-'));

function compile(name: string): string {
  const program = path.join(folder, name);
  execFileSync('cc', ['-O2', '-o', program, path.join(import.meta.dirname, `${name}.c`)]);
  return program;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Medians of all, measured in turn so that a slow moment of the machine meets everybody. */
async function inTurn(
  works: Readonly<Record<string, () => Promise<number> | number>>,
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, work] of Object.entries(works)) (times[name] ??= []).push(await work());
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

function ratio(what: string, value: number, peer: number, limit: number, unit: string): Result {
  const found = value / peer;
  return {
    what,
    value: `${found.toFixed(2)} (${value.toFixed(0)} / ${peer.toFixed(0)} ms)`,
    goal: `≤ ${limit} ${unit}`,
    met: found <= limit,
  };
}

function population(program: string, processes: number, separate: number): Promise<Started> {
  return start(program, String(processes), String(separate));
}

function command(file: string, ...args: readonly string[]): () => Promise<number> {
  return () => timed(() => spawnSync(file, args, { stdio: 'ignore', maxBuffer: 2 ** 30 }));
}

function floor(program: string, mode: string): () => number {
  return () => Number(execFileSync(program, [mode], { encoding: 'utf8' }));
}

/** The pass over ns, stat and cgroup of all processes. */
function basics(): void {
  const proc = new Proc();
  const reader = new ProcessReader(proc);
  const pids = proc.pids();
  for (let next = pids.next(); ; next = pids.next()) {
    if (!next.done) continue;
    for (const pid of next.value) reader.basics(pid);
    break;
  }
  proc.dispose();
}

async function scans(programs: Readonly<Record<'population' | 'floor', string>>): Promise<Result[]> {
  await using _all = await population(programs.population, 2000, 125);
  const discovery = new Discovery({ log: () => {}, insideProgram: INSIDE });
  await discovery.scan('full');
  basics();
  const cli = path.join(ROOT, 'dist/isolens.cjs');
  const times = await inTurn({
    lsns: command('lsns'),
    basics: () => timed(basics),
    full: () => timed(() => discovery.scan('full')),
    changed: () => timed(() => discovery.scan('changed')),
    floorFull: floor(programs.floor, 'full'),
    floorBasic: floor(programs.floor, 'basic'),
    cli: command(process.execPath, cli, 'ls'),
  });
  discovery.dispose();
  const { lsns = 1, floorFull = 1, floorBasic = 1 } = times;
  return [
    ratio('pass over ns, stat, cgroup / lsns', times['basics'] ?? 0, lsns, 0.4, 'of lsns'),
    ratio('the same / C floor', times['basics'] ?? 0, floorBasic, 99, '(told only)'),
    ratio('complete scan / lsns', times['full'] ?? 0, lsns, 1, 'of lsns'),
    ratio('complete scan / C floor', times['full'] ?? 0, floorFull, 2.5, 'of the floor'),
    ratio('re-scan when nothing changed / lsns', times['changed'] ?? 0, lsns, 0.15, 'of lsns'),
    ratio('isolens ls, whole process / lsns', times['cli'] ?? 0, lsns, 0.9, 'of lsns'),
  ];
}

/** Processor time of this thread, in ms: on a loaded machine the wall clock tells of the others. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Longest time that this thread worked between two turns of the event loop while `work` ran, in ms. */
async function longestSlice(work: () => Promise<unknown>): Promise<number> {
  let [last, longest, running] = [threadTime(), 0, true];
  const turn = () => {
    const now = threadTime();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  running = false;
  return longest;
}

async function large(programs: Readonly<Record<'population', string>>): Promise<Result[]> {
  const before = process.memoryUsage.rss();
  await using _all = await population(programs.population, 20_000, 125);
  const discovery = new Discovery({ log: () => {}, insideProgram: INSIDE });
  await discovery.scan('full');
  const blocks: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    blocks.push(await longestSlice(() => discovery.scan(round % 2 === 0 ? 'full' : 'changed')));
  }
  const memory = (process.memoryUsage.rss() - before) / 1e6;
  const again = median([await timed(() => discovery.scan('changed')), await timed(() => discovery.scan('changed'))]);
  discovery.dispose();
  const worst = Math.max(...blocks);
  return [
    {
      what: '20,000 processes: longest slice (processor time)',
      value: `${worst.toFixed(0)} ms (median of scans ${median(blocks).toFixed(0)})`,
      goal: '≤ 20 ms',
      met: worst <= 20,
    },
    { what: '20,000 processes: more memory', value: `${memory.toFixed(0)} MB`, goal: '≤ 80 MB', met: memory <= 80 },
    { what: '20,000 processes: re-scan', value: `${again.toFixed(0)} ms`, goal: '(told only)', met: true },
  ];
}

async function agent(programs: Readonly<Record<'population', string>>): Promise<Result[]> {
  await using _all = await population(programs.population, 2000, 125);
  const { focused, hidden, latency, latencyPolling } = await measureAgent();
  return [
    {
      what: 'idle, 2,000 processes, view visible and focused',
      value: `${(focused * 100).toFixed(2)} % of a core`,
      goal: '≤ 1 %',
      met: focused <= 0.01,
    },
    { what: 'idle, hidden', value: `${(hidden * 100).toFixed(2)} % of a core`, goal: '≤ 0.1 %', met: hidden <= 0.001 },
    {
      what: 'new namespace told, with events',
      value: `${latency.toFixed(0)} ms (median of 10)`,
      goal: '≤ 300 ms',
      met: latency <= 300,
    },
    {
      what: 'new namespace told, polling only',
      value: `${latencyPolling.toFixed(0)} ms (worst of 5)`,
      goal: '≤ 2500 ms',
      met: latencyPolling <= 2500,
    },
  ];
}

async function limits(): Promise<Result[]> {
  const times = await measureKills();
  const worst = times.at(-1) ?? Infinity;
  const median = times[Math.floor(times.length / 2)] ?? Infinity;
  return [
    {
      what: 'kill by a memory limit told, the group gone at once',
      value: `${median.toFixed(0)} ms (median of ${times.length}), worst ${worst.toFixed(0)} ms after the death`,
      goal: '≤ 1000 ms',
      met: worst <= 1000,
    },
  ];
}

function network(): Result[] {
  const { ours, theirs } = measureNetworks(200);
  const many = measureNetworks(1000);
  return [
    {
      what: '200 network namespaces: links, addresses, routes, neighbours / `ip -j` loop',
      value: `${(ours / theirs).toFixed(3)} (${ours.toFixed(0)} / ${theirs.toFixed(0)} ms)`,
      goal: '≤ 1/20 of the loop',
      met: ours / theirs <= 1 / 20,
    },
    atMost('1,000 network namespaces', many.ours, 500, 'ms'),
  ];
}

function atMost(what: string, value: number, limit: number, unit: 'ms' | 'MB'): Result {
  return { what, value: `${value.toFixed(0)} ${unit}`, goal: `≤ ${limit} ${unit}`, met: value <= limit };
}

async function language(): Promise<Result[]> {
  const short = await measureLanguage(1000);
  const long = await measureLanguage(10_000);
  return [
    atMost('cspec, 1,000 lines: edit to diagnostics', short.diagnostics, 60, 'ms'),
    atMost('cspec, 1,000 lines: completion', short.completion, 30, 'ms'),
    atMost('cspec, 10,000 lines: edit to diagnostics', long.diagnostics, 300, 'ms'),
    atMost('cspec, 10,000 lines: completion', long.completion, 50, 'ms'),
    atMost('cspec, 10,000 lines: hover', long.hover, 50, 'ms'),
    atMost('cspec, 10,000 lines: definition', long.definition, 50, 'ms'),
    atMost('cspec, 10,000 lines: rename', long.rename, 50, 'ms'),
    atMost('cspec, 10,000 lines: formatting', long.formatting, 400, 'ms'),
    atMost('cspec, 10,000 lines: memory of the server', long.memory, 350, 'MB'),
  ];
}

const SECTIONS = { scans, large, agent, limits, network, language };

function table(results: readonly Result[]): string {
  const rows = results.map(
    ({ what, value, goal, met }) => `| ${what} | ${value} | ${goal} | ${met ? 'yes' : '**no**'} |`,
  );
  return ['| what | measured | goal | met |', '|---|---|---|---|', ...rows].join('\n');
}

function machine(): string {
  const cpu = /^model name\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown';
  const version = execFileSync('lsns', ['--version'], { encoding: 'utf8' }).trim();
  return `${availableParallelism()} CPUs (${cpu}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim()}, ${version}, Node.js ${process.version}`;
}

try {
  const wanted = process.argv.slice(2);
  const isLanguage = wanted.length > 0 && wanted.every((name) => name === 'language');
  if (!isLanguage) execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT, stdio: 'inherit' });
  const programs = isLanguage
    ? { population: '', floor: '' }
    : { population: compile('population'), floor: compile('floor') };
  const results: Result[] = [];
  for (const [name, measure] of Object.entries(SECTIONS)) {
    if (wanted.length === 0 || wanted.includes(name)) results.push(...(await measure(programs)));
  }
  console.log(table(results));
  if (wanted.length === 0)
    writeFileSync(path.join(ROOT, 'test/bench/latest.md'), `${machine()}\n\n${table(results)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
