import { execFile } from 'node:child_process';
import type { IdMapRange, Inside, NamespaceKind } from '../../model/namespace.ts';
import { type CgroupMembership, parseProcessId } from '../../model/process.ts';
import type { Proc } from '../kernel/proc.ts';
import type { Log } from '../log.ts';
import { programBeside } from '../program-beside.ts';
import { countLinks, lookAround } from './inside-look.ts';
import type { FirewallTexts } from './network/inside/firewall-texts.ts';
import { parseCgroup, parseIdMap, parseTimeOffsets } from './parse-proc.ts';
import { linkInode } from './process-reader.ts';
import type { Way } from './references.ts';
import type { Sighting } from './sightings.ts';

/** A namespace that a throw-away process is to enter. `member`: pid of a process in a cgroup namespace. */
export interface Question {
  readonly kind: NamespaceKind;
  readonly inode: number;
  readonly ways: readonly Way[];
  readonly member?: number;
  /** Of a network namespace: what the tools of its firewall say. */
  readonly firewall?: true;
}

/** What it found; `text` is a file that the agent parses: mountinfo, or `/proc/PID/cgroup`. */
export type Answer =
  | { readonly inside: Inside }
  | { readonly text: string }
  | { readonly firewall: FirewallTexts }
  | { readonly errno: string };

/** Time that the throw-away process has for all its questions, and the most it may answer. */
const TIMEOUT_MS = 30_000;
const MAX_ANSWER = 64 * 1024 * 1024;

/** Path of the program that enters namespaces, beside the running one: a bundle, or its source in a checkout. */
export function insideProgram(main = process.argv[1] ?? ''): string {
  return programBeside(main, 'inside.cjs', 'discover/inside-child.ts');
}

/** Path of the program that sends a packet from a network namespace, the same way. */
export function probeProgram(main = process.argv[1] ?? ''): string {
  return programBeside(main, 'probe.cjs', 'discover/path/probe-child.ts');
}

/** Looks inside namespaces: through files of their members where that tells, else by a throw-away process. */
export class InsideReader {
  readonly #proc: Proc;
  readonly #program: string;
  readonly #log: Log;

  constructor(proc: Proc, program: string, log: Log) {
    this.#proc = proc;
    this.#program = program;
    this.#log = log;
  }

  /** What can be told without entering; undefined when it takes {@link enter}. `own`: the agent is a member. */
  here(sighting: Sighting, own: boolean, initial: boolean): Inside | undefined {
    const { kind } = sighting;
    if (kind === 'user') return this.#user(sighting);
    if (kind === 'time') return this.#time(sighting, initial);
    if (kind === 'cgroup' && own) return { kind, roots: this.#ownRoots() };
    if (own) return lookAround(this.#proc, kind);
    return kind === 'net' ? this.#net(sighting) : undefined;
  }

  /** Asks one throw-away process; an answer for each question, in order. Never fails: what it cannot tell is an errno. */
  async enter(questions: readonly Question[]): Promise<readonly Answer[]> {
    try {
      const text = await run(this.#program, JSON.stringify(questions));
      return JSON.parse(text) as readonly Answer[];
    } catch (error) {
      this.#log('warn', `Looking inside namespaces failed: ${error instanceof Error ? error.message : String(error)}`);
      return questions.map(() => ({ errno: 'EIO' }));
    }
  }

  #user(sighting: Sighting): Inside {
    const pid = sighting.leader?.pid;
    const map = (name: string): readonly IdMapRange[] | undefined => {
      const text = pid === undefined ? undefined : this.#proc.records(`${pid}/${name}`);
      return text === undefined ? undefined : parseIdMap(text);
    };
    const uidMap = map('uid_map');
    const gidMap = map('gid_map');
    const setgroups = pid === undefined ? undefined : this.#proc.file(`${pid}/setgroups`)?.trimEnd();
    return {
      kind: 'user',
      ...(uidMap && { uidMap }),
      ...(gidMap && { gidMap }),
      ...(setgroups !== undefined && { setgroups }),
    };
  }

  /** `timens_offsets` tells of the namespace for children: read it of a process for which both are the same. */
  #time(sighting: Sighting, initial: boolean): Inside {
    if (initial) return { kind: 'time', monotonic: '0', boottime: '0' };
    const pinning = sighting.pins.flatMap((pin) =>
      pin.kind === 'for_children' ? parseProcessId(pin.process)?.pid : [],
    );
    const pids = [sighting.leader?.pid, ...pinning].filter((pid) => pid !== undefined);
    const pid = pids.find(
      (each) => linkInode(this.#proc.link(`${each}/ns/time_for_children`) ?? '') === sighting.inode,
    );
    const text = pid === undefined ? undefined : this.#proc.records(`${pid}/timens_offsets`);
    return { kind: 'time', ...parseTimeOffsets(text ?? '') };
  }

  #net(sighting: Sighting): Inside | undefined {
    const thread = sighting.pins.find((pin) => pin.kind === 'thread');
    const task = sighting.leader?.pid ?? (thread && `${parseProcessId(thread.process)?.pid}/task/${thread.tid}`);
    const links = task === undefined ? undefined : countLinks(this.#proc, `${task}/net/dev`);
    return links === undefined ? undefined : { kind: 'net', links };
  }

  /** Its own root is `/` by definition. */
  #ownRoots(): Record<string, string> {
    const groups = parseCgroup(this.#proc.file('self/cgroup') ?? '');
    return Object.fromEntries(groups.map(({ controllers }) => [controllers, '/']));
  }
}

/**
 * Roots of a cgroup namespace: the path of a member as seen from outside, less its path as seen from inside.
 * A hierarchy where the member has left the root (`/..`) is left out.
 */
export function cgroupRoots(
  outside: readonly CgroupMembership[],
  inside: readonly CgroupMembership[],
): Record<string, string> {
  const roots: Record<string, string> = {};
  for (const { controllers, path: within } of inside) {
    const full = outside.find((group) => group.controllers === controllers)?.path;
    const tail = within === '/' ? '' : within;
    if (full?.endsWith(tail)) roots[controllers] = full.slice(0, full.length - tail.length) || '/';
  }
  return roots;
}

function run(program: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_ANSWER, cwd: '/' } as const;
    const child = execFile(process.execPath, [program], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    // The process may end before it has read everything: then its exit status tells.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
