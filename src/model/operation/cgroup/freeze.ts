import { message } from '../../../base/message.ts';
import { parseCgroupId, pathOf } from '../../cgroup/cgroup.ts';
import { contentOf } from '../../cgroup/group-state.ts';
import { hierarchyLabel } from '../../cgroup/hierarchy.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen } from '../look.ts';
import type { OperationType, Refusal } from '../operation.ts';
import { unitLook, unitRefusals } from './ownership.ts';
import {
  calledGroup,
  directoryOf,
  type GroupRef,
  keeperWarnings,
  type Place,
  placeOf,
  processesBelow,
  sessionOf,
  writeStep,
} from './place.ts';

/** Stops all processes of a group and of those below it, or lets them go on. */
export interface FreezeGroup extends GroupRef {
  readonly kind: 'cgroup.freeze';
  readonly frozen: boolean;
}

/** The file that freezes, with its words; v1 has it in the hierarchy of the controller freezer alone. */
export function freezerOf(version: 1 | 2): { readonly file: string; readonly on: string; readonly off: string } {
  return version === 2
    ? { file: 'cgroup.freeze', on: '1', off: '0' }
    : { file: 'freezer.state', on: 'FROZEN', off: 'THAWED' };
}

export const freezeGroup: OperationType<FreezeGroup> = {
  look({ group }) {
    const at = parseCgroupId(group);
    const files = ['cgroup.freeze', 'freezer.state', 'freezer.parent_freezing'];
    return { groups: [...(at ? unitLook(at) : []), { group, files }], members: [group] };
  },
  describe(operation, snapshot, seen) {
    const { group, inode, frozen } = operation;
    const found = placeOf(group, inode, snapshot, seen);
    const called = calledGroup(pathOf(group), directoryOf(snapshot, group));
    const title = frozen ? message('Freeze the group {0}', called) : message('Thaw the group {0}', called);
    if (!found.ok) return { title, steps: [], danger: 'none', warnings: [], refusals: [found.error] };
    const place = found.value;
    const { file, on, off } = freezerOf(place.hierarchy.version);
    const now = contentOf(place.state, file);
    const isFrozen = now === '1' || now?.startsWith('FR') === true;
    const warnings = frozen ? keeperWarnings(place) : [];
    return {
      title,
      steps: [
        writeStep(
          frozen ? message('Stop all processes in it and below') : message('Let all processes in it and below go on'),
          `${place.directory}/${file}`,
          frozen ? on : off,
        ),
      ],
      danger: warnings.length > 0 ? 'harm' : 'none',
      warnings,
      refusals: [
        ...switchRefusals(place, seen, snapshot, frozen ? 'freeze' : 'thaw'),
        ...(frozen ? sessionRefusals(place, snapshot, seen) : parentRefusals(place)),
      ],
      ...(isFrozen !== frozen && { undo: { kind: 'cgroup.freeze', group, inode, frozen: isFrozen } }),
    };
  },
};

function switchRefusals(place: Place, seen: Seen, snapshot: Snapshot, verb: string): Refusal[] {
  const { hierarchy, state, path, top } = place;
  const { file } = freezerOf(hierarchy.version);
  if (top && !state.files[file]) {
    return [
      {
        code: 'protected',
        message: message('The root group cannot be frozen.'),
        remedy: message('Choose a group below it.'),
      },
    ];
  }
  if (hierarchy.version === 1 && !hierarchy.controllers.includes('freezer')) {
    const other = snapshot.hierarchies.find(({ controllers }) => controllers.includes('freezer'));
    return [
      {
        code: 'rule',
        message: message(
          'In v1 only the hierarchy of the controller freezer can freeze; this is {0}.',
          hierarchyLabel(hierarchy),
        ),
        remedy: other?.mount
          ? message('Move the processes into a group below {0}.', other.mount.path)
          : message('Mount a hierarchy with freezer first.'),
      },
    ];
  }
  const found = state.files[file];
  const systemctl = ({ name }: { readonly name: string }) => [verb, name];
  const owned = unitRefusals(place, seen, snapshot, { systemctl }, 'of');
  if (owned.length > 0) return owned;
  if (!found) {
    return [
      {
        code: 'rule',
        message: message('This kernel has no {0}.', file),
        remedy: message('Send SIGSTOP to the processes instead.'),
      },
    ];
  }
  if (found.writable) return [];
  return [
    {
      code: 'denied',
      message: message('This user may not write to {0} of {1}.', file, path),
      remedy: message('Do it as root.'),
    },
  ];
}

/** Who stops Isolens cannot let it go on from here. */
export function sessionRefusals({ group, path }: Place, snapshot: Snapshot, seen: Seen): Refusal[] {
  const session = sessionOf(snapshot, seen);
  const own = processesBelow(snapshot, group).find(({ pid }) => session.has(pid));
  if (!own) return [];
  return [
    {
      code: 'protected',
      message: message('Process {0} ({1}), which runs Isolens itself, is in {2}.', own.pid, own.comm, path),
      remedy: message('Move it to another group first, or do it from a terminal outside.'),
    },
  ];
}

/** v1 tells that a group above holds it. */
function parentRefusals({ state }: Place): Refusal[] {
  if (contentOf(state, 'freezer.parent_freezing') !== '1') return [];
  return [
    {
      code: 'rule',
      message: message('A group above it is frozen, and this one with it.'),
      remedy: message('Thaw that one.'),
    },
  ];
}
