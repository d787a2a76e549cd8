import { groupBy } from '../../../base/group-by.ts';
import { type Message, message } from '../../../base/message.ts';
import type { Hierarchy } from '../../cgroup/hierarchy.ts';
import { v1Writes } from '../../cgroup/v1-setting.ts';
import type { ResolvedSpec, SpecSetting } from '../../spec/spec.ts';
import type { WriteAction } from '../action.ts';
import type { PlanHost } from '../host.ts';
import type { PlanProblem } from '../plan.ts';
import type { Resource } from '../resource.ts';
import { type DeclaredGroup, directoryIn, groupId } from './group-places.ts';

/** The settings of a group that belong into a hierarchy, in the order in which the kernel takes them. */
export function settingResources(
  group: DeclaredGroup,
  hierarchy: Hierarchy,
  spec: ResolvedSpec,
  host: PlanHost,
): readonly Resource[] {
  const directory = directoryIn(hierarchy, spec, group.path, host);
  return inOrder(group.settings).flatMap((setting): Resource[] => {
    const writes = writesIn(hierarchy, setting, group.settings, host);
    if (writes.length === 0) return [];
    const make = writes.map(({ file, value }): WriteAction => ({ kind: 'write', file: `${directory}/${file}`, value }));
    const of = group.name ?? spec.environment;
    return [
      {
        id: `setting:${of}/${setting.file}@${hierarchy.version}`,
        of,
        effect: message('Set {0} of {1} to {2}', setting.file, of, setting.written ?? setting.value),
        call: 'write',
        make,
        remove: make.flatMap(({ file }) => removed(file)),
        needs: [groupId(group.name, hierarchy)],
        within: [groupId(group.name, hierarchy)],
        declared: Object.fromEntries(make.map(({ file, value }) => [baseName(file), value])),
        inPlace: true,
        look: { files: make.map(({ file }) => file) },
        observe: ({ files }) => {
          const read = make.flatMap(({ file, value }) => {
            const text = files.get(file);
            return text === undefined ? [] : [[baseName(file), sameSetting(value, text) ? value : text] as const];
          });
          return read.length === 0 ? { state: 'absent' } : { state: 'there', real: Object.fromEntries(read) };
        },
      },
    ];
  });
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** Memory before memory with swap. */
function inOrder(settings: readonly SpecSetting[]): readonly SpecSetting[] {
  const late = (file: string) => Number(file === 'memory.swap.max');
  return settings.toSorted((a, b) => late(a.file) - late(b.file));
}

interface Write {
  readonly file: string;
  readonly value: string;
}

function writesIn(
  { version, controllers }: Hierarchy,
  setting: SpecSetting,
  others: readonly SpecSetting[],
  host: PlanHost,
): readonly Write[] {
  const numbered = { ...setting, value: withDeviceNumbers(setting.value, host) };
  const controller = setting.file.split('.')[0] ?? '';
  if (version === 2) return controllers.includes(controller) || controller === 'cgroup' ? [numbered] : [];
  // In a hybrid host a controller is in one of the two.
  const inV2 = host.hierarchies.some((each) => each.version === 2 && each.controllers.includes(controller));
  if (inV2) return [];
  return (v1Writes(numbered, others) ?? []).filter((write) => controllers.includes(write.controller));
}

function withDeviceNumbers(value: string, { devices }: PlanHost): string {
  return value
    .split(' ')
    .map((word) => devices[word] ?? word)
    .join(' ');
}

/** A limit is taken away; what has no such word stays until its group goes. */
function removed(file: string): readonly WriteAction[] {
  const name = baseName(file);
  if (/\.(?:max|high)$/.test(name) && name !== 'io.max') return [{ kind: 'write', file, value: 'max' }];
  if (/limit_in_bytes$|cfs_quota_us$/.test(name)) return [{ kind: 'write', file, value: '-1' }];
  return [];
}

/** Whether a file says what was written into it: the kernel rounds sizes down to pages, and orders lists. */
function sameSetting(written: string, text: string): boolean {
  if (text === written) return true;
  const lines = text.split('\n');
  if (lines.some((line) => line.trim() === written)) return true;
  const [wanted, real] = [Number(written), Number(text)];
  if (written === '-1' && real >= 2 ** 62) return true;
  if (/^\d+$/.test(written) && /^\d+$/.test(text)) return wanted - (wanted % 4096) === real;
  const words = new Set(text.split(/\s+/));
  return written.includes('=') && written.split(' ').every((word) => words.has(word));
}

/** Who can do what a setting says: `nobody` when its controller is not there, or not given. */
function whoHas({ file }: SpecSetting, { hierarchies, groups }: PlanHost): 'v2' | 'v1' | 'nobody' | 'no counterpart' {
  if (groups === 'none') return 'nobody';
  const controller = file.split('.')[0] ?? '';
  if (
    hierarchies.some((each) => each.version === 2 && (controller === 'cgroup' || each.controllers.includes(controller)))
  )
    return 'v2';
  const writes = v1Writes({ file, value: '0' }, []);
  const ofV1 = hierarchies.filter(({ version }) => version === 1).flatMap(({ controllers }) => controllers);
  if (writes?.some((write) => ofV1.includes(write.controller))) return 'v1';
  return ofV1.includes(controller) ? 'no counterpart' : 'nobody';
}

function settingsOf(spec: ResolvedSpec) {
  return [...spec.cgroups, ...spec.containers].flatMap(({ name, settings }) =>
    settings.map((setting) => ({ of: name, setting })),
  );
}

/** Controllers that this host does not have, or does not give. */
export function settingProblems(spec: ResolvedSpec, host: PlanHost): readonly PlanProblem[] {
  const refused = settingsOf(spec).filter(({ setting }) => whoHas(setting, host) === 'nobody');
  if (host.user) {
    const groups = groupBy(refused, ({ of }) => of);
    return [...groups].map(([of, settings]) =>
      undelegated(
        of,
        settings.map(({ setting }) => setting.file),
        host,
      ),
    );
  }
  return refused.map(({ of, setting: { file } }) => ({
    code: 'unsupported',
    of,
    message: message('{0} of {1} cannot be set: its controller is not there.', file, of),
    remedy: message('Take the setting out, or run it on a host with this controller.'),
  }));
}

/** What systemd hands to the systemd of a user (systemd.resource-control(5)). */
const DELEGATE = 'Delegate=cpu cpuset io memory pids';

/** Without root there are the controllers that systemd hands over, and only where cgroup v2 is alone. */
function undelegated(of: string, files: readonly string[], { groups }: PlanHost): PlanProblem {
  const [code, list] = ['denied' as const, files.join(', ')];
  if (groups === 'none') {
    const sentence = message('{0} of {1} cannot be set: without root no cgroup can be made here.', list, of);
    const remedy = message(
      'Do it as root, or log in where systemd has cgroup v2 alone: there it hands groups over ({0}).',
      DELEGATE,
    );
    return { code, of, message: sentence, remedy };
  }
  const controllers = [...new Set(files.map((file) => file.split('.')[0] ?? ''))].join(', ');
  return {
    code,
    of,
    message: message('{0} of {1} cannot be set: systemd does not hand over to you: {2}.', list, of, controllers),
    remedy: message(
      'As root: systemctl edit user@.service, with the lines [Service] and {0}; then log in anew.',
      DELEGATE,
    ),
  };
}

/** What cgroup v1 has no file for. */
export function leftOut(spec: ResolvedSpec, host: PlanHost): readonly Message[] {
  return settingsOf(spec)
    .filter(({ setting }) => whoHas(setting, host) === 'no counterpart')
    .map(({ of, setting: { file } }) => message('{0} of {1} is left out: cgroup v1 has nothing for it.', file, of));
}
