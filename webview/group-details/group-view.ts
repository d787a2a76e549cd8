import { type EffectiveLimit, effectiveLimits, type Limited } from '../../src/model/cgroup/effective.ts';
import { mergeValues } from '../../src/model/cgroup/path-group.ts';
import { type CgroupRates, type DeviceRates, deviceRates, ratesBetween } from '../../src/model/cgroup/rates.ts';
import type { CgroupValues } from '../../src/model/cgroup/values.ts';
import type { GroupReading, ShownGroup } from '../../src/protocol/group-details.ts';
import type { Sample } from './history.ts';

/** What is known of a group at one moment. */
export interface GroupView {
  readonly path: string;
  readonly at: number;
  readonly values: CgroupValues;
  readonly rates: CgroupRates;
  readonly devices: readonly DeviceRates[];
  /** With those above: the smallest limit counts. */
  readonly limits: readonly EffectiveLimit[];
  /** Of the group itself. */
  readonly own: readonly EffectiveLimit[];
}

/** @returns undefined for a group that is gone */
export function groupView(
  group: ShownGroup,
  { at, values }: GroupReading,
  before: GroupView | undefined,
): GroupView | undefined {
  const byId = new Map(values.map((each) => [each.group, each]));
  const chains = group.chains.map((chain) => chain.flatMap((id) => byId.get(id) ?? []));
  const merged = mergeValues(chains.flatMap(([own]) => own ?? []));
  if (!merged || merged.gone) return undefined;
  return {
    path: group.path,
    at,
    values: merged,
    rates: (before && ratesBetween(before.values, merged)) ?? {},
    devices: before ? deviceRates(before.values, merged) : [],
    limits: chains.flatMap((chain) => (chain[0]?.gone ? [] : effectiveLimits(chain))),
    own: effectiveLimits([merged]),
  };
}

/** The effective limit of one kind; undefined for none. */
export function limitOf({ limits }: GroupView, of: Limited): number | undefined {
  const limit = limits.find((each) => each.of === of)?.limit;
  return typeof limit === 'number' ? limit : undefined;
}

/** What a plot keeps of it. */
export function sampleOf(view: GroupView): Sample {
  const { values, rates } = view;
  const known = {
    cpu: rates.cpu,
    cpuLimit: limitOf(view, 'cpu'),
    throttled: rates.throttled,
    memory: values.memory?.current,
    memoryLimit: limitOf(view, 'memory'),
    swap: values.memory?.swap?.current,
    pids: values.pids?.current,
    pidsLimit: limitOf(view, 'pids'),
    read: rates.read,
    write: rates.write,
    pressureCpu: share(values.pressure?.cpu?.some?.avg10),
    pressureMemory: share(values.pressure?.memory?.some?.avg10),
    pressureIo: share(values.pressure?.io?.some?.avg10),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

function share(percent: number | undefined): number | undefined {
  return percent === undefined ? undefined : percent / 100;
}
