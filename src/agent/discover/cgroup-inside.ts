import { readdirSync } from 'node:fs';
import { message } from '../../base/message.ts';
import { type CgroupId, pathOf } from '../../model/cgroup/cgroup.ts';
import type { GroupFile } from '../../model/cgroup/file-facts.ts';
import { groupPlace, type Hierarchy } from '../../model/cgroup/hierarchy.ts';
import type { Thread } from '../../model/cgroup/thread.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { FileReader } from '../kernel/file-reader.ts';
import { bytesOfText } from '../kernel/raw-text.ts';
import { threadOf } from './threads.ts';

/** More threads of one group are not looked up. */
const MOST_THREADS = 5000;

/** Looks at one group closely, when a person does. */
export class CgroupInside {
  readonly #files = new FileReader();

  /** Threads of a group without main threads, yielding after each. @throws ProtocolError gone */
  *threads(group: CgroupId, hierarchies: readonly Hierarchy[]): Generator<void, readonly Thread[]> {
    const { directory, version } = this.#place(group, hierarchies);
    const tids = this.#numbers(`${directory}/${version === 2 ? 'cgroup.threads' : 'tasks'}`);
    // In a threaded group of v2 it cannot be read: then each thread tells whose it is.
    const mains = new Set(this.#numbers(`${directory}/cgroup.procs`));
    const found: Thread[] = [];
    for (const tid of tids) {
      if (found.length === MOST_THREADS) break;
      const thread = mains.has(tid) ? undefined : threadOf(tid, this.#files);
      if (thread && thread.pid !== tid) found.push(thread);
      yield;
    }
    return found;
  }

  /** Every file of a group with what it says now, by name, yielding after each. @throws ProtocolError gone */
  *files(group: CgroupId, hierarchies: readonly Hierarchy[]): Generator<void, readonly GroupFile[]> {
    const { directory } = this.#place(group, hierarchies);
    const found: GroupFile[] = [];
    for (const name of filesIn(directory)) {
      const text = this.#files.file(`${directory}/${name}`);
      found.push(text === undefined ? { name, errno: this.#files.errno } : { name, text });
      yield;
    }
    return found;
  }

  #place(group: CgroupId, hierarchies: readonly Hierarchy[]): { readonly directory: string; readonly version: 1 | 2 } {
    const place = groupPlace(group, hierarchies);
    if (place && this.#files.identity(place.directory)) {
      return { directory: place.directory, version: place.hierarchy.version };
    }
    throw new ProtocolError('gone', message('The group {0} is not there.', pathOf(group)));
  }

  #numbers(path: string): number[] {
    return (this.#files.records(path) ?? '').split('\n').filter(Boolean).map(Number);
  }
}

function filesIn(directory: string): string[] {
  try {
    const entries = readdirSync(bytesOfText(directory), { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() ? entry.name : [])).sort();
  } catch {
    return [];
  }
}
