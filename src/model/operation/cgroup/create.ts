import { message } from '../../../base/message.ts';
import { ok } from '../../../base/result.ts';
import { type CgroupId, cgroupId, parseCgroupId } from '../../cgroup/cgroup.ts';
import { fileFacts } from '../../cgroup/file-facts.ts';
import { expandValue } from '../../cgroup/file-value.ts';
import { contentOf } from '../../cgroup/group-state.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { GroupLook, Seen } from '../look.ts';
import type { OperationType, Refusal, Step } from '../operation.ts';
import type { FileWrite, PlannedWrite } from './check-write.ts';
import { unitLook, unitRefusals } from './ownership.ts';
import { calledGroup, groupNameProblem, keeperWarnings, type Place, placeOf } from './place.ts';
import { stepOf } from './set.ts';

/** Makes groups below one, with settings: what a delete took away, or one that is new. */
export interface CreateGroups {
  readonly kind: 'cgroup.create';
  /** The group above. */
  readonly group: CgroupId;
  readonly inode: number;
  /** Those above come before those below them. */
  readonly groups: readonly NewGroup[];
}

export interface NewGroup {
  /** From the group above: `small`, `small/a`. Raw text. */
  readonly path: string;
  readonly writes: readonly FileWrite[];
  /** The inode number that it had when it was to be deleted: if it has it still, it is left as it is. */
  readonly was?: number;
}

/** The group that a new one is. */
export function newGroupId({ group }: Pick<CreateGroups, 'group'>, { path }: NewGroup): CgroupId {
  const at = parseCgroupId(group) ?? { hierarchy: 0, path: '/' };
  return cgroupId(at.hierarchy, at.path === '/' ? `/${path}` : `${at.path}/${path}`);
}

/** Whether it was to be deleted and is still there. */
export function isStillThere(operation: CreateGroups, made: NewGroup, seen: Seen): boolean {
  return made.was !== undefined && seen.groups[newGroupId(operation, made)]?.inode === made.was;
}

export const createGroups: OperationType<CreateGroups> = {
  look(operation) {
    const at = parseCgroupId(operation.group);
    const made = operation.groups.map((each): GroupLook => ({ group: newGroupId(operation, each), files: [] }));
    const above: GroupLook = { group: operation.group, files: ['cpuset.cpus', 'cgroup.clone_children', 'cgroup.type'] };
    return { groups: [...(at ? unitLook(at) : []), above, ...made] };
  },
  describe(operation, snapshot, seen) {
    const found = placeOf(operation.group, operation.inode, snapshot, seen);
    const [first] = operation.groups;
    const title = message(
      'Create the group {0} in {1}',
      first?.path ?? '',
      found.ok ? calledGroup(found.value.path, found.value.directory) : operation.group,
    );
    if (!found.ok) return { title, steps: [], danger: 'none', warnings: [], refusals: [found.error] };
    const place = found.value;
    const missing = operation.groups.filter((each) => !isStillThere(operation, each, seen));
    const warnings = place.top ? topWarnings(place, seen) : keeperWarnings(place);
    return {
      title,
      steps: missing.flatMap((each) => stepsOf(each, place)),
      danger: warnings.length > 0 ? 'harm' : 'none',
      warnings,
      refusals: refusalsOf(operation, missing, place, snapshot, seen),
      ...(first && { undo: { kind: 'cgroup.delete', group: newGroupId(operation, first) } }),
    };
  },
};

/** A group below the root is where everybody makes one; only systemd minds. */
function topWarnings({ hierarchy }: Place, seen: Seen) {
  return seen.systemd && (hierarchy.version === 2 || hierarchy.name === 'systemd')
    ? [message('systemd rules over this tree: it may switch controllers off for groups that are not its own.')]
    : [];
}

/** What is written into the files of a new group; undefined for a value that cannot be written. */
export function writesOfNew({ writes }: NewGroup, version: 1 | 2): readonly PlannedWrite[] | undefined {
  const planned = writes.map(({ file, value, exact }) => {
    const facts = fileFacts(file, version)?.facts;
    const text = exact || !facts ? ok(value) : expandValue(facts, version, value);
    return text.ok ? { file, text: text.value } : undefined;
  });
  return planned.some((write) => !write) ? undefined : planned.flatMap((write) => write ?? []);
}

function stepsOf(made: NewGroup, { directory, hierarchy }: Place): Step[] {
  const own = `${directory}/${made.path}`;
  const writes = writesOfNew(made, hierarchy.version) ?? [];
  return [
    { effect: message('Make the group {0}', own), command: ['mkdir', own], call: 'mkdir' },
    ...writes.map((write) => stepOf(write, { directory: own })),
  ];
}

function refusalsOf(
  operation: CreateGroups,
  missing: readonly NewGroup[],
  place: Place,
  snapshot: Snapshot,
  seen: Seen,
): Refusal[] {
  // What had a name once may have it again.
  const isNew = missing.filter(({ was }) => was === undefined);
  const names = isNew.flatMap(({ path }): Refusal[] => {
    const problem = path.split('/').map(groupNameProblem).find(Boolean);
    return problem ? [{ code: 'invalid', message: problem, remedy: message('Choose another name.') }] : [];
  });
  const values = missing
    .filter((each) => !writesOfNew(each, place.hierarchy.version))
    .map(
      ({ path }): Refusal => ({
        code: 'invalid',
        message: message('A value for {0} cannot be written.', path),
        remedy: message('Create the group first, then set its files.'),
      }),
    );
  if (names.length + values.length > 0) return [...names, ...values];
  const taken = missing.flatMap((each): Refusal[] =>
    seen.groups[newGroupId(operation, each)]
      ? [
          {
            code: 'exists',
            message: message('There is a group {0} already.', each.path),
            remedy: message('Choose another name, or delete it first.'),
          },
        ]
      : [],
  );
  const systemctl = () => ['set-property', 'UNIT', 'PROPERTY=VALUE'];
  return [...taken, ...rightsRefusals(place), ...unitRefusals(place, seen, snapshot, { systemctl }, 'in')];
}

function rightsRefusals({ state, path, hierarchy }: Place): Refusal[] {
  if (!state.writable) {
    return [
      {
        code: 'denied',
        message: message('This user may not make groups in {0}.', path),
        remedy:
          hierarchy.version === 2
            ? message('Use a group that was delegated to you, as below user@UID.service, or do it as root.')
            : message('Do it as root, or have root give you the directory (chown).'),
      },
    ];
  }
  if (!contentOf(state, 'cgroup.type')?.endsWith('invalid')) return [];
  return [
    {
      code: 'rule',
      message: message('{0} is invalid because a group beside or above it is threaded (cgroup.type).', path),
      remedy: message('Choose a group that is a normal domain.'),
    },
  ];
}
