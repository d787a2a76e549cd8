import { statSync } from 'node:fs';
import type { Container } from '../model/container.ts';
import { isNamespaceKind, kernelName, type Namespace } from '../model/namespace.ts';
import type { Process } from '../model/process.ts';
import { processByPid, type Snapshot } from '../model/snapshot.ts';
import { CliError, EXIT, usageError } from './exit.ts';

/** What it takes to read the namespaces of others (ptrace(2), "access mode checking"). */
const RIGHTS = 'It takes root, with CAP_SYS_PTRACE over it.';

/** How a person may name a namespace, for the help of commands. */
export const NAMESPACE_HELP = `NS is an inode number (4026532200), the kernel's name (net:[4026532200]), an id of
\`isolens ls --json\`, the name of a network namespace (sfo), PID/KIND (1234/net), or the path of a namespace
file (/run/netns/sfo, /proc/1234/ns/net).`;

/** The namespace that a person means. @throws CliError */
export function findNamespace(snapshot: Snapshot, text: string): Namespace {
  const matches = matching(snapshot, text);
  const [first, ...others] = matches;
  if (!first) throw new CliError(EXIT.no, `no such namespace: ${text}`, 'List them with `isolens ls`.');
  if (others.length > 0) {
    throw usageError(
      `${text} means several namespaces: ${matches.map(kernelName).join(', ')}`,
      "Give the kernel's name of one of them.",
    );
  }
  return first;
}

function matching(snapshot: Snapshot, text: string): Namespace[] {
  const id = ofProcess(snapshot, text);
  const all = Object.values(snapshot.namespaces);
  if (id !== undefined) return all.filter((ns) => ns.id === id);
  const named = all.filter((ns) => [ns.id, kernelName(ns), String(ns.inode), ns.name].includes(text));
  if (named.length > 0 || !text.includes('/')) return named;
  const inode = inodeOf(text);
  return all.filter((ns) => ns.inode === inode);
}

/** The id that `1234/net` or `/proc/1234/ns/net` means; undefined for text of another form. */
function ofProcess(snapshot: Snapshot, text: string): string | undefined {
  const match = /^(?:(\d+)|\/proc\/(\d+)\/ns)\/([a-z]+)$/.exec(text);
  const kind = match?.[3];
  if (!match || !kind || !isNamespaceKind(kind)) return undefined;
  const process = readableProcess(snapshot, pidOf(match[1] ?? match[2] ?? ''));
  return process.namespaces[kind] ?? '';
}

/** Inode of the namespace file at a path; undefined where there is none. */
function inodeOf(path: string): number | undefined {
  try {
    const { ino, dev } = statSync(path);
    // All namespace files are on nsfs; files elsewhere may have the same inode number.
    return dev === statSync('/proc/self/ns/mnt').dev ? ino : undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) return undefined;
    throw new CliError(EXIT.noRight, `${path} cannot be looked at`, RIGHTS);
  }
}

export function isPid(text: string): boolean {
  return /^[1-9]\d{0,9}$/.test(text);
}

/** Whether a container is meant by this: its name or id, or the beginning of its id. */
export function isCalled({ name, nativeId }: Container, text: string): boolean {
  return name === text || (text.length >= 4 && nativeId.startsWith(text));
}

/** A pid given as text. @throws CliError */
export function pidOf(text: string): number {
  if (!isPid(text)) throw usageError(`not a pid: ${text}`);
  return Number(text);
}

/** A process whose namespaces are known; a zombie has none. @throws CliError */
export function readableProcess(snapshot: Snapshot, pid: number): Process {
  const process = processByPid(snapshot, pid);
  if (!process) throw new CliError(EXIT.no, `no such process: ${pid}`, 'It has ended, or /proc hides it.');
  if (process.state === 'zombie' || Object.keys(process.namespaces).length > 0) return process;
  throw new CliError(EXIT.noRight, `the namespaces of process ${pid} cannot be read`, RIGHTS);
}
