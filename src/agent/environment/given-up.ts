import { message } from '../../base/message.ts';
import { ProtocolError } from '../../protocol/errors.ts';

/** @throws ProtocolError cancelled, once somebody has given up what is being done to an environment */
export function throwIfGivenUp({ aborted }: AbortSignal): void {
  if (aborted) throw new ProtocolError('cancelled', message('It was given up.'));
}
