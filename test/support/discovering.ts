import path from 'node:path';
import { Discovery } from '../../src/agent/discover/discovery.ts';
import type { Namespace } from '../../src/model/namespace.ts';
import { kernelName } from '../../src/model/namespace.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

const INSIDE_PROGRAM = path.join(import.meta.dirname, '../../src/agent/discover/inside-child.ts');

/** A discovery of this machine whose log lines fail the test. */
export function discoverHere(): Discovery {
  const log = (level: string, message: string) => {
    throw new Error(`unexpected log line: ${level} ${message}`);
  };
  return new Discovery({ log, insideProgram: INSIDE_PROGRAM });
}

/** The namespace that the kernel calls `net:[4026532200]`; undefined when the snapshot has none. */
export function findNamespace(snapshot: Snapshot, name: string): Namespace | undefined {
  return Object.values(snapshot.namespaces).find((ns) => kernelName(ns) === name);
}

/** Like {@link findNamespace}, for one that must be there. */
export function getNamespace(snapshot: Snapshot, name: string): Namespace {
  const found = findNamespace(snapshot, name);
  if (!found) throw new Error(`${name} was not discovered`);
  return found;
}
