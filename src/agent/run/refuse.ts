import type { Description } from '../../model/operation/operation.ts';
import { ProtocolError } from '../../protocol/errors.ts';

/** @throws ProtocolError refused, with the first of the refusals */
export function refuse({ refusals: [first] }: Pick<Description, 'refusals'>): void {
  if (first) throw new ProtocolError('refused', first.message, first.remedy);
}
