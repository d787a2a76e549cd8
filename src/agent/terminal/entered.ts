import { readFileSync, readlinkSync } from 'node:fs';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import { kernelName, type Namespace } from '../../model/namespace.ts';
import type { Entry } from './entrance.ts';

/** First look, and the longest time between two. */
const SOON_MS = 10;
const SELDOM_MS = 500;

/** Releases what an entry holds open as soon as its process has come through: it would keep namespaces alive. */
export function releaseWhenEntered(pid: number, entry: Entry): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const release = toDisposable(() => {
    clearTimeout(timer);
    entry.release();
  });
  const look = (wait: number) => {
    if (hasEntered(pid, entry)) release.dispose();
    else timer = setTimeout(look, wait, Math.min(SELDOM_MS, wait * 2)).unref();
  };
  look(SOON_MS);
  return release;
}

/** nsenter(1) opens all that it was told before it enters the first; without namespaces it is through when it is another program. */
function hasEntered(pid: number, { namespaces, argv }: Entry): boolean {
  if (namespaces.length > 0) return namespaces.every((ns) => isIn(pid, ns));
  const now = commandOf(String(pid));
  const [file = ''] = now;
  const isOnItsWay = file === '' || file.endsWith('/nsenter') || (argv.length > 2 && now[2] === argv[2]);
  return !isOnItsWay && now.join('\0') !== commandOf('self').join('\0');
}

/** Of pid and time it is the children that are in it. */
function isIn(pid: number, ns: Namespace): boolean {
  const link = ns.kind === 'pid' || ns.kind === 'time' ? `${ns.kind}_for_children` : ns.kind;
  try {
    return readlinkSync(`/proc/${pid}/ns/${link}`) === kernelName(ns);
  } catch {
    return false;
  }
}

function commandOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
