import type { FirewallAct, TranslatingAct } from '../firewall.ts';
import type { NumberRange } from '../rule.ts';
import { addressOf, type Json, objectOf, portOf } from './value.ts';

/** What a statement of nft(8) does with a packet; undefined for one that does nothing with it, or is not understood. */
export function actOf(statement: Json): FirewallAct | undefined {
  const [kind] = Object.keys(statement);
  switch (kind) {
    case 'accept':
    case 'drop':
    case 'reject':
    case 'return':
    case 'continue':
      return { kind };
    case 'masquerade':
      return { kind };
    case 'jump':
    case 'goto': {
      const target = objectOf(statement[kind])['target'];
      return typeof target === 'string' ? { kind, chain: target } : undefined;
    }
    case 'snat':
    case 'dnat':
    case 'redirect':
      return translation(kind, objectOf(statement[kind]));
    default:
      return undefined;
  }
}

function translation(kind: TranslatingAct['kind'], { addr, port }: Json): TranslatingAct | undefined {
  const address = addr === undefined ? undefined : addressOf(addr);
  const ports: NumberRange | undefined = port === undefined ? undefined : portOf(port);
  const isUnknown = (addr !== undefined && address === undefined) || (port !== undefined && !ports);
  if (isUnknown) return undefined;
  return { kind, ...(address !== undefined && { address }), ...(ports && { ports }) };
}
