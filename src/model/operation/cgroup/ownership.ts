import { message } from '../../../base/message.ts';
import { shellLine } from '../../../base/text.ts';
import { cgroupId } from '../../cgroup/cgroup.ts';
import { type OwningUnit, owningUnit } from '../../cgroup/unit.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { GroupLook, Seen } from '../look.ts';
import type { Operation, Refusal } from '../operation.ts';
import type { Place } from './place.ts';

/** What to look at for {@link unitRefusals}. */
export function unitLook({ hierarchy, path }: { readonly hierarchy: number; readonly path: string }): GroupLook[] {
  const unit = owningUnit(path);
  return unit ? [{ group: cgroupId(hierarchy, unit.path), files: [] }] : [];
}

/** What systemd offers instead of a change behind its back. */
export interface Instead {
  /** argv after `systemctl` and the choice of the manager. */
  readonly systemctl: (unit: OwningUnit) => readonly string[];
  readonly offer?: ((unit: OwningUnit) => Operation) | undefined;
}

/**
 * Why systemd's groups are left to it: it is their single writer (https://systemd.io/CGROUP_DELEGATION). What is below a
 * unit that was delegated is free.
 * @param change `in` the group, which a delegated unit allows in its own group, too, or `of` it
 */
export function unitRefusals(
  place: Place,
  seen: Seen,
  { host }: Snapshot,
  instead: Instead,
  change: 'in' | 'of',
): Refusal[] {
  const unit = seen.systemd ? owningUnit(place.path) : undefined;
  if (!unit) return [];
  const delegated = seen.groups[cgroupId(place.hierarchy.id, unit.path)]?.delegated ?? false;
  if (delegated && (change === 'in' || !unit.own)) return [];
  if (!unit.own) {
    return [
      {
        code: 'owned',
        message: message('{0} is below {1}, which systemd has not handed over.', place.path, unit.name),
        remedy: message(
          'Start the service with Delegate=yes, or use a scope: {0}',
          'systemd-run --scope -p Delegate=yes COMMAND',
        ),
      },
    ];
  }
  const offer = instead.offer?.(unit);
  return [
    {
      code: 'owned',
      message: message('{0} belongs to systemd, which writes its files itself.', unit.name),
      remedy: message(
        'Tell systemd: {0}',
        shellLine(['systemctl', ...managerArgs(unit.user, host.agent.uid), ...instead.systemctl(unit)]),
      ),
      ...(offer && { offer }),
    },
  ];
}

/** The arguments that choose the manager. */
export function managerArgs(user: number | undefined, own: number): readonly string[] {
  if (user === undefined) return [];
  return user === own ? ['--user'] : ['--user', `--machine=${user}@`];
}
