import { readFileSync } from 'node:fs';
import { message } from '../../base/message.ts';
import { SIGNALS, type SignalProcess } from '../../model/operation/signal.ts';
import { parseProcessId } from '../../model/process.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { parseStat } from '../discover/parse-proc.ts';
import { close } from '../kernel/fd.ts';
import { pidfdOpen, pidfdSendSignal } from '../kernel/pidfd.ts';
import type { Executor } from './executor.ts';

/** The start time of the process that has `pid` now; undefined when there is none. */
function startTimeOf(pid: number): number | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTime;
  } catch {
    return undefined;
  }
}

/** Through a pidfd: once it is open its process cannot become another one, so the start time is compared after that. */
export const signalProcess: Executor<SignalProcess> = {
  async execute({ process: id, signal }, { undo }) {
    const { pid, startTime } = parseProcessId(id) ?? { pid: 0, startTime: 0 };
    if (pid === process.pid) throw new ProtocolError('refused', message('Process {0} is the agent itself.', pid));
    const pidfd = pidfdOpen(pid);
    try {
      if (startTimeOf(pid) !== startTime) {
        throw new ProtocolError('refused', message('Pid {0} is another process now.', pid));
      }
      pidfdSendSignal(pidfd, SIGNALS[signal]);
    } finally {
      close(pidfd);
    }
    return undo;
  },
};
