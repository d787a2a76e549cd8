import { message } from '../../../base/message.ts';
import { cgroupId, parentPath, parseCgroupId } from '../../cgroup/cgroup.ts';
import { parseCpuList } from '../../cgroup/cpu-list.ts';
import { contentOf } from '../../cgroup/group-state.ts';
import { unitProperties } from '../../cgroup/unit-property.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { GroupLook, Look, Seen } from '../look.ts';
import type { Refusal } from '../operation.ts';
import { checkWrite, type FileWrite, type PlannedWrite } from './check-write.ts';
import { ordered, orderRefusals } from './order.ts';
import { type Instead, unitLook, unitRefusals } from './ownership.ts';
import { chainOf, type GroupRef, type Place, placeOf } from './place.ts';

/** What is written for a change, in the order in which the kernel takes it, or why nothing is. */
export interface WritePlan {
  readonly place?: Place;
  readonly writes: readonly PlannedWrite[];
  readonly refusals: readonly Refusal[];
}

/** Files that are looked at with others. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'memory.limit_in_bytes': ['memory.memsw.limit_in_bytes', 'memory.usage_in_bytes'],
  'memory.memsw.limit_in_bytes': ['memory.limit_in_bytes', 'memory.memsw.usage_in_bytes'],
  'memory.max': ['memory.current'],
  'cpu.cfs_quota_us': ['cpu.cfs_period_us'],
  'cpu.cfs_period_us': ['cpu.cfs_quota_us'],
  'devices.allow': ['devices.list'],
  'devices.deny': ['devices.list'],
};

/** What to look at before files of a group are written. */
export function lookBeforeWrites(group: string, writes: readonly FileWrite[]): Look {
  const at = parseCgroupId(group);
  const files = writes.flatMap(({ file }) => [file, ...((Object.hasOwn(BESIDE, file) && BESIDE[file]) || [])]);
  const above = chainOf(group)
    .slice(0, -1)
    .map((id): GroupLook => ({ group: id, files: ['cgroup.subtree_control', 'cpuset.cpus', 'cpuset.mems'] }));
  const devices = writes.flatMap(({ value }) => value.split(/\s+/).filter((word) => word.startsWith('/')));
  return { groups: [...above, ...(at ? unitLook(at) : []), { group, files }], devices };
}

/** Plans the writes of a change. */
export function planWrites(ref: GroupRef, writes: readonly FileWrite[], snapshot: Snapshot, seen: Seen): WritePlan {
  const found = placeOf(ref.group, ref.inode, snapshot, seen);
  if (!found.ok) return { writes: [], refusals: [found.error] };
  const place = found.value;
  const checked = writes.map((write) => checkWrite(write, place, snapshot, seen));
  const good = checked.flatMap((each) => (each.ok ? [each.value] : []));
  const faults = checked.flatMap((each) => (each.ok ? [] : [each.error]));
  // That a value is wrong matters also to systemd.
  if (faults.length > 0) return { place, writes: [], refusals: faults };
  const owned = unitRefusals(place, seen, snapshot, insteadOf(good, place), 'of');
  const rules = [...orderRefusals(good, place.state), ...cpusetRefusals(good, place, seen)];
  return { place, writes: ordered(good, place.state), refusals: owned.length > 0 ? owned : rules };
}

/** The properties of the unit that do the same. */
function insteadOf(writes: readonly PlannedWrite[], { state }: Place): Instead {
  const period = Number(contentOf(state, 'cpu.cfs_period_us') ?? 100_000);
  const each = writes.map(({ file, text }) => unitProperties(file, text, period));
  const properties = each.flatMap((list) => list ?? []);
  const words = properties.length > 0 ? properties.map(({ name, value }) => `${name}=${value}`) : ['PROPERTY=VALUE'];
  const isWhole = properties.length > 0 && each.every((list) => list !== undefined);
  return {
    systemctl: ({ name }) => ['set-property', '--runtime', name, ...words],
    offer: isWhole
      ? ({ name, user }) => ({
          kind: 'cgroup.setProperty',
          unit: name,
          ...(user !== undefined && { user }),
          properties,
        })
      : undefined,
  };
}

/** In v1 a cpuset has only what the group above has (EACCES). */
function cpusetRefusals(writes: readonly PlannedWrite[], place: Place, seen: Seen): Refusal[] {
  const above = parentPath(place.path);
  if (place.hierarchy.version === 2 || above === undefined || place.top) return [];
  const parent = seen.groups[cgroupId(place.hierarchy.id, above)];
  return writes.flatMap(({ file, text }): Refusal[] => {
    const allowed = /^cpuset\.(?:cpus|mems)$/.test(file) ? contentOf(parent, file) : undefined;
    if (allowed === undefined) return [];
    const known = parseCpuList(allowed) ?? [];
    const beyond = (parseCpuList(text) ?? []).filter((id) => !known.includes(id));
    if (beyond.length === 0) return [];
    return [
      {
        code: 'rule',
        message: message('The group above has no {0} in its {1}.', beyond.join(', '), file),
        remedy:
          allowed === ''
            ? message('Set {0} of {1} first.', file, above)
            : message('Choose from {0}, or give {1} more first.', allowed, above),
      },
    ];
  });
}
