import type { FdbEntry } from '../../../../model/network/network-inside.ts';
import { attributes } from '../../../kernel/netlink.ts';
import { NDMSG } from '../parse-neighbour.ts';
import { AF, addressText, macText, present } from '../values.ts';

/** The body of a request RTM_GETNEIGH for forwarding databases alone. */
export const FDB_REQUEST = Buffer.concat([Buffer.of(AF.BRIDGE), Buffer.alloc(NDMSG - 1)]);

/** Attributes of an entry (linux/neighbour.h). */
const NDA = { DST: 1, LLADDR: 2, VLAN: 5, PORT: 6, VNI: 7, IFINDEX: 8, MASTER: 9 } as const;
const PERMANENT = 0x80;
const NOARP = 0x40;
const STALE = 0x4;

/** Bits of ndm_flags in words of bridge(8). */
const FLAGS: readonly (readonly [number, string])[] = [
  [0x2, 'self'],
  [0x80, 'router'],
  [0x10, 'extern_learn'],
  [0x20, 'offload'],
  [0x4, 'master'],
  [0x40, 'sticky'],
];

/** A message RTM_NEWNEIGH of AF_BRIDGE as an entry of a forwarding database. */
export function parseFdbEntry(body: Buffer): FdbEntry | undefined {
  const found = attributes(body, NDMSG);
  const linkLayerAddress = macText(found.get(NDA.LLADDR));
  if (body[0] !== AF.BRIDGE || linkLayerAddress === undefined) return undefined;
  const flags = body[10] ?? 0;
  return {
    index: body.readInt32LE(4),
    linkLayerAddress,
    state: stateOf(body.readUInt16LE(8)),
    flags: FLAGS.flatMap(([bit, name]) => ((flags & bit) === 0 ? [] : [name])),
    ...present({
      master: found.get(NDA.MASTER)?.readUInt32LE(0),
      vlan: found.get(NDA.VLAN)?.readUInt16LE(0),
      destination: addressText(found.get(NDA.DST)),
      port: found.get(NDA.PORT)?.readUInt16BE(0),
      vni: found.get(NDA.VNI)?.readUInt32LE(0),
      through: found.get(NDA.IFINDEX)?.readUInt32LE(0),
    }),
  };
}

function stateOf(state: number): string {
  if ((state & PERMANENT) !== 0) return 'permanent';
  if ((state & NOARP) !== 0) return 'static';
  return (state & STALE) !== 0 ? 'stale' : 'reachable';
}
