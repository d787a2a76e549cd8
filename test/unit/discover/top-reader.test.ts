import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TextReader } from '../../../src/agent/discover/top/counters.ts';
import { TopReader } from '../../../src/agent/discover/top/top-reader.ts';
import type { Cgroup } from '../../../src/model/cgroup/cgroup.ts';
import { parentPath } from '../../../src/model/cgroup/cgroup.ts';
import type { Hierarchy } from '../../../src/model/cgroup/hierarchy.ts';
import type { TopRow } from '../../../src/model/cgroup/top.ts';

const V2: Hierarchy = {
  id: 0,
  version: 2,
  controllers: ['cpu', 'io', 'memory', 'pids'],
  mount: { path: '/cg', root: '/', options: [], readOnly: false },
};

function v1(id: number, controller: string): Hierarchy {
  return {
    id,
    version: 1,
    controllers: [controller],
    mount: { path: `/cg/${controller}`, root: '/', options: [], readOnly: false },
  };
}

/** Files in memory; counts what is read. */
class Files implements TextReader {
  readonly texts = new Map<string, string>();
  read: string[] = [];

  file(path: string): string | undefined {
    this.read.push(path);
    return this.texts.get(path);
  }

  records(path: string): string | undefined {
    return this.file(path);
  }

  /** Groups that something was read of since the last time. */
  touched(): string[] {
    const ours = this.read.filter((path) => path.startsWith('/cg/'));
    const groups = new Set(ours.map((path) => path.slice('/cg'.length, path.lastIndexOf('/')) || '/'));
    this.read = [];
    return [...groups].sort();
  }
}

function groupsOf(hierarchies: readonly Hierarchy[], ...paths: readonly string[]): Record<string, Cgroup> {
  const all = hierarchies.flatMap(({ id }) =>
    paths.map((path): Cgroup => {
      const above = parentPath(path);
      const parent = above === undefined ? {} : { parent: `${id}:${above}` };
      return { id: `${id}:${path}`, hierarchy: id, path, inode: 7, ...parent };
    }),
  );
  return Object.fromEntries(all.map((group) => [group.id, group]));
}

/** A v2 host with a clock that the test turns. */
class Host {
  readonly files = new Files();
  readonly reader: TopReader;
  now = 1000;
  #usage = new Map<string, number>();

  constructor(...paths: readonly string[]) {
    this.reader = new TopReader(this.files, () => this.now);
    this.setGroups(...paths);
  }

  setGroups(...paths: readonly string[]): void {
    for (const path of paths) if (!this.#usage.has(path)) this.run(path, 0);
    this.reader.setGroups({ hierarchies: [V2], cgroups: groupsOf([V2], ...paths) }, null);
  }

  /** A group runs for some ms: all above it do, too. */
  run(path: string, ms: number): void {
    for (let at: string | undefined = path; at !== undefined; at = parentPath(at)) {
      const usage = (this.#usage.get(at) ?? 0) + ms * 1000;
      this.#usage.set(at, usage);
      this.set(at, 'cpu.stat', `usage_usec ${usage}\nuser_usec 0\nnr_periods 0\nnr_throttled 0\n`);
    }
  }

  set(path: string, file: string, text: string): void {
    this.files.texts.set(`/cg${path === '/' ? '' : path}/${file}`, text);
  }

  pass(options: { readonly sight?: readonly string[]; readonly pressure?: boolean; readonly ms?: number } = {}): void {
    this.now += options.ms ?? 1000;
    const pass = this.reader.pass({ sight: new Set(options.sight), pressure: options.pressure ?? false });
    while (!pass.next().done);
  }

  row(path: string): TopRow | undefined {
    return this.reader.changesSince(0, 1000).rows.find((row) => row.path === path);
  }
}

describe('what all groups use', () => {
  it('is read of every group first, then only of those that ran and what is above them', () => {
    const host = new Host('/', '/a', '/a/x', '/a/y', '/b', '/b/z');
    host.pass();
    assert.deepEqual(host.files.touched(), ['/', '/a', '/a/x', '/a/y', '/b', '/b/z']);
    host.run('/a/x', 500);
    host.pass({ ms: 1 });
    assert.deepEqual(host.files.touched(), ['/', '/a', '/a/x', '/a/y', '/b']);
    host.pass({ ms: 1 });
    assert.ok(!host.files.touched().includes('/b/z'));
  });

  it('is a rate from the second reading on, 0 for what rests, whether or not it was read again', () => {
    const host = new Host('/', '/a', '/a/x', '/b', '/b/z');
    host.pass();
    assert.equal(host.row('/a')?.cpu, undefined);
    host.run('/a/x', 500);
    host.pass();
    assert.equal(host.row('/a/x')?.cpu, 0.5);
    assert.equal(host.row('/a')?.cpu, 0.5);
    assert.equal(host.row('/b/z')?.cpu, 0);
    host.pass();
    assert.equal(host.row('/a/x')?.cpu, 0);
  });

  it('counts a rate from the last pass that a group did not run in', () => {
    const host = new Host('/', '/a', '/a/x');
    host.pass();
    host.pass();
    host.pass();
    host.run('/a/x', 250);
    host.pass();
    assert.equal(host.row('/a/x')?.cpu, 0.25);
  });

  it('is read whole of what is in sight, though it rests', () => {
    const host = new Host('/', '/a', '/a/x');
    host.set('/a/x', 'memory.current', '100\n');
    host.pass();
    host.set('/a/x', 'memory.current', '50\n');
    host.set('/a/x', 'memory.max', '64\n');
    host.set('/a/x', 'memory.pressure', 'some avg10=12.50 avg60=0 avg300=0 total=0\n');
    host.pass({ sight: ['/a/x', '/gone'], ms: 1 });
    assert.deepEqual(host.row('/a/x'), { path: '/a/x', cpu: 0, memory: 50, limit: 64, throttled: 0, pressure: 0.125 });
  });

  it('is read of every group within a minute', () => {
    const paths = Array.from({ length: 300 }, (_, at) => `/a/g${at}`);
    const host = new Host('/', '/a', ...paths);
    host.pass();
    for (const path of paths) host.set(path, 'pids.current', '3\n');
    for (let seconds = 0; seconds <= 61; seconds++) host.pass();
    assert.deepEqual(
      paths.filter((path) => host.row(path)?.tasks !== 3),
      [],
    );
  });

  it('is pressure of all groups when somebody asks for it', () => {
    const host = new Host('/', '/a', '/a/x');
    host.pass();
    host.set('/a/x', 'io.pressure', 'some avg10=50.00 avg60=0 avg300=0 total=0\n');
    host.pass({ ms: 1, pressure: true });
    assert.equal(host.row('/a/x')?.pressure, 0.5);
  });

  it('adds up devices, and tells how often a quota ran out', () => {
    const host = new Host('/', '/a');
    host.set('/a', 'io.stat', '8:0 rbytes=10 wbytes=1 rios=1\n8:16 rbytes=5 wbytes=0\n');
    host.pass();
    host.set('/a', 'io.stat', '8:0 rbytes=1010 wbytes=1\n8:16 rbytes=505 wbytes=0\n');
    host.run('/a', 10);
    host.set('/a', 'cpu.stat', 'usage_usec 10000\nnr_periods 10\nnr_throttled 4\n');
    host.pass();
    const { read, write, throttled } = host.row('/a') ?? {};
    assert.deepEqual({ read, write, throttled }, { read: 1500, write: 0, throttled: 0.4 });
  });

  it('counts processes with those below where the controller does not count tasks', () => {
    const host = new Host('/', '/a', '/a/x', '/a/y');
    host.set('/', 'cgroup.procs', '1\n');
    host.set('/a', 'cgroup.procs', '');
    host.set('/a/x', 'cgroup.procs', '5\n6\n');
    host.set('/a/y', 'pids.current', '4\n');
    host.pass();
    assert.deepEqual(
      ['/', '/a', '/a/x', '/a/y'].map((path) => host.row(path)?.tasks),
      [7, 6, 2, 4],
    );
  });

  it('comes of all hierarchies, or of one', () => {
    const files = new Files();
    const hierarchies = [v1(1, 'cpuacct'), v1(2, 'memory'), v1(3, 'cpu'), { ...V2, controllers: [] }];
    const cgroups = {
      ...groupsOf([hierarchies[0] ?? V2], '/', '/a'),
      ...groupsOf([hierarchies[1] ?? V2], '/', '/a', '/m'),
    };
    files.texts.set('/cg/cpuacct/a/cpuacct.usage', '5000000000');
    files.texts.set('/cg/memory/a/memory.usage_in_bytes', '4096');
    files.texts.set('/cg/memory/a/memory.limit_in_bytes', '9223372036854771712');
    const read = (only: number | null) => {
      const reader = new TopReader(files, () => 0);
      reader.setGroups({ hierarchies, cgroups }, only);
      const pass = reader.pass({ sight: new Set(), pressure: false });
      while (!pass.next().done);
      return reader.changesSince(0, 10).rows;
    };
    assert.deepEqual(read(null), [{ path: '/' }, { path: '/a', memory: 4096 }, { path: '/m' }]);
    assert.deepEqual(read(1), [{ path: '/' }, { path: '/a' }]);
  });
});

describe('changes of the table', () => {
  it('are told in pieces, each once, and nothing when nothing changed', () => {
    const host = new Host('/', '/a', '/b');
    host.pass();
    const first = host.reader.changesSince(0, 2);
    assert.equal(first.rows.length, 2);
    assert.equal(first.more, true);
    const second = host.reader.changesSince(first.upTo, 2);
    assert.equal(second.more, false);
    assert.deepEqual([...first.rows, ...second.rows].map(({ path }) => path).sort(), ['/', '/a', '/b']);
    assert.deepEqual(host.reader.changesSince(second.upTo, 2).rows, []);
  });

  it('are groups that came and that went, also when both happens to one', () => {
    const host = new Host('/', '/a');
    host.pass();
    const { upTo } = host.reader.changesSince(0, 10);
    host.setGroups('/', '/b');
    const changes = host.reader.changesSince(upTo, 10);
    assert.deepEqual(changes.gone, ['/a']);
    assert.deepEqual(changes.rows, [{ path: '/b' }]);
    host.setGroups('/', '/a', '/b');
    const again = host.reader.changesSince(changes.upTo, 10);
    assert.deepEqual(again.gone, []);
    assert.deepEqual(again.rows, [{ path: '/a' }]);
  });

  it('are of a new group at once, though nothing above it ran', () => {
    const host = new Host('/', '/a');
    host.pass();
    host.set('/a/x', 'memory.current', '5\n');
    host.setGroups('/', '/a', '/a/x');
    host.pass({ ms: 1 });
    assert.equal(host.row('/a/x')?.memory, 5);
  });
});
