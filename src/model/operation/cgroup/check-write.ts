import { message } from '../../../base/message.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { cgroupId, parentPath } from '../../cgroup/cgroup.ts';
import { parseCpuMax } from '../../cgroup/cpu-max.ts';
import { fileFacts } from '../../cgroup/file-facts.ts';
import { expandValue } from '../../cgroup/file-value.ts';
import { contentOf, wordsOf } from '../../cgroup/group-state.ts';
import { type Hierarchy, hierarchyLabel } from '../../cgroup/hierarchy.ts';
import { restoring } from '../../cgroup/restore.ts';
import type { ValueFault, ValueFile } from '../../cgroup/setting.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen } from '../look.ts';
import type { Refusal } from '../operation.ts';
import { directoryOf, type Place } from './place.ts';

/** A value for a file of a group. */
export interface FileWrite {
  readonly file: string;
  /** As a person writes it: `10M`. */
  readonly value: string;
  /** It is the kernel's own text, as one that is put back: written as it is. */
  readonly exact?: true;
}

/** A write that nothing speaks against. */
export interface PlannedWrite {
  readonly file: string;
  /** What is written, on one line. */
  readonly text: string;
  /** What to write, line by line, so that the file says again what it says now; absent when nothing does that. */
  readonly before?: readonly string[];
}

type Checked = Result<PlannedWrite, Refusal>;

function refused(
  code: Refusal['code'],
  sentence: Refusal['message'],
  remedy: Refusal['remedy'],
  offer?: Refusal['offer'],
) {
  return err<Refusal>({ code, message: sentence, remedy, ...(offer && { offer }) });
}

/** Whether a value can be written into a file of a group, and what then is written. */
export function checkWrite(write: FileWrite, place: Place, snapshot: Snapshot, seen: Seen): Checked {
  const { file } = write;
  const { version } = place.hierarchy;
  const state = place.state.files[file];
  const facts = fileFacts(file, version)?.facts;
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(file) || (!facts && !state)) return unknownFile(file, place);
  if (!state) return absentFile(file, facts, place, snapshot, seen);
  if (place.top && place.path === '/' && ROOT_HAS_NO.test(file)) return ofRoot(file);
  const barred = facts && notASetting(facts);
  if (barred) return barred;
  if (!state.writable) return deniedFile(file, place);
  const text = write.exact ? ok(write.value) : expanded(write, facts, place);
  if (!text.ok) return invalidValue(file, facts, text.error);
  const numbered = withDeviceNumbers(text.value, facts, seen);
  if (!numbered.ok) return numbered;
  const before = beforeOf(file, numbered.value, facts, place);
  return ok({ file, text: numbered.value, ...(before && { before }) });
}

function unknownFile(file: string, { hierarchy, directory }: Place): Checked {
  const other = fileFacts(file, hierarchy.version === 1 ? 2 : 1);
  if (!other) {
    return refused(
      'invalid',
      message('The group has no file {0}.', file),
      message('Look at its files: {0}', `ls ${directory}`),
    );
  }
  const remedy = other.counterpart
    ? message('Write {0} instead.', other.counterpart)
    : message('Nothing stands for it in v{0}.', hierarchy.version);
  return refused('invalid', message('{0} is not a file of cgroup v{1}.', file, hierarchy.version), remedy);
}

/** Files of v1 that the root group shows, but that cannot be written there (EINVAL, EACCES). */
const ROOT_HAS_NO =
  /^(?:memory\.(?:memsw\.|soft_|kmem\.|kmem\.tcp\.)?limit_in_bytes|memory\.oom_control|cpu\.(?:shares|cfs_\w+)|cpuset\.(?:cpus|mems))$/;

function ofRoot(file: string): Checked {
  return refused(
    'protected',
    message('The root group is not limited by {0}.', file),
    message('Set it in a group below the root.'),
  );
}

/** A file that groups can have, but this one has not. */
function absentFile(file: string, facts: ValueFile | undefined, place: Place, snapshot: Snapshot, seen: Seen): Checked {
  const { hierarchy, path, top } = place;
  const controller = facts?.controller ?? 'core';
  if (top && path === '/') return ofRoot(file);
  if (controller !== 'core' && !hierarchy.controllers.includes(controller)) {
    return elsewhere(file, controller, snapshot, hierarchy);
  }
  const above = parentPath(path);
  const parent = above === undefined ? undefined : cgroupId(hierarchy.id, above);
  const parentState = parent === undefined ? undefined : seen.groups[parent];
  const handedOn = wordsOf(parentState, 'cgroup.subtree_control').includes(controller);
  if (hierarchy.version === 1 || controller === 'core' || parent === undefined || !parentState || handedOn) {
    return refused(
      'invalid',
      message('This kernel has no {0}.', file),
      message('Look at its files: {0}', `ls ${place.directory}`),
    );
  }
  return refused(
    'rule',
    message('The group has no {0}: the group above does not hand the controller {1} on.', file, controller),
    message('Enable it: {0}', `echo +${controller} > ${directoryOf(snapshot, parent)}/cgroup.subtree_control`),
    {
      kind: 'cgroup.controllers',
      changes: [{ group: parent, inode: parentState.inode, enable: [controller], disable: [] }],
    },
  );
}

/** The controller is attached to another hierarchy, or to none. */
function elsewhere(file: string, controller: string, { hierarchies }: Snapshot, own: Hierarchy): Checked {
  const label = hierarchyLabel(own);
  const having = hierarchies.filter(({ controllers }) => controllers.includes(controller));
  const other = having.find(({ version }) => version === own.version) ?? having[0];
  return refused(
    'rule',
    message('{0} is a file of the controller {1}, which is not in the hierarchy {2}.', file, controller, label),
    other
      ? message('Set it in a group of the hierarchy {0}.', other.mount?.path ?? hierarchyLabel(other))
      : message('Mount a hierarchy with it first.'),
  );
}

const OTHER_WAYS: Readonly<Record<string, Refusal['remedy']>> = {
  pid: message('Move processes into the group instead.'),
  tid: message('Move processes into the group instead.'),
  'controller list': message('Enable or disable controllers instead.'),
  psi: message('A program sets a trigger for itself: it lasts as long as the program keeps the file open.'),
};

function notASetting({ file, access, value }: ValueFile): Checked | undefined {
  if (file === 'cgroup.kill') {
    return refused('invalid', message('{0} ends all processes at once.', file), message('Kill the group instead.'));
  }
  if (access === 'r') {
    return refused(
      'invalid',
      message('{0} only tells something.', file),
      message('Choose a file that can be written.'),
    );
  }
  const remedy = OTHER_WAYS[value];
  return remedy && refused('invalid', message('{0} is not a setting.', file), remedy);
}

function deniedFile(file: string, { path, hierarchy }: Place): Checked {
  const remedy =
    hierarchy.version === 2
      ? message('Use a group that was delegated to you, as below user@UID.service, or do it as root.')
      : message('Do it as root, or have root give you the file (chown).');
  return refused('denied', message('This user may not write to {0} of {1}.', file, path), remedy);
}

function expanded({ file, value }: FileWrite, facts: ValueFile | undefined, place: Place): Result<string, ValueFault> {
  const { version } = place.hierarchy;
  if (!facts) return expandValue({ file, controller: '', access: 'rw', value: 'text', doc: '' }, version, value);
  return expandValue(facts, version, file === 'cpu.cfs_quota_us' ? quotaText(value, place) : value);
}

/** `50%` and `2 cpus` of the period that the group has. */
function quotaText(value: string, { state }: Place): string {
  const share = parseCpuMax(value.trim().split(/\s+/));
  if (!share || share.raw) return value;
  if (share.quota === 'max') return value;
  const period = Number(contentOf(state, 'cpu.cfs_period_us') ?? share.period);
  return String(Math.round((share.quota * period) / share.period));
}

function invalidValue(
  file: string,
  facts: ValueFile | undefined,
  { message: why, better, fault }: ValueFault,
): Checked {
  const { least, most } = facts ?? {};
  if (fault === 'range' && least !== undefined && most !== undefined) {
    return refused('invalid', why, message('{0} takes {1} to {2}.', file, least, most));
  }
  return refused(
    'invalid',
    why,
    better === undefined ? message('Look at what {0} takes.', file) : message('Write {0}.', better),
  );
}

const BY_DEVICE = /by device$|^device rule$/;

/** `8:0 2097152` of `/dev/sda 2097152`: only the host knows the number. */
function withDeviceNumbers(text: string, facts: ValueFile | undefined, seen: Seen): Result<string, Refusal> {
  const [device = '', ...rest] = text.split(' ');
  if (!device.startsWith('/') || !BY_DEVICE.test(facts?.value ?? '')) return ok(text);
  const known = seen.devices[device];
  const [kind, number] = known?.split(' ') ?? [];
  const isRule = facts?.value === 'device rule';
  if (kind === undefined || number === undefined || (!isRule && kind !== 'b')) {
    return refused(
      'invalid',
      isRule ? message('{0} is no device.', device) : message('{0} is no block device.', device),
      message('Name a device that there is, as lsblk(8) lists them.'),
    );
  }
  return ok([...(isRule ? [kind] : []), number, ...rest].join(' '));
}

/** `devices.allow` and `devices.deny` change one list: it is put back as a whole. */
function beforeOf(
  file: string,
  text: string,
  facts: ValueFile | undefined,
  place: Place,
): readonly string[] | undefined {
  const content = place.state.files[file]?.content;
  if (facts?.value === 'device rule' || content === undefined) return undefined;
  if (!facts) return content.trim().includes('\n') ? undefined : [content.trim()];
  return restoring(facts, place.hierarchy.version, content, text);
}
