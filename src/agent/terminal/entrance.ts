import { readFileSync, statSync } from 'node:fs';
import { groupPlace } from '../../model/cgroup/hierarchy.ts';
import { nsenterArgv, unshareArgv } from '../../model/enter/argv.ts';
import { commandOf, describeEnter, type EnterSeen, lookBeforeEnter } from '../../model/enter/describe.ts';
import type { Enter, Join } from '../../model/enter/enter.ts';
import { findJoin } from '../../model/enter/joined.ts';
import type { Namespace } from '../../model/namespace.ts';
import { PROCS } from '../../model/operation/cgroup/move.ts';
import type { GroupRef } from '../../model/operation/cgroup/place.ts';
import type { Description } from '../../model/operation/operation.ts';
import { parseProcessId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Discovery } from '../discover/discovery.ts';
import { SyscallError } from '../kernel/errno.ts';
import { open } from '../kernel/fd.ts';
import { pidfdSendSignal } from '../kernel/pidfd.ts';
import { GroupDirectory } from '../run/cgroup/group-directory.ts';
import { Networks } from '../run/link/networks.ts';
import { lookAt } from '../run/look.ts';
import { withProcess } from '../run/process-handle.ts';
import { refuse } from '../run/refuse.ts';
import { pathOfTool } from '../run/tool.ts';
import { Descriptors } from './descriptors.ts';
import { type Environment, environmentOf, ownEnvironment } from './environment.ts';
import { openNamespace } from './open-namespace.ts';
import { findShell } from './shell.ts';

/** A program that is ready to be run, with everything open that it goes through. */
export interface Entry {
  readonly argv: readonly [string, ...string[]];
  readonly env: Environment;
  /** An absolute path. */
  readonly directory: string;
  /** Namespaces that it will be in, once it runs. */
  readonly namespaces: readonly Namespace[];
  /** Closes what is open. Once the program is where it is to be nobody needs it. */
  readonly release: () => void;
}

/** What an enter means on this host, a moment ago. */
interface Looked {
  readonly snapshot: Snapshot;
  readonly seen: EnterSeen;
  readonly description: Description;
}

/** Moves itself to the groups that are named before `--` (0 is who writes), then becomes what is named after it. */
const LAUNCHER = 'while [ "$1" != -- ]; do echo 0 > "$1" || exit 125; shift; done; shift; exec "$@"';

/** Opens ways into namespaces and groups. Identity is checked once a thing is open, and what is open is what is used. */
export class Entrance {
  readonly #discovery: Discovery;
  readonly #networks: Networks;
  readonly #environment: Environment;

  constructor(discovery: Discovery, environment: NodeJS.ProcessEnv = process.env) {
    this.#discovery = discovery;
    this.#networks = new Networks(discovery);
    this.#environment = ownEnvironment(environment);
  }

  /** What would be done. Opens nothing. */
  async describe(enter: Enter): Promise<Description> {
    return (await this.#look(enter)).description;
  }

  /** @throws ProtocolError refused, denied, gone, unsupported; SyscallError. Nothing is open then. */
  async open(enter: Enter): Promise<Entry> {
    const looked = await this.#look(enter);
    refuse(looked.description);
    return enter.target.kind === 'create' ? this.#create(enter, looked) : this.#join(enter, enter.target, looked);
  }

  async #look(enter: Enter): Promise<Looked> {
    await this.#discovery.scan('changed');
    const snapshot = await this.#discovery.lookInside();
    const groups = await lookAt(lookBeforeEnter(enter, snapshot), snapshot, this.#networks);
    const seen = { shell: findShell(rootOf(enter, snapshot), this.#environment['SHELL']), groups };
    return { snapshot, seen, description: describeEnter(enter, snapshot, seen) };
  }

  #create(enter: Enter, { seen }: Looked): Entry {
    const kinds = enter.target.kind === 'create' ? enter.target.kinds : [];
    const argv = unshareArgv(kinds, enter.user, commandOf(enter, seen));
    return this.#entry(enter, located(argv), []);
  }

  async #join(enter: Enter, target: Join, { snapshot, seen }: Looked): Promise<Entry> {
    const open = new Descriptors();
    try {
      const { namespaces, credentials } = findJoin(target, enter.user, snapshot);
      const places = namespaces.map((ns) => [ns.kind, open.keep(openNamespace(ns, this.#discovery.waysTo(ns.id)))]);
      const { environment, ...taken } = await take(target, open);
      const groups: string[] = [];
      for (const group of target.groups) groups.push(open.keep(await openGroup(group, snapshot)));
      const joined = { namespaces: Object.fromEntries(places), ...taken, ...(credentials && { credentials }) };
      const argv = located(nsenterArgv(joined, commandOf(enter, seen)));
      const entry = this.#entry(enter, launched(argv, groups), namespaces, environment);
      return { ...entry, release: () => open.release() };
    } catch (error) {
      open.release();
      throw error;
    }
  }

  #entry(
    { directory }: Enter,
    argv: readonly string[],
    namespaces: readonly Namespace[],
    env = this.#environment,
  ): Entry {
    const [file = '', ...args] = argv;
    const known = [directory, this.#environment['HOME']].find((path) => path !== undefined && isDirectory(path));
    return { argv: [file, ...args], env, directory: known ?? '/', namespaces, release: () => {} };
  }
}

/** A tool by its path; a command of a person stays as it is. */
function located(argv: readonly string[]): readonly string[] {
  const [file = '', ...args] = argv;
  return file === 'nsenter' || file === 'unshare' ? [pathOfTool(file), ...args] : argv;
}

function launched(argv: readonly string[], groups: readonly string[]): readonly string[] {
  return groups.length === 0 ? argv : [pathOfTool('sh'), '-c', LAUNCHER, 'isolens', ...groups, '--', ...argv];
}

/** What is open of the process: its pid cannot have become that of another one while it still can be signalled. */
async function take({ process: id, take: wanted }: Join, open: Descriptors) {
  if (id === undefined) return {};
  return withProcess(id, (pid, pidfd) => {
    const taken = {
      ...(wanted.includes('root') && { root: open.keep(openDirectory(pid, 'root')) }),
      ...(wanted.includes('cwd') && { cwd: open.keep(openDirectory(pid, 'cwd')) }),
      ...(wanted.includes('environment') && {
        environment: environmentOf(readFileSync(`/proc/${pid}/environ`, 'utf8')),
      }),
    };
    if (wanted.length > 0) pidfdSendSignal(pidfd, 0);
    return taken;
  });
}

function openDirectory(pid: number, link: 'root' | 'cwd'): number {
  return open(`/proc/${pid}/${link}`);
}

function openGroup({ group, inode }: GroupRef, { hierarchies }: Snapshot): Promise<number> {
  const place = groupPlace(group, hierarchies);
  if (!place) throw new SyscallError('open', 'ENOENT', group);
  const version = place.hierarchy.version;
  return GroupDirectory.use({ path: place.directory, inode, version }, async (directory) => directory.openFile(PROCS));
}

/** A path of the root directory that the program will begin in, as this process can see it. */
function rootOf({ target }: Enter, { namespaces, host }: Snapshot): string {
  if (target.kind === 'create') return '/';
  const id = target.take.includes('root') ? target.process : leaderOfMounts(target, namespaces, host.namespaces.mnt);
  const pid = id === undefined ? undefined : parseProcessId(id)?.pid;
  return pid === undefined ? '/' : `/proc/${pid}/root`;
}

function leaderOfMounts(target: Join, namespaces: Snapshot['namespaces'], own: string | undefined): string | undefined {
  const mnt = target.namespaces.find((id) => namespaces[id]?.kind === 'mnt' && id !== own);
  return mnt === undefined ? undefined : namespaces[mnt]?.leader;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
