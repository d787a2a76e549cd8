import type { Refusal } from '../../model/operation/operation.ts';
import { ProtocolError } from '../../protocol/errors.ts';

/** @throws ProtocolError refused, with the first of the refusals */
export function refuse({
  refusals: [first],
}: {
  readonly refusals: readonly Pick<Refusal, 'message' | 'remedy'>[];
}): void {
  if (first) throw new ProtocolError('refused', first.message, first.remedy);
}
