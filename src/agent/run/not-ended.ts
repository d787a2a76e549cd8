import { message } from '../../base/message.ts';
import { ProtocolError } from '../../protocol/errors.ts';

/** What is said of processes that SIGKILL has not ended: they are in an uninterruptible sleep (ps(1), state D). */
export function notEnded(pids: readonly number[]): ProtocolError {
  return new ProtocolError(
    'failed',
    message('Killed, but not ended yet: {0}', pids.slice(0, 5).join(', ')),
    message('They wait for a device; they end when it answers.'),
  );
}
