import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Discovery } from '../../src/agent/discover/discovery.ts';
import type { ExecutionContext } from '../../src/agent/run/executor.ts';
import { FileJournal } from '../../src/agent/run/journal.ts';
import { Networks } from '../../src/agent/run/link/networks.ts';
import { Runner } from '../../src/agent/run/runner.ts';
import { answerError } from '../../src/agent/service/answer-error.ts';
import { NOTHING_SEEN } from '../../src/model/operation/look.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { processByPid } from '../../src/model/snapshot.ts';
import { discoverHere } from './discovering.ts';

/** A runner on this machine with a journal of its own. */
export interface Running extends Disposable {
  readonly runner: Runner;
  readonly discovery: Discovery;
  readonly journal: FileJournal;
  readonly dir: string;
  readonly scan: () => Promise<Snapshot>;
  /** What an executor is given when nothing was looked at. */
  readonly context: () => Promise<ExecutionContext>;
  /** The id of the process that has `pid` now. */
  readonly processId: (pid: number) => Promise<string>;
}

export function runHere(): Running {
  const discovery = discoverHere();
  const dir = mkdtempSync(path.join(tmpdir(), 'isolens-journal-'));
  const journal = new FileJournal(dir, (level, message) => {
    throw new Error(`unexpected log line: ${level} ${message}`);
  });
  const scan = () => discovery.scan('changed');
  return {
    runner: new Runner({ discovery, journal }),
    discovery,
    journal,
    dir,
    scan,
    async context() {
      return {
        snapshot: await scan(),
        seen: NOTHING_SEEN,
        undo: undefined,
        rescan: scan,
        touch: () => {},
        networks: new Networks(discovery),
        takeBack: async () => {},
      };
    },
    async processId(pid) {
      const found = processByPid(await scan(), pid);
      if (!found) throw new Error(`process ${pid} was not discovered`);
      return found.id;
    },
    [Symbol.dispose]() {
      discovery.dispose();
      rmSync(dir, { recursive: true });
    },
  };
}

/** `name: sentence` of the coded error that an act fails with; `done` when it does not. */
export async function outcomeOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
    return 'done';
  } catch (error) {
    const { data } = answerError(error, 'the act', (_level, text) => {
      throw new Error(text, { cause: error });
    });
    if (!data) throw error;
    return `${data.name}: ${data.message.text}`;
  }
}
