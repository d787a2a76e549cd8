import { accessSync, constants, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type CgroupId, cgroupId, membershipPath } from '../../model/cgroup/cgroup.ts';
import type { FileState, GroupState } from '../../model/cgroup/group-state.ts';
import { groupPlace } from '../../model/cgroup/hierarchy.ts';
import type { ThreadId } from '../../model/cgroup/thread.ts';
import { parseMountinfo } from '../../model/mount.ts';
import { managerArgs } from '../../model/operation/cgroup/ownership.ts';
import { groupsBelow } from '../../model/operation/cgroup/place.ts';
import type { DirectoryState, GroupLook, Look, Seen, ThreadState, UnitLook } from '../../model/operation/look.ts';
import { parseProcessId } from '../../model/process.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { parseCgroup } from '../discover/parse-proc.ts';
import { inSlices } from '../discover/slices.ts';
import { threadOf } from '../discover/threads.ts';
import { FileReader } from '../kernel/file-reader.ts';
import { bytesOfText } from '../kernel/raw-text.ts';
import { extendedAttribute } from '../kernel/xattr.ts';
import { deviceNumber } from './device-number.ts';
import { netemOfKernel } from './link/netem-of-kernel.ts';
import type { Networks } from './link/networks.ts';
import { toolOutput } from './tool.ts';

/** A page: no setting has more. */
const CONTENT = 4096;

/** Looks at what an operation needs to know before it is described. Changes nothing. */
export async function lookAt(look: Look, snapshot: Snapshot, networks: Pick<Networks, 'read'>): Promise<Seen> {
  const { groups = [], threads = [], devices = [], directory, unit, networks: wanted, netem } = look;
  const properties = unit && (await propertiesOf(unit, snapshot));
  return {
    agent: process.pid,
    systemd: existsSync('/run/systemd/system'),
    groups: await inSlices(groupStates(merged(groups), snapshot)),
    ...(threads.length > 0 && { threads: Object.fromEntries(threads.flatMap(threadEntry)) }),
    devices: Object.fromEntries(devices.flatMap((each) => deviceEntry(each))),
    controllers: controllersOfKernel(),
    ...(directory !== undefined && { directory: directoryState(directory) }),
    ...(properties && { properties }),
    ...(wanted && { networks: networks.read(wanted) }),
    ...(netem && (await netemOfKernel())),
  };
}

/**
 * Pids of processes that are in other groups than a snapshot has them in: others move processes without waking them.
 * @param groups that are looked at, with all below them
 */
export function movedProcesses(groups: readonly CgroupId[], snapshot: Snapshot): Promise<number[]> {
  return groups.length === 0 ? Promise.resolve([]) : inSlices(moved(groups, snapshot));
}

function* moved(groups: readonly CgroupId[], snapshot: Snapshot): Generator<void, number[]> {
  const known = new Map<CgroupId, Set<number>>();
  for (const { pid, cgroups } of Object.values(snapshot.processes)) {
    for (const { hierarchy, path } of cgroups) {
      const id = cgroupId(hierarchy, membershipPath(path).path);
      const members = known.get(id);
      if (members) members.add(pid);
      else known.set(id, new Set([pid]));
    }
  }
  const found: number[] = [];
  for (const group of new Set(groups.flatMap((each) => [each, ...groupsBelow(snapshot, each)]))) {
    const directory = directoryOf(group, snapshot);
    const now = new Set(directory === undefined ? [] : pidsIn(`${directory}/cgroup.procs`));
    const before = known.get(group) ?? new Set();
    found.push(...[...now].filter((pid) => !before.has(pid)), ...[...before].filter((pid) => !now.has(pid)));
    yield;
  }
  return found;
}

function pidsIn(file: string): number[] {
  try {
    const text = readFileSync(bytesOfText(file), 'utf8');
    return text.split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A group once, with all files that are wanted of it. */
function merged(looks: readonly GroupLook[]): GroupLook[] {
  const files = new Map<string, Set<string>>();
  for (const look of looks) {
    const known = files.get(look.group) ?? new Set();
    for (const file of look.files) known.add(file);
    files.set(look.group, known);
  }
  return [...files].map(([group, names]) => ({ group, files: [...names] }));
}

function directoryOf(group: string, { hierarchies }: Snapshot): string | undefined {
  return groupPlace(group, hierarchies)?.directory;
}

function* groupStates(
  looks: readonly GroupLook[],
  snapshot: Snapshot,
): Generator<void, Readonly<Record<CgroupId, GroupState>>> {
  const found: [string, GroupState][] = [];
  for (const look of looks) {
    found.push(...groupEntry(look, snapshot));
    yield;
  }
  return Object.fromEntries(found);
}

function groupEntry({ group, files }: GroupLook, snapshot: Snapshot): [string, GroupState][] {
  const directory = directoryOf(group, snapshot);
  const inode = directory === undefined ? undefined : inodeOf(directory);
  if (directory === undefined || inode === undefined) return [];
  const states = files.flatMap((file): [string, FileState][] => {
    const state = fileState(`${directory}/${file}`);
    return state ? [[file, state]] : [];
  });
  return [
    [
      group,
      { inode, writable: isWritable(directory), delegated: isDelegated(directory), files: Object.fromEntries(states) },
    ],
  ];
}

function threadEntry(id: ThreadId): [ThreadId, ThreadState][] {
  const at = parseProcessId(id);
  const files = new FileReader();
  const thread = at && threadOf(at.pid, files);
  if (!thread || thread.startTime !== at.startTime) return [];
  const { tid, pid, comm } = thread;
  return [[id, { tid, pid, comm, cgroups: parseCgroup(files.paths(`/proc/${tid}/cgroup`) ?? '') }]];
}

function inodeOf(directory: string): number | undefined {
  try {
    return statSync(bytesOfText(directory)).ino;
  } catch {
    return undefined;
  }
}

function fileState(file: string): FileState | undefined {
  const bytes = bytesOfText(file);
  if (!existsSync(bytes)) return undefined;
  const content = contentOf(bytes);
  return { writable: isWritable(file), ...(content !== undefined && { content }) };
}

function contentOf(file: string | Buffer): string | undefined {
  try {
    return readFileSync(file, 'utf8').slice(0, CONTENT);
  } catch {
    return undefined;
  }
}

function isWritable(file: string): boolean {
  try {
    accessSync(bytesOfText(file), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The mark is readable for everybody since systemd 251, before that for root alone. */
function isDelegated(directory: string): boolean {
  return ['user.delegate', 'trusted.delegate'].some((name) => extendedAttribute(directory, name) === '1');
}

/** `b 8:0`; nothing for what is no device node. */
function deviceEntry(file: string): [string, string][] {
  try {
    const stat = statSync(file, { bigint: true });
    const kind = stat.isBlockDevice() ? 'b' : stat.isCharacterDevice() ? 'c' : undefined;
    return kind === undefined ? [] : [[file, `${kind} ${deviceNumber(stat.rdev)}`]];
  } catch {
    return [];
  }
}

/** Name and hierarchy of each controller of `/proc/cgroups` that was not switched off. */
function controllersOfKernel(): Readonly<Record<string, number>> {
  const lines = (contentOf('/proc/cgroups') ?? '').split('\n').map((line) => line.split('\t'));
  return Object.fromEntries(
    lines.flatMap(([name = '#', hierarchy, , enabled]) =>
      name.startsWith('#') || enabled !== '1' ? [] : [[name, Number(hierarchy)]],
    ),
  );
}

function directoryState(directory: string): DirectoryState {
  return { parent: isDirectory(path.dirname(directory)), state: stateOf(directory) };
}

function stateOf(directory: string): DirectoryState['state'] {
  const isThere = lstatSync(directory, { throwIfNoEntry: false }) !== undefined;
  if (!isSafe(isThere ? directory : path.dirname(directory))) return 'unsafe';
  if (!isThere) return 'missing';
  const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (mounts.some(({ mountPoint }) => mountPoint === directory)) return 'mounted';
  return readdirSync(directory).length > 0 ? 'full' : 'empty';
}

/** Nobody else can put another directory in its place: no links, and all above it of root or of this user. */
function isSafe(directory: string): boolean {
  const stat = lstatSync(directory, { throwIfNoEntry: false });
  if (!stat?.isDirectory() || (stat.uid !== 0 && stat.uid !== process.geteuid?.())) return false;
  const isOpen = (stat.mode & 0o022) !== 0 && (stat.mode & 0o1000) === 0;
  return !isOpen && (directory === '/' || isSafe(path.dirname(directory)));
}

function isDirectory(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Lines of `systemctl show`, by name. */
async function propertiesOf(look: UnitLook, { host }: Snapshot): Promise<Readonly<Record<string, readonly string[]>>> {
  const { unit, user, properties } = look;
  const args = [...managerArgs(user, host.agent.uid), 'show', `--property=${properties.join(',')}`, '--', unit];
  const found: Record<string, string[]> = {};
  const output = await toolOutput('systemctl', args).catch(() => '');
  for (const line of output.split('\n')) {
    const at = line.indexOf('=');
    if (at < 1) continue;
    const values = (found[line.slice(0, at)] ??= []);
    values.push(line.slice(at + 1));
  }
  return found;
}
