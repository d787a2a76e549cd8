import { statSync } from 'node:fs';
import { isNamespaceKind, kernelName, type Namespace, type NamespaceKind } from '../model/namespace.ts';
import type { Process } from '../model/process.ts';
import { processByPid, type Snapshot } from '../model/snapshot.ts';
import { CliError, EXIT, usageError } from './exit.ts';

/** How a person may name a namespace, for the help of commands. */
export const NAMESPACE_HELP = `NS is an inode number (4026532200), the kernel's name (net:[4026532200]), an id of
\`isolens ls --json\`, the name of a network namespace (sfo), PID/KIND (1234/net), or the path of a namespace
file (/run/netns/sfo, /proc/1234/ns/net).`;

/** The namespace that a person means. @throws CliError */
export function findNamespace(snapshot: Snapshot, text: string): Namespace {
  const all = Object.values(snapshot.namespaces);
  const found =
    byProcess(snapshot, text) ??
    all.filter((ns) => ns.id === text || kernelName(ns) === text || String(ns.inode) === text || ns.name === text);
  const matches = found.length > 0 ? found : all.filter((ns) => ns.inode === inodeOf(text));
  const [first, ...others] = matches;
  if (!first) throw new CliError(EXIT.no, `no such namespace: ${text}`, 'List them with `isolens ls`.');
  if (others.length > 0) {
    throw usageError(
      `${text} means several namespaces: ${matches.map(kernelName).join(', ')}`,
      'Give its inode number.',
    );
  }
  return first;
}

function byProcess(snapshot: Snapshot, text: string): Namespace[] | undefined {
  const match = /^(?:\/proc\/)?(\d+)\/(?:ns\/)?([a-z]+)$/.exec(text);
  const kind = match?.[2];
  if (!match || !kind || !isNamespaceKind(kind)) return undefined;
  const id = namespaceOf(findProcess(snapshot, match[1] ?? ''), kind);
  return Object.values(snapshot.namespaces).filter((ns) => ns.id === id);
}

function namespaceOf(process: Process, kind: NamespaceKind): string {
  const id = process.namespaces[kind];
  if (id === undefined) {
    throw new CliError(EXIT.noRight, `the namespaces of process ${process.pid} cannot be read`, 'Run it as root.');
  }
  return id;
}

function inodeOf(path: string): number | undefined {
  if (!path.includes('/')) return undefined;
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}

/** The process with a pid given as text. @throws CliError */
export function findProcess(snapshot: Snapshot, text: string): Process {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw usageError(`not a pid: ${text}`);
  const process = processByPid(snapshot, Number(text));
  if (!process) throw new CliError(EXIT.no, `no such process: ${text}`, 'It has ended, or /proc hides it.');
  return process;
}
