import { message } from '../../base/message.ts';
import { SIGNALS, type SignalProcess } from '../../model/operation/signal.ts';
import { parseProcessId } from '../../model/process.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { pidfdSendSignal } from '../kernel/pidfd.ts';
import type { Executor } from './executor.ts';
import { withProcess } from './process-handle.ts';

/** Through a pidfd, so that a reused pid is never hit. */
export const signalProcess: Executor<SignalProcess> = {
  async execute({ process: id, signal }, { undo }) {
    const pid = parseProcessId(id)?.pid ?? 0;
    if (pid === process.pid) throw new ProtocolError('refused', message('Process {0} is the agent itself.', pid));
    await withProcess(id, (_, pidfd) => pidfdSendSignal(pidfd, SIGNALS[signal]));
    return undo;
  },
};
