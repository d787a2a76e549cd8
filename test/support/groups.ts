import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cgroupId } from '../../src/model/cgroup/cgroup.ts';
import { type Hierarchy, hierarchiesOf } from '../../src/model/cgroup/hierarchy.ts';
import { parseMountinfo } from '../../src/model/mount.ts';

/** The hierarchies of this machine, read in the simplest way. */
export function hierarchiesHere(): Hierarchy[] {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n');
  return hierarchiesOf(
    lines.map((line) => {
      const [id, controllers = ''] = line.split(':');
      return { id: Number(id), controllers };
    }),
    parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8')),
    [],
  );
}

/** The hierarchy that a controller is attached to, where the test may make groups in it: v1, or v2 with the controller. */
export function hierarchyWith(controller: string): Hierarchy | undefined {
  const here = hierarchiesHere().filter(({ mount }) => mount && !mount.readOnly);
  return here.find((hierarchy) => hasController(hierarchy, controller));
}

/** Whether its groups can have it; the root of v2 tells which are attached. */
export function hasController({ version, controllers, mount }: Hierarchy, controller: string): boolean {
  if (version === 1) return controllers.includes(controller);
  const attached = readFileSync(path.join(mount?.path ?? '', 'cgroup.controllers'), 'utf8');
  return attached.trim().split(' ').includes(controller);
}

let count = 0;

/** A group of the test with the groups below it; disposing it removes them, after what is in them was killed. */
export class TestGroup implements AsyncDisposable {
  readonly hierarchy: Hierarchy;
  readonly path: string;

  /** @param name of the group; by default one that no other test has */
  constructor(hierarchy: Hierarchy, name = `itest-${process.pid}-${++count}`) {
    this.hierarchy = hierarchy;
    this.path = `/${name}`;
    mkdirSync(this.directory);
  }

  get directory(): string {
    return (this.hierarchy.mount?.path ?? '') + this.path;
  }

  get id(): string {
    return cgroupId(this.hierarchy.id, this.path);
  }

  /** A group below it. */
  child(name: string): { readonly id: string; readonly directory: string; remove(): void } {
    const directory = `${this.directory}/${name}`;
    mkdirSync(directory);
    return { id: `${this.id}/${name}`, directory, remove: () => rmdirSync(directory) };
  }

  write(file: string, value: string | number): void {
    writeFileSync(`${this.directory}/${file}`, String(value));
  }

  read(file: string): string {
    return readFileSync(`${this.directory}/${file}`, 'utf8').trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let tries = 0; existsSync(this.directory); tries++) {
      try {
        removeTree(this.directory);
      } catch (error) {
        // The kernel reaps what was killed a moment later.
        if (tries === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

function removeTree(directory: string): void {
  killProcesses(directory);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(`${directory}/${entry.name}`);
  }
  rmdirSync(directory);
}

/** Kills who is in the group. A threaded group of v2 does not tell: its threads belong to processes of a group above. */
function killProcesses(directory: string): void {
  const type = `${directory}/cgroup.type`;
  if (existsSync(type) && readFileSync(type, 'utf8').trim() === 'threaded') return;
  for (const pid of readFileSync(`${directory}/cgroup.procs`, 'utf8').trim().split('\n').filter(Boolean)) {
    if (Number(pid) !== process.pid) process.kill(Number(pid), 'SIGKILL');
  }
}

/** A group of the test at one path, in all hierarchies that its controllers are attached to. */
export class TestPath implements AsyncDisposable {
  readonly path: string;
  readonly #find: (controller: string) => TestGroup | undefined;
  readonly #groups: readonly TestGroup[];

  private constructor(path: string, groups: readonly TestGroup[], find: (controller: string) => TestGroup | undefined) {
    this.path = path;
    this.#groups = groups;
    this.#find = find;
  }

  /** Undefined where the test may not make groups for one of the controllers. */
  static with(...controllers: readonly string[]): TestPath | undefined {
    const found = controllers.map((controller) => hierarchyWith(controller));
    const hierarchies = found.filter((hierarchy) => hierarchy !== undefined);
    if (process.geteuid?.() !== 0 || hierarchies.length < controllers.length) return undefined;
    const name = `itest-${process.pid}-${++count}`;
    const made = new Map<number, TestGroup>();
    for (const hierarchy of hierarchies) {
      if (!made.has(hierarchy.id)) made.set(hierarchy.id, new TestGroup(hierarchy, name));
    }
    const find = (controller: string) => made.get(hierarchies[controllers.indexOf(controller)]?.id ?? -1);
    return new TestPath(`/${name}`, [...made.values()], find);
  }

  /** The group in the hierarchy of a controller. */
  of(controller: string): TestGroup {
    const group = this.#find(controller);
    if (!group) throw new Error(`${this.path} is not in the hierarchy of ${controller}`);
    return group;
  }

  /** Makes it again after it was disposed. */
  make(): void {
    for (const group of this.#groups) mkdirSync(group.directory);
  }

  /** In all hierarchies. */
  get directories(): string[] {
    return this.#groups.map(({ directory }) => directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const group of this.#groups) await group[Symbol.asyncDispose]();
  }
}
