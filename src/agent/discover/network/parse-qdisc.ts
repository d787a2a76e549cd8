import type { Netem, Qdisc } from '../../../model/network/qdisc.ts';
import { type Attributes, attributes } from '../../kernel/netlink.ts';
import { present, textOf } from './values.ts';

/** Length of `struct tcmsg`. */
export const TCMSG = 20;

/** Attributes of a qdisc (linux/rtnetlink.h). */
const TCA = { KIND: 1, OPTIONS: 2 } as const;
/** Attributes of netem behind its `struct tc_netem_qopt` (linux/pkt_sched.h). */
const NETEM = { REORDER: 3, CORRUPT: 4, RATE: 6, RATE64: 8, LATENCY64: 10, JITTER64: 11 } as const;
const NETEM_QOPT = 24;
const TBF = { PARMS: 1, RATE64: 4 } as const;

/** Numbers of parents that are no class. */
const PARENTS: Readonly<Record<number, string>> = { 0xffff_ffff: 'root', 0xffff_fff1: 'ingress' };
/** A probability of one. */
const CERTAIN = 0xffff_ffff;
/** Old requests tell times in ticks of 64 ns (psched). */
const TICK = 64e-9;

/** A message RTM_NEWQDISC as a qdisc; undefined for one that a link has by default. */
export function parseQdisc(body: Buffer): Qdisc | undefined {
  const handle = body.readUInt32LE(8);
  if (handle === 0) return undefined;
  const found = attributes(body, TCMSG);
  const kind = textOf(found.get(TCA.KIND)) ?? '';
  const options = found.get(TCA.OPTIONS);
  const parent = body.readUInt32LE(12);
  return {
    index: body.readInt32LE(4),
    kind,
    handle: handleText(handle),
    parent: kind === 'clsact' ? 'clsact' : (PARENTS[parent] ?? handleText(parent)),
    ...(options && kind === 'netem' && { netem: parseNetem(options) }),
    ...(options && kind === 'tbf' && present({ rate: tbfRate(attributes(options)) })),
  };
}

/** `8001:`, `1:10`: both halves in hexadecimal. */
function handleText(handle: number): string {
  const minor = handle & 0xffff;
  return `${(handle >>> 16).toString(16)}:${minor === 0 ? '' : minor.toString(16)}`;
}

/** `struct tc_netem_qopt`: latency, limit, loss, gap, duplicate, jitter. */
function parseNetem(options: Buffer): Netem {
  const at = (field: number) => options.readUInt32LE(field * 4);
  const found = attributes(options, NETEM_QOPT);
  const probability = (value: number | undefined) => (value ? value / CERTAIN : undefined);
  return {
    limit: at(1),
    ...present({
      delay: seconds(found.get(NETEM.LATENCY64), at(0)),
      jitter: seconds(found.get(NETEM.JITTER64), at(5)),
      loss: probability(at(2)),
      duplicate: probability(at(4)),
      corrupt: probability(found.get(NETEM.CORRUPT)?.readUInt32LE(0)),
      reorder: probability(found.get(NETEM.REORDER)?.readUInt32LE(0)),
      rate: wide(found.get(NETEM.RATE64)) ?? (found.get(NETEM.RATE)?.readUInt32LE(0) || undefined),
    }),
  };
}

function seconds(nanoseconds: Buffer | undefined, ticks: number): number | undefined {
  const told = nanoseconds ? Number(nanoseconds.readBigInt64LE(0)) / 1e9 : ticks * TICK;
  return told === 0 ? undefined : told;
}

/** The rate stands in the `struct tc_ratespec` that `struct tc_tbf_qopt` begins with. */
function tbfRate(options: Attributes): number | undefined {
  return wide(options.get(TBF.RATE64)) ?? options.get(TBF.PARMS)?.readUInt32LE(8);
}

function wide(value: Buffer | undefined): number | undefined {
  return value && Number(value.readBigUInt64LE(0));
}
