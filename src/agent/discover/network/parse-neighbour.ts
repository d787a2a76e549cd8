import type { Neighbour } from '../../../model/network/network.ts';
import { attributes } from '../../kernel/netlink.ts';
import { addressText, familyOf, macText } from './values.ts';

/** Length of `struct ndmsg`. */
export const NDMSG = 12;

/** Attributes of a neighbour (linux/neighbour.h). */
const NDA = { DST: 1, LLADDR: 2 } as const;
const NTF_ROUTER = 0x80;

const STATES: Readonly<Record<number, string>> = {
  0: 'NONE',
  0x1: 'INCOMPLETE',
  0x2: 'REACHABLE',
  0x4: 'STALE',
  0x8: 'DELAY',
  0x10: 'PROBE',
  0x20: 'FAILED',
  0x40: 'NOARP',
  0x80: 'PERMANENT',
};

/** A message RTM_NEWNEIGH as a neighbour; undefined for an entry of a bridge, and for multicast, which ip-neighbour(8) hides too. */
export function parseNeighbour(body: Buffer): Neighbour | undefined {
  const family = familyOf(body[0] ?? 0);
  const found = attributes(body, NDMSG);
  const destination = addressText(found.get(NDA.DST));
  const state = STATES[body.readUInt16LE(8)] ?? String(body.readUInt16LE(8));
  if (!family || destination === undefined || state === 'NOARP' || state === 'NONE') return undefined;
  const linkLayerAddress = macText(found.get(NDA.LLADDR));
  return {
    family,
    index: body.readInt32LE(4),
    destination,
    state,
    router: ((body[10] ?? 0) & NTF_ROUTER) !== 0,
    ...(linkLayerAddress !== undefined && { linkLayerAddress }),
  };
}
