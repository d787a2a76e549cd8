// `npm run bench [-- SECTION…]`: ratios against peers in one run. Needs root and a C compiler, but for the section
// `language` alone neither; acts only on processes of its own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Discovery } from '../../src/agent/discover/discovery.ts';
import { ProcessReader } from '../../src/agent/discover/process-reader.ts';
import { Proc } from '../../src/agent/kernel/proc.ts';
import { type Started, start } from '../support/started.ts';
import { measureAgent } from './agent.ts';
import { measureContainers } from './containers.ts';
import { measureDrawing } from './drawing.ts';
import { measureEnvironments } from './environments.ts';
import { measureGroups, measureManyGroups } from './groups.ts';
import { measureLanguage } from './language.ts';
import { measureKills } from './limits.ts';
import { measureNetworks } from './network.ts';
import { withPrivateNetns } from './private-netns.ts';
import {
  atMost,
  command,
  compile,
  inTurn,
  median,
  type Result,
  ROUNDS,
  ratio,
  shareOfCore,
  timed,
  toldOnly,
} from './result.ts';
import { measureTerminals } from './terminal.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const INSIDE = path.join(ROOT, 'src/agent/discover/inside-child.ts');
// As the agent sets them for itself.
setFlagsFromString('--max-semi-space-size=2');
setFlagsFromString('--semi-space-growth-factor=1');

withPrivateNetns();
const folder = mkdtempSync(path.join(tmpdir(), 'isolens-bench-'));

function population(program: string, processes: number, separate: number): Promise<Started> {
  return start(program, String(processes), String(separate));
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
  const { lsns, floorFull, floorBasic } = times;
  return [
    ratio('pass over ns, stat, cgroup / lsns', times.basics, lsns, 0.4, 'of lsns'),
    ratio('the same / C floor', times.basics, floorBasic, 99, '(told only)'),
    ratio('complete scan / lsns', times.full, lsns, 1, 'of lsns'),
    ratio('complete scan / C floor', times.full, floorFull, 2.5, 'of the floor'),
    ratio('re-scan when nothing changed / lsns', times.changed, lsns, 0.15, 'of lsns'),
    ratio('isolens ls, whole process / lsns', times.cli, lsns, 0.9, 'of lsns'),
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
    toldOnly('20,000 processes: re-scan', `${again.toFixed(0)} ms`),
  ];
}

async function agent(programs: Readonly<Record<'population', string>>): Promise<Result[]> {
  await using _all = await population(programs.population, 2000, 125);
  const { focused, hidden, latency, latencyPolling } = await measureAgent();
  return [
    shareOfCore('idle, 2,000 processes, view visible and focused', focused, 0.01),
    shareOfCore('idle, hidden', hidden, 0.001),
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

async function groups(): Promise<Result[]> {
  return [...(await measureGroups(folder)), ...(await measureManyGroups())];
}

const SECTIONS = {
  scans,
  large,
  agent,
  limits,
  network: measureNetworks,
  drawing: measureDrawing,
  groups,
  language,
  environments: measureEnvironments,
  terminal: measureTerminals,
  containers: measureContainers,
};

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
  if (!isLanguage)
    execFileSync(process.execPath, ['scripts/build.mjs', '--production'], { cwd: ROOT, stdio: 'inherit' });
  const programs = isLanguage
    ? { population: '', floor: '' }
    : { population: compile('population', folder), floor: compile('floor', folder) };
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
