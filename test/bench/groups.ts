import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CgroupTable } from '../../src/agent/discover/cgroup-table.ts';
import { Problems } from '../../src/agent/discover/problems.ts';
import type { TextReader } from '../../src/agent/discover/top/counters.ts';
import { TopReader } from '../../src/agent/discover/top/top-reader.ts';
import { FileReader } from '../../src/agent/kernel/file-reader.ts';
import { TopSampler } from '../../src/cli/top/sampler.ts';
import { selectRows } from '../../src/cli/top/top-lines.ts';
import { groupRow } from '../../src/extension/cgroups/group-rows.ts';
import { type GroupNode, GroupTree, groupsOf } from '../../src/extension/cgroups/group-tree.ts';
import { Uses } from '../../src/extension/cgroups/uses.ts';
import { ShownRows } from '../../src/extension/shown-rows.ts';
import type { Hierarchy } from '../../src/model/cgroup/hierarchy.ts';
import { parseMountinfo } from '../../src/model/mount.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { SetAttention } from '../../src/protocol/protocol.ts';
import { TestAgent } from '../support/agents.ts';
import { hierarchyWith, TestGroup } from '../support/groups.ts';
import {
  againstOther,
  atMost,
  command,
  compile,
  inTurn,
  median,
  type Result,
  ratio,
  shareOfCore,
  timed,
  toldOnly,
} from './result.ts';

/** What systemd-cgtop shows comes from these. */
const CONTROLLERS = ['cpuacct', 'cpu', 'memory', 'pids', 'blkio', 'io'];
const CGTOP = ['-b', '-n', '2', '-d', '0.001', '--depth=99'] as const;
/** Passes of one such run, which looks for groups in each: a table is made of two readings. */
const PASSES = 2;
/** Groups below one other. */
const WIDTH = 99;
const VISIBLE_ROWS = 30;
const PAGE_SIZE = 100;
const SETTLE_MS = 15_000;
const IDLE_MS = 30_000;
const TICKS_IN_SECOND = 100;

/** Groups of the bench at the same paths in some hierarchies; disposing it removes them. */
class Forest implements AsyncDisposable {
  readonly tops: readonly TestGroup[];

  /** @param count with the top ones */
  constructor(hierarchies: readonly Hierarchy[], count: number) {
    const name = `bench-${process.pid}-${count}`;
    this.tops = hierarchies.map((hierarchy) => new TestGroup(hierarchy, name));
    for (const top of this.tops) plant(top, count - 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const top of this.tops) await top[Symbol.asyncDispose]();
  }
}

function plant(top: TestGroup, count: number): void {
  if (top.hierarchy.version === 2) top.write('cgroup.subtree_control', enabling(top.read('cgroup.controllers')));
  for (let left = count, at = 0; left > 0; at++) {
    const above = top.child(`s${at}`);
    left--;
    if (top.hierarchy.version === 2) {
      const control = `${above.directory}/cgroup.subtree_control`;
      writeFileSync(control, enabling(readFileSync(`${above.directory}/cgroup.controllers`, 'utf8')));
    }
    for (let below = 0; below < WIDTH && left > 0; below++, left--) top.child(`s${at}/g${below}`);
  }
}

function enabling(controllers: string): string {
  const words = controllers.trim().split(/\s+/);
  return words.flatMap((name) => (CONTROLLERS.includes(name) ? `+${name}` : [])).join(' ');
}

/** Hierarchies that have what systemd-cgtop shows. */
function hierarchies(): Hierarchy[] {
  const found = CONTROLLERS.map(hierarchyWith).filter((each) => each !== undefined);
  // The quota of v1, where it is not together with the time on CPUs, systemd-cgtop does not show.
  const needed = found.filter(({ controllers }) => controllers.join() !== 'cpu');
  return [...new Map(needed.map((each) => [each.id, each])).values()];
}

/** Remembers what was read. */
class Remembering implements TextReader {
  readonly paths: string[] = [];
  readonly #files = new FileReader();

  file(name: string): string | undefined {
    this.paths.push(name);
    return this.#files.file(name);
  }

  records(name: string): string | undefined {
    this.paths.push(name);
    return this.#files.records(name);
  }
}

/** All groups as the command line and the panel read them, but each of them whole in each pass. */
class WholeReading {
  readonly #files = new FileReader();
  readonly #table = new CgroupTable();
  readonly #reader: TopReader;
  #sight: ReadonlySet<string> = new Set();
  #since = 0;

  constructor(files: TextReader = new FileReader()) {
    this.#reader = new TopReader(files);
    this.find();
  }

  /** Looks for groups in all hierarchies. */
  find(): void {
    finish(this.#table.walk(parseMountinfo(this.#files.records('/proc/self/mountinfo') ?? ''), [], new Problems()));
    const { hierarchies: all, groups: cgroups } = this.#table;
    this.#reader.setGroups({ hierarchies: all, cgroups }, null);
    this.#sight = new Set(Object.values(cgroups).map((group) => group.path));
  }

  read(): void {
    this.#pass(this.#sight);
  }

  /** As one sees it who looks at few of them. */
  glance(): void {
    this.#pass(new Set());
  }

  #pass(sight: ReadonlySet<string>): void {
    finish(this.#reader.pass({ sight, pressure: false }));
    this.#since = this.#reader.changesSince(this.#since, Number.POSITIVE_INFINITY).upTo;
  }
}

function finish(work: Generator<void, unknown>): void {
  while (!work.next().done);
}

/** 2,000 groups with what systemd-cgtop shows. */
export async function measureGroups(folder: string): Promise<Result[]> {
  const count = 2000;
  await using _forest = new Forest(hierarchies(), count);
  const reading = new WholeReading();
  const floor = compile('groups', folder);
  const list = path.join(folder, 'files');
  writeFileSync(list, filesOfOnePass().join('\n'));
  const times = await inTurn({
    cgtop: command('systemd-cgtop', ...CGTOP),
    floor: () => Number(execFileSync(floor, [list], { encoding: 'utf8' })),
    table: () => timed(firstTable),
    whole: () => timed(() => [reading.find(), reading.read()]),
    read: () => timed(() => reading.read()),
    glance: () => timed(() => [reading.find(), reading.glance()]),
  });
  const pass = times.cgtop / PASSES;
  const runs = spawnSync('systemd-cgtop', CGTOP, { encoding: 'utf8' });
  const usable = runs.status === 0 && runs.stdout.includes(`/bench-${process.pid}-${count}/`);
  return [
    ...(usable
      ? [
          ratio('2,000 groups: from nothing to a table / systemd-cgtop', times.table, times.cgtop, 0.5, 'of its run'),
          ratio('2,000 groups: the next reading / a pass of systemd-cgtop', times.glance, pass, 0.5, 'of a pass'),
          toldOnly('2,000 groups: every file of every group again / the same', againstOther(times.whole, pass)),
        ]
      : []),
    ratio('2,000 groups: the files read / by a C program', times.read, times.floor, 1.5, 'of the C program'),
  ];
}

/** As the command line does it for its first table: two readings, the first of them of all files. */
function firstTable(): void {
  const sampler = new TopSampler();
  sampler.sample([]);
  sampler.sample(selectRows(sampler.rows, { order: 'cpu', depth: 99, all: false }).map((row) => row.path));
}

function filesOfOnePass(): readonly string[] {
  const files = new Remembering();
  const reading = new WholeReading(files);
  reading.read();
  files.paths.length = 0;
  reading.read();
  return files.paths;
}

/** 10,000 groups in the view *Cgroups*. */
export async function measureManyGroups(): Promise<Result[]> {
  const memory = hierarchyWith('memory');
  if (!memory) return [];
  await using forest = new Forest([memory], 10_000);
  const paints: number[] = [];
  for (let round = 0; round < 5; round++) paints.push(await firstPaint(forest));
  const share = await idle(forest);
  return [
    atMost('10,000 groups: from the first question to an agent to the rows of the view', median(paints), 1000, 'ms'),
    shareOfCore(`10,000 groups: agent idle, ${VISIBLE_ROWS} rows in sight`, share, 0.01),
  ];
}

/** Scan by an agent that just started, its deltas, the tree, and all rows of the forest that one page shows, in ms. */
async function firstPaint(forest: Forest): Promise<number> {
  await using agent = await TestAgent.start('hidden');
  const began = performance.now();
  void agent.ask(SetAttention.method, { attention: 'focused' });
  const snapshot = await untilAll(agent, forest);
  rowsOf(snapshot, forest);
  return performance.now() - began;
}

function untilAll(agent: TestAgent, { tops }: Forest): Promise<Snapshot> {
  const top = tops[0]?.id ?? '';
  return agent.until(({ cgroups }) => top in cgroups && Object.keys(cgroups).length >= 10_000, 'the groups');
}

/** The rows that VS Code asks for: hierarchies, what is open below them, the groups of the forest. */
function rowsOf(snapshot: Snapshot, { tops }: Forest): ShownRows<GroupNode> {
  const tree = new GroupTree(snapshot, { pageSize: PAGE_SIZE, pages: new Map(), threads: new Map() });
  const seen = { uses: new Map(), watched: new Set<string>() };
  const rows = new ShownRows<GroupNode>({
    children: (node) => tree.childrenOf(node),
    look: (node) => JSON.stringify(groupRow(tree, node, seen)),
    state: (node) => groupRow(tree, node, seen).context,
    again: () => {},
  });
  for (const hierarchy of rows.tell()) for (const root of rows.tell(hierarchy)) rows.tell(root);
  const top = tree.nodeOf(tops[0]?.id ?? '');
  if (!top) throw new Error('the groups are not in the tree');
  rows.tell(top);
  return rows;
}

/** Share of a core that an agent takes while a client asks for the groups in sight, as the view does. */
async function idle(forest: Forest): Promise<number> {
  await using agent = await TestAgent.start('focused');
  const snapshot = await untilAll(agent, forest);
  const groups = groupsOf(rowsOf(snapshot, forest).shown()).filter((id) => id.startsWith(`${forest.tops[0]?.id}/`));
  const uses = new Uses({
    agent: { request: ({ method }, params) => agent.ask(method, params) },
    groups: () => groups.slice(0, VISIBLE_ROWS),
    onRead: () => {},
  });
  uses.follow(true);
  await sleep(SETTLE_MS);
  const before = processorTime(agent.pid);
  await sleep(IDLE_MS);
  const spent = processorTime(agent.pid) - before;
  uses.dispose();
  return spent / IDLE_MS;
}

/** In user and kernel mode (`/proc/PID/stat`, proc(5)), in ms. */
function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_IN_SECOND;
}
