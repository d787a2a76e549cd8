import { message } from '../../../base/message.ts';
import { cgroupId } from '../../cgroup/cgroup.ts';
import { wordsOf } from '../../cgroup/group-state.ts';
import { hierarchyLabel } from '../../cgroup/hierarchy.ts';
import { V1_CONTROLLERS } from '../../cgroup/v1-file.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Seen } from '../look.ts';
import type { OperationType, Refusal, Step } from '../operation.ts';
import { SUBTREE_CONTROL } from './controllers.ts';

/** Mounts a hierarchy of cgroup v1: one that there is already, or a new one. */
export interface MountHierarchy {
  readonly kind: 'cgroup.mount';
  /** Attached together; none with a name. */
  readonly controllers: readonly string[];
  /** Of a hierarchy without controllers, as systemd's. */
  readonly name?: string;
  /** Where; it is made when it is not there. */
  readonly directory: string;
}

/** Unmounts a hierarchy of cgroup v1. */
export interface UnmountHierarchy {
  readonly kind: 'cgroup.unmount';
  readonly directory: string;
  /** The directory was made for it, and is removed with it. */
  readonly made: boolean;
}

/** The options of mount(8) that choose a hierarchy: `cpu,cpuacct`, `none,name=test`. */
export function mountOptions({ controllers, name }: Pick<MountHierarchy, 'controllers' | 'name'>): string {
  const words = name === undefined ? [] : [`name=${name}`];
  return (controllers.length === 0 ? ['none', ...words] : [...controllers, ...words]).join(',');
}

/** argv of the command that mounts it. */
export function mountCommand(operation: MountHierarchy): string[] {
  const { controllers, name, directory } = operation;
  return [
    'mount',
    '-t',
    'cgroup',
    '-o',
    mountOptions(operation),
    controllers.join(',') || (name ?? 'cgroup'),
    directory,
  ];
}

export const mountHierarchy: OperationType<MountHierarchy> = {
  look: ({ directory }, { hierarchies }) => ({
    directory,
    groups: hierarchies.flatMap(({ version, id, mount }) =>
      version === 2 && mount ? [{ group: cgroupId(id, mount.root), files: [SUBTREE_CONTROL] }] : [],
    ),
  }),
  describe(operation, snapshot, seen) {
    const { directory } = operation;
    const isNew = seen.directory?.state === 'missing';
    const make: Step[] = isNew
      ? [{ effect: message('Make the directory {0}', directory), command: ['mkdir', directory], call: 'mkdir' }]
      : [];
    const known = attached(operation, snapshot);
    const takes = operation.controllers.filter((name) =>
      snapshot.hierarchies.some((each) => each.version === 2 && each.controllers.includes(name)),
    );
    const warnings = [
      ...(seen.directory?.state === 'full'
        ? [message('What is in {0} is hidden while it is mounted.', directory)]
        : []),
      ...(known.length === 0 && takes.length > 0
        ? [message('v2 loses {0} as long as v1 has it.', takes.join(', '))]
        : []),
    ];
    return {
      title: message('Mount the hierarchy {0} at {1}', mountOptions(operation), directory),
      steps: [
        ...make,
        {
          effect: message('Mount the hierarchy {0}', mountOptions(operation)),
          command: mountCommand(operation),
          call: 'mount(cgroup)',
        },
      ],
      danger: warnings.length > 0 ? 'harm' : 'none',
      warnings,
      refusals: [...whatRefusals(operation, snapshot, seen), ...whereRefusals(operation, snapshot, seen)],
      undo: { kind: 'cgroup.unmount', directory, made: isNew },
    };
  },
};

/** Hierarchies of v1 that have one of the controllers, or the name. */
function attached({ controllers, name }: MountHierarchy, { hierarchies }: Snapshot) {
  const v1 = hierarchies.filter(({ version }) => version === 1);
  return v1.filter(
    (each) =>
      each.controllers.some((controller) => controllers.includes(controller)) ||
      (name !== undefined && each.name === name),
  );
}

function invalid(text: Refusal['message'], remedy: Refusal['remedy']): Refusal {
  return { code: 'invalid', message: text, remedy };
}

function whatRefusals(operation: MountHierarchy, snapshot: Snapshot, seen: Seen): Refusal[] {
  const { controllers, name } = operation;
  if (controllers.length === 0 && name === undefined)
    return [invalid(message('A controller or a name is needed.'), message('Choose one.'))];
  if (name !== undefined && !/^[\w.-]{1,63}$/.test(name)) {
    return [
      invalid(
        message('A name of a hierarchy has letters, digits, “_”, “.” and “-”, at most 63.'),
        message('Choose another name.'),
      ),
    ];
  }
  const unknown = controllers.filter((each) => !(each in seen.controllers));
  const [first] = unknown;
  if (first !== undefined) {
    return [
      first === 'ns'
        ? invalid(message('The controller ns is gone since Linux 3.0.'), message('Groups are made by who wants them.'))
        : invalid(
            message('This kernel has no controller {0} of v1.', first),
            message(
              'Choose from {0}.',
              Object.keys(seen.controllers).join(', ') || V1_CONTROLLERS.map((each) => each.name).join(', '),
            ),
          ),
    ];
  }
  const clash = attached(operation, snapshot).find(
    (each) => each.controllers.toSorted().join() !== controllers.toSorted().join(),
  );
  if (clash) {
    return [
      {
        code: 'rule',
        message: message(
          'The controllers of {0} are attached together already: they cannot be combined otherwise.',
          hierarchyLabel(clash),
        ),
        remedy: message('Mount {0} as it is, or unmount it first.', hierarchyLabel(clash)),
      },
    ];
  }
  const v2 = snapshot.hierarchies.find(({ version }) => version === 2);
  const inUse = wordsOf(v2?.mount && seen.groups[cgroupId(v2.id, v2.mount.root)], SUBTREE_CONTROL);
  const busy = controllers.filter((each) => inUse.includes(each));
  if (busy.length === 0) return [];
  return [
    {
      code: 'rule',
      message: message('{0} is used by groups of v2: it cannot be attached to v1.', busy.join(', ')),
      remedy: message('Use its files in v2, or boot with systemd.unified_cgroup_hierarchy=0.'),
    },
  ];
}

function whereRefusals({ directory }: MountHierarchy, { host }: Snapshot, { directory: seen }: Seen): Refusal[] {
  if (!isPlainPath(directory)) {
    return [
      invalid(
        message('A directory is named by its whole path, without “..”.'),
        message('Write it as {0}.', '/mnt/cpuset'),
      ),
    ];
  }
  if (host.agent.level === 'user') {
    return [{ code: 'denied', message: message('Only root may mount.'), remedy: message('Do it as root.') }];
  }
  if (seen?.state === 'mounted') {
    return [
      {
        code: 'exists',
        message: message('Something is mounted at {0} already.', directory),
        remedy: message('Choose another directory.'),
      },
    ];
  }
  if (seen?.parent === false) {
    return [invalid(message('{0} is in no directory that is there.', directory), message('Choose another directory.'))];
  }
  if (seen?.state === 'unsafe') {
    return [
      {
        code: 'protected',
        message: message('{0} is a link or no directory, or another user could replace it.', directory),
        remedy: message('Choose a directory below one of root, as /mnt.'),
      },
    ];
  }
  return [];
}

/** An absolute path that is what it says. */
export function isPlainPath(path: string): boolean {
  // oxlint-disable-next-line no-control-regex -- Those are what is refused.
  return (
    /^(?:\/[^/\u0000-\u001f\u007f]+)+$/.test(path) && !path.split('/').some((name) => name === '..' || name === '.')
  );
}

export const unmountHierarchy: OperationType<UnmountHierarchy> = {
  look: ({ directory }) => ({ directory }),
  describe({ directory, made }, snapshot, seen) {
    const hierarchy = snapshot.hierarchies.find(({ version, mount }) => version === 1 && mount?.path === directory);
    const below = Object.values(snapshot.cgroups).filter(
      (each) => each.hierarchy === hierarchy?.id && each.parent !== undefined,
    );
    const remove: Step[] = made
      ? [{ effect: message('Remove the directory {0}', directory), command: ['rmdir', directory], call: 'rmdir' }]
      : [];
    const isMounted = seen.directory?.state === 'mounted';
    return {
      title: message('Unmount the hierarchy at {0}', directory),
      steps: [
        { effect: message('Unmount {0}', directory), command: ['umount', directory], call: 'umount2' },
        ...remove,
      ],
      danger: below.length > 0 ? 'harm' : 'none',
      warnings:
        below.length > 0
          ? [message('Its groups ({0}) stay, with their processes and limits, but can be seen no more.', below.length)]
          : [],
      refusals:
        isMounted && isPlainPath(directory)
          ? []
          : [
              {
                code: 'missing',
                message: message('Nothing is mounted at {0}.', directory),
                remedy: message('Refresh the view.'),
              },
            ],
    };
  },
};
