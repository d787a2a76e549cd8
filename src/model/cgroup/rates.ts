import type { CgroupValues } from './values.ts';

/** What changes in a second, from two readings of a group. */
export interface CgroupRates {
  /** CPUs: 1.5 is one and a half. */
  readonly cpu?: number;
  /** Share of the periods in which the quota ran out: 0 to 1. */
  readonly throttled?: number;
  /** Bytes in a second of all devices. */
  readonly read?: number;
  readonly write?: number;
}

/** Undefined when the readings are not of the same group, or of the same moment. */
export function ratesBetween(before: CgroupValues, now: CgroupValues): CgroupRates | undefined {
  const ms = now.time - before.time;
  if (before.group !== now.group || before.gone || now.gone || ms <= 0) return undefined;
  const used = grown(before.cpu?.usage, now.cpu?.usage);
  const periods = grown(before.cpu?.periods, now.cpu?.periods);
  const throttled = grown(before.cpu?.throttled, now.cpu?.throttled);
  const read = grown(total(before, 'rbytes'), total(now, 'rbytes'));
  const write = grown(total(before, 'wbytes'), total(now, 'wbytes'));
  return {
    ...(used !== undefined && { cpu: used / 1000 / ms }),
    ...(throttled !== undefined && periods !== undefined && periods > 0 && { throttled: throttled / periods }),
    ...(read !== undefined && { read: (read * 1000) / ms }),
    ...(write !== undefined && { write: (write * 1000) / ms }),
  };
}

/** What one block device does in a second, from two readings of a group: bytes and operations. */
export interface DeviceRates {
  readonly device: string;
  readonly read: number;
  readonly write: number;
  readonly reads: number;
  readonly writes: number;
}

/** Of devices that are in both readings. */
export function deviceRates(before: CgroupValues, now: CgroupValues): DeviceRates[] {
  const seconds = (now.time - before.time) / 1000;
  if (before.group !== now.group || seconds <= 0) return [];
  return (now.io ?? []).flatMap((each) => {
    const old = before.io?.find(({ device }) => device === each.device);
    const of = (key: 'rbytes' | 'wbytes' | 'rios' | 'wios') => (grown(old?.[key], each[key]) ?? 0) / seconds;
    return old
      ? [{ device: each.device, read: of('rbytes'), write: of('wbytes'), reads: of('rios'), writes: of('wios') }]
      : [];
  });
}

/** Counters that are smaller are of a group that was made again. */
function grown(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined || now < before ? undefined : now - before;
}

function total({ io }: CgroupValues, key: 'rbytes' | 'wbytes'): number | undefined {
  return io?.reduce((sum, device) => sum + device[key], 0);
}
