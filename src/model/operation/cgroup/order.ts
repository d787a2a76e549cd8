import { message } from '../../../base/message.ts';
import { contentOf, type GroupState } from '../../cgroup/group-state.ts';
import { isNoLimit } from '../../cgroup/restore.ts';
import type { Refusal } from '../operation.ts';
import type { PlannedWrite } from './check-write.ts';

const LIMIT = 'memory.limit_in_bytes';
const BOTH = 'memory.memsw.limit_in_bytes';
const QUOTA = 'cpu.cfs_quota_us';
const PERIOD = 'cpu.cfs_period_us';

/** Bytes or µs; -1 is endless. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d+$/.test(text)) return undefined;
  return text === '-1' || isNoLimit(text) ? Number.POSITIVE_INFINITY : Number(text);
}

function written(writes: readonly PlannedWrite[], file: string): number | undefined {
  return numberOf(writes.find((write) => write.file === file)?.text);
}

/**
 * The writes in an order in which the kernel takes each. v1: memory.limit_in_bytes is at no moment above memsw (EINVAL),
 * and no share of CPU above that of the group above (EINVAL), so the step between is the one with the smaller share.
 */
export function ordered(writes: readonly PlannedWrite[], state: GroupState): readonly PlannedWrite[] {
  const first = [memoryFirst(writes, state), cpuFirst(writes, state)];
  const rank = (write: PlannedWrite) => (first.includes(write.file) ? 0 : 1);
  return writes.toSorted((a, b) => rank(a) - rank(b));
}

function memoryFirst(writes: readonly PlannedWrite[], state: GroupState): string | undefined {
  const [limit, both] = [written(writes, LIMIT), written(writes, BOTH)];
  if (limit === undefined || both === undefined) return undefined;
  return limit <= (numberOf(contentOf(state, BOTH)) ?? Number.POSITIVE_INFINITY) ? LIMIT : BOTH;
}

function cpuFirst(writes: readonly PlannedWrite[], state: GroupState): string | undefined {
  const [quota, period] = [written(writes, QUOTA), written(writes, PERIOD)];
  if (quota === undefined || period === undefined) return undefined;
  const share = (ofQuota: number, ofPeriod: number) => (ofQuota === Number.POSITIVE_INFINITY ? 0 : ofQuota / ofPeriod);
  const quotaFirst = share(quota, numberOf(contentOf(state, PERIOD)) ?? period);
  const periodFirst = share(numberOf(contentOf(state, QUOTA)) ?? quota, period);
  return quotaFirst < periodFirst ? QUOTA : PERIOD;
}

/** Why no order helps: afterwards the limit of memory would be above that of memory and swap. */
export function orderRefusals(writes: readonly PlannedWrite[], state: GroupState): Refusal[] {
  const [limit, both] = [written(writes, LIMIT), written(writes, BOTH)];
  if (limit === undefined && both === undefined) return [];
  const limitAfter = limit ?? numberOf(contentOf(state, LIMIT));
  const bothAfter = both ?? numberOf(contentOf(state, BOTH));
  if (limitAfter === undefined || bothAfter === undefined || limitAfter <= bothAfter) return [];
  return [
    {
      code: 'rule',
      message: message('{0} counts memory and swap: it cannot be below {1}.', BOTH, LIMIT),
      remedy:
        limit === undefined
          ? message('Lower {0} in the same change.', LIMIT)
          : message('Raise {0} in the same change.', BOTH),
    },
  ];
}
