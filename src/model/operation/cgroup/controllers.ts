import { type Message, message } from '../../../base/message.ts';
import { cgroupId, parentPath, parseCgroupId, pathOf } from '../../cgroup/cgroup.ts';
import { wordsOf } from '../../cgroup/group-state.ts';
import { hierarchyLabel } from '../../cgroup/hierarchy.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { GroupLook, Seen } from '../look.ts';
import type { OperationType, Refusal } from '../operation.ts';
import { unitLook, unitRefusals } from './ownership.ts';
import {
  calledGroup,
  chainOf,
  directoryOf,
  type GroupRef,
  groupsBelow,
  keeperWarnings,
  type Place,
  pidList,
  placeOf,
  processesIn,
  writeStep,
} from './place.ts';

/** Hands controllers on to the groups below a group, or no longer (v2, `cgroup.subtree_control`). */
export interface EnableControllers {
  readonly kind: 'cgroup.controllers';
  /** One when a person asks, several when that is taken back. */
  readonly changes: readonly ControllerChange[];
}

export interface ControllerChange extends GroupRef {
  readonly enable: readonly string[];
  readonly disable: readonly string[];
}

export const SUBTREE_CONTROL = 'cgroup.subtree_control';
const FILES = [SUBTREE_CONTROL, 'cgroup.controllers', 'cgroup.type'];

/** Controllers that also single threads can be put under: a group with processes may hand these on (cgroup-v2.rst, Threads). */
const THREADED: readonly string[] = ['cpu', 'cpuset', 'perf_event', 'pids'];

/** One write that changes something. */
export interface ControllerWrite {
  readonly place: Place;
  readonly enable: readonly string[];
  readonly disable: readonly string[];
}

/** `+memory -io`: what is written. */
export function controllerText({ enable, disable }: Pick<ControllerWrite, 'enable' | 'disable'>): string {
  return [...enable.map((name) => `+${name}`), ...disable.map((name) => `-${name}`)].join(' ');
}

export const enableControllers: OperationType<EnableControllers> = {
  look({ changes }, snapshot) {
    const groups = changes.flatMap(({ group, disable }) => {
      const below = disable.length > 0 ? groupsBelow(snapshot, group).filter((id) => isChild(id, group)) : [];
      const at = parseCgroupId(group);
      return [...chainOf(group), ...below]
        .map((id): GroupLook => ({ group: id, files: FILES }))
        .concat(at ? unitLook(at) : []);
    });
    return { groups, members: changes.flatMap(({ group }) => chainOf(group).slice(1)) };
  },
  describe(operation, snapshot, seen) {
    const planned = planControllers(operation, snapshot, seen);
    const { writes } = planned;
    const warnings = writes.flatMap((write) => warningsOf(write, snapshot));
    const undo = writes.toReversed().map(({ place, enable, disable }) => ({
      group: place.group,
      inode: place.state.inode,
      enable: disable,
      disable: enable,
    }));
    return {
      title: titleOf(operation, snapshot),
      steps: writes.map((write) =>
        writeStep(
          message('Write {0} to {1}', controllerText(write), SUBTREE_CONTROL),
          `${write.place.directory}/${SUBTREE_CONTROL}`,
          controllerText(write),
        ),
      ),
      danger: warnings.length > 0 ? 'harm' : 'none',
      warnings,
      refusals: planned.refusals,
      ...(undo.length > 0 && { undo: { kind: 'cgroup.controllers', changes: undo } }),
    };
  },
};

/** The writes that change something, from above downwards; those of groups above come by themselves. */
export function planControllers(
  { changes }: EnableControllers,
  snapshot: Snapshot,
  seen: Seen,
): { readonly writes: readonly ControllerWrite[]; readonly refusals: readonly Refusal[] } {
  const writes = new Map<string, ControllerWrite>();
  const refusals: Refusal[] = [];
  const add = (place: Place, enable: readonly string[], disable: readonly string[]) => {
    const now = wordsOf(place.state, SUBTREE_CONTROL);
    const before = writes.get(place.group);
    const more = enable.filter((name) => !now.includes(name) && !before?.enable.includes(name));
    const less = disable.filter((name) => now.includes(name));
    if (more.length + less.length === 0) return;
    writes.set(place.group, {
      place,
      enable: [...(before?.enable ?? []), ...more],
      disable: [...(before?.disable ?? []), ...less],
    });
  };
  for (const { group, inode, enable, disable } of changes) {
    const found = placeOf(group, inode, snapshot, seen);
    if (!found.ok) {
      refusals.push(found.error);
      continue;
    }
    for (const above of chainOf(group).slice(0, -1)) {
      const upper = placeOf(above, undefined, snapshot, seen);
      if (upper.ok) add(upper.value, enable, []);
    }
    add(found.value, enable, disable);
    refusals.push(...knownRefusals(found.value, enable, snapshot, seen));
  }
  for (const write of writes.values()) refusals.push(...writeRefusals(write, writes, snapshot, seen));
  return { writes: [...writes.values()], refusals };
}

function titleOf({ changes }: EnableControllers, snapshot: Snapshot): Message {
  const target = changes.at(-1);
  if (!target) return message('Change controllers');
  const called = calledGroup(pathOf(target.group), directoryOf(snapshot, target.group));
  const { enable, disable } = target;
  if (disable.length === 0) return message('Enable {0} for the groups in {1}', enable.join(', '), called);
  if (enable.length === 0) return message('Disable {0} for the groups in {1}', disable.join(', '), called);
  return message('Enable {0} and disable {1} for the groups in {2}', enable.join(', '), disable.join(', '), called);
}

function isChild(group: string, of: string): boolean {
  const at = parseCgroupId(group);
  const above = at && parentPath(at.path);
  return above !== undefined && cgroupId(at?.hierarchy ?? 0, above) === of;
}

/** Controllers that v2 does not have here. */
function knownRefusals({ hierarchy }: Place, enable: readonly string[], snapshot: Snapshot, seen: Seen): Refusal[] {
  if (hierarchy.version === 1) {
    return [
      {
        code: 'rule',
        message: message(
          'In v1 a controller holds for a whole hierarchy: {0} has {1}.',
          hierarchyLabel(hierarchy),
          hierarchy.controllers.join(', ') || '-',
        ),
        remedy: message('Mount a hierarchy with the controllers you want.'),
      },
    ];
  }
  return enable
    .filter((name) => !hierarchy.controllers.includes(name))
    .map((name): Refusal => {
      const other = snapshot.hierarchies.find(
        ({ version, controllers }) => version === 1 && controllers.includes(name),
      );
      if (other) {
        return {
          code: 'rule',
          message: message('{0} is attached to a hierarchy of v1, so v2 does not have it.', name),
          remedy: message('Use a group of {0}.', other.mount?.path ?? hierarchyLabel(other)),
        };
      }
      return {
        code: 'invalid',
        message: message('{0} is no controller that groups of v2 can have here.', name),
        remedy:
          name in seen.controllers || hierarchy.controllers.length === 0
            ? message('Look at {0}.', '/proc/cgroups')
            : message('Choose from {0}.', hierarchy.controllers.join(', ')),
      };
    });
}

function writeRefusals(
  { place, enable, disable }: ControllerWrite,
  writes: ReadonlyMap<string, ControllerWrite>,
  snapshot: Snapshot,
  seen: Seen,
): Refusal[] {
  const { state, path, group, top } = place;
  const systemctl = ({ name }: { readonly name: string }) => [
    'set-property',
    '--runtime',
    name,
    'CPUAccounting=yes',
    'MemoryAccounting=yes',
  ];
  const owned = unitRefusals(place, seen, snapshot, { systemctl }, 'in');
  if (owned.length > 0) return owned;
  if (state.files[SUBTREE_CONTROL]?.writable === false) {
    return [
      {
        code: 'denied',
        message: message('This user may not write to {0} of {1}.', SUBTREE_CONTROL, path),
        remedy: message('Use a group that was delegated to you, as below user@UID.service, or do it as root.'),
      },
    ];
  }
  const refusals: Refusal[] = [];
  const inside = top && path === '/' ? [] : processesIn(snapshot, group);
  const domain = enable.filter((name) => !THREADED.includes(name));
  if (inside.length > 0 && domain.length > 0) {
    refusals.push({
      code: 'rule',
      message: message(
        'Processes are in {0} itself ({1}): it cannot hand {2} on.',
        path,
        pidList(inside),
        domain.join(', '),
      ),
      remedy: message('Move them into a group below it first.'),
    });
  }
  for (const child of groupsBelow(snapshot, group).filter((id) => isChild(id, group))) {
    const also = writes.get(child)?.disable ?? [];
    const handedOn = wordsOf(seen.groups[child], SUBTREE_CONTROL).filter(
      (name) => disable.includes(name) && !also.includes(name),
    );
    if (handedOn.length > 0) {
      refusals.push({
        code: 'rule',
        message: message('{0} below it hands {1} on.', pathOf(child), handedOn.join(', ')),
        remedy: message('Disable it there first.'),
      });
    }
  }
  return refusals;
}

function warningsOf({ place, disable }: ControllerWrite, snapshot: Snapshot): Message[] {
  const below = groupsBelow(snapshot, place.group).filter((id) => isChild(id, place.group)).length;
  return [
    ...(place.top ? [] : keeperWarnings(place)),
    ...(disable.length > 0 && below > 0
      ? [message('The groups in it lose what {0} limits and counts.', disable.join(', '))]
      : []),
  ];
}
