import { message } from '../../../base/message.ts';
import { type CgroupId, cgroupId, parentPath, parseCgroupId, pathOf } from '../../cgroup/cgroup.ts';
import { fileFacts } from '../../cgroup/file-facts.ts';
import type { FileState } from '../../cgroup/group-state.ts';
import { INTERFACE_FILES } from '../../cgroup/interface-file.ts';
import { restoring } from '../../cgroup/restore.ts';
import { V1_FILES } from '../../cgroup/v1-file.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { GroupLook, Seen } from '../look.ts';
import type { OperationType, Refusal } from '../operation.ts';
import type { FileWrite } from './check-write.ts';
import { controllerText, SUBTREE_CONTROL } from './controllers.ts';
import type { CreateGroups, NewGroup } from './create.ts';
import { ALL_DEVICES, DEVICES, deviceList } from './device-list.ts';
import { unitLook, unitRefusals } from './ownership.ts';
import { calledGroup, groupsBelow, keeperWarnings, type Place, pidList, placeOf, processesBelow } from './place.ts';

/** Deletes a group and the groups below it, when no process is in any of them. */
export interface DeleteGroup {
  readonly kind: 'cgroup.delete';
  readonly group: CgroupId;
  /** Absent only in what takes a create back that was interrupted: whichever group has the name. */
  readonly inode?: number;
}

const HUGE_PAGES = ['64KB', '2MB', '32MB', '1GB'];

/** Names of files, `<size>` replaced by every size that kernels have. */
function named(files: readonly string[]): string[] {
  const all = files.flatMap((file) =>
    file.includes('<size>') ? HUGE_PAGES.map((size) => file.replace('<size>', size)) : file,
  );
  return [...new Set(all)].filter((file) => !/[+<{ ]/.test(file));
}

/** Settings of a group that are put back with it. */
const SETTINGS: Readonly<Record<1 | 2, readonly string[]>> = {
  1: named([
    ...V1_FILES.filter((each) => each.access === 'rw' && (each.default !== undefined || / by /.test(each.value))).map(
      ({ file }) => file,
    ),
    ...INTERFACE_FILES.filter(({ use }) => use === 'limit').flatMap(({ v1 }) => v1?.file ?? []),
    DEVICES,
  ]),
  2: named([...INTERFACE_FILES.filter(({ use }) => use === 'limit').map(({ file }) => file), SUBTREE_CONTROL]),
};

export const deleteGroup: OperationType<DeleteGroup> = {
  look({ group }, snapshot) {
    const at = parseCgroupId(group);
    if (!at) return {};
    const version = snapshot.hierarchies.find(({ id }) => id === at.hierarchy)?.version ?? 2;
    const above = parentPath(at.path);
    const parent: GroupLook[] = above === undefined ? [] : [{ group: cgroupId(at.hierarchy, above), files: [] }];
    const own = [group, ...groupsBelow(snapshot, group)].map(
      (id): GroupLook => ({ group: id, files: SETTINGS[version] }),
    );
    return { groups: [...unitLook(at), ...parent, ...own], members: [group] };
  },
  describe(operation, snapshot, seen) {
    const { group, inode } = operation;
    const found = placeOf(group, inode, snapshot, seen);
    const path = pathOf(group);
    const title = message('Delete the group {0}', found.ok ? calledGroup(path, found.value.directory) : path);
    if (!found.ok) return { title, steps: [], danger: 'harm', warnings: [], refusals: [found.error] };
    const place = found.value;
    const directories = [
      ...groupsBelow(snapshot, group)
        .toReversed()
        .map((id) => below(id, place)),
      place.directory,
    ];
    const undo = undoOf(place, snapshot, seen);
    return {
      title,
      steps: directories.map((directory) => ({
        effect: message('Remove the group {0}', directory),
        command: ['rmdir', directory],
        call: 'rmdir',
      })),
      danger: 'harm',
      warnings: [
        ...keeperWarnings(place),
        ...(directories.length > 1
          ? [message('The groups below it are deleted, too: {0}', directories.length - 1)]
          : []),
      ],
      refusals: refusalsOf(place, snapshot, seen),
      ...(undo && { undo }),
    };
  },
};

/** The directory of a group below one. */
function below(group: CgroupId, { group: top, directory }: Place): string {
  return directory + group.slice(top.length);
}

function refusalsOf(place: Place, snapshot: Snapshot, seen: Seen): Refusal[] {
  const { group, top, path } = place;
  if (top) {
    return [
      {
        code: 'protected',
        message: message('The root of a hierarchy cannot be deleted.'),
        remedy: message('Unmount the hierarchy instead.'),
      },
    ];
  }
  const inside = processesBelow(snapshot, group);
  const inUse: Refusal[] =
    inside.length > 0
      ? [
          {
            code: 'in-use',
            message: message('Processes are in {0} or below it: {1}', path, pidList(inside)),
            remedy: message('Move or kill them first.'),
          },
        ]
      : [];
  const above = parentPath(path);
  const parent = above === undefined ? undefined : seen.groups[cgroupId(place.hierarchy.id, above)];
  const denied: Refusal[] =
    parent && !parent.writable
      ? [
          {
            code: 'denied',
            message: message('This user may not delete groups of {0}.', above ?? ''),
            remedy: message('Do it as root.'),
          },
        ]
      : [];
  const systemctl = ({ name }: { readonly name: string }) => ['stop', name];
  return [...unitRefusals(place, seen, snapshot, { systemctl }, 'of'), ...inUse, ...denied];
}

/** The groups with the settings that are not the usual ones. */
function undoOf(place: Place, snapshot: Snapshot, seen: Seen): CreateGroups | undefined {
  const above = parentPath(place.path);
  const parent = above === undefined ? undefined : cgroupId(place.hierarchy.id, above);
  const state = parent === undefined ? undefined : seen.groups[parent];
  if (parent === undefined || !state) return undefined;
  const prefix = parent.endsWith('/') ? parent : `${parent}/`;
  const groups = [place.group, ...groupsBelow(snapshot, place.group)].map((id): NewGroup => {
    const own = seen.groups[id];
    return {
      path: id.slice(prefix.length),
      writes: settingsOf(Object.entries(own?.files ?? {}), place.hierarchy.version),
      ...(own && { was: own.inode }),
    };
  });
  return { kind: 'cgroup.create', group: parent, inode: state.inode, groups };
}

function settingsOf(files: readonly (readonly [string, FileState])[], version: 1 | 2): FileWrite[] {
  return files.flatMap(([file, { content = '' }]) => {
    const lines = content.trim().split('\n');
    if (content.trim() === '') return [];
    if (file === DEVICES) return lines.includes(ALL_DEVICES) ? [] : (deviceList(content) ?? []);
    if (file === SUBTREE_CONTROL)
      return [exact(file, controllerText({ enable: content.trim().split(' '), disable: [] }))];
    const facts = fileFacts(file, version)?.facts;
    if (!facts) return [];
    const values = / by /.test(facts.value) ? lines : (restoring(facts, version, content, '') ?? []);
    return values
      .filter((value) => value !== facts.default && !value.endsWith(' 0'))
      .map((value) => exact(file, value));
  });
}

function exact(file: string, value: string): FileWrite {
  return { file, value, exact: true };
}
