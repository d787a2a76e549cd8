import { type Message, message } from '../../base/message.ts';
import { holdersOf } from '../holders.ts';
import type { Namespace, NamespaceId } from '../namespace.ts';
import type { Snapshot } from '../snapshot.ts';
import type { OperationType, Refusal } from './operation.ts';

/** Creates a named network namespace, as `ip netns add` does (ip-netns(8)). */
export interface CreateNetns {
  readonly kind: 'netns.create';
  readonly name: string;
}

/** Deletes the name of a network namespace, as `ip netns del` does; the kernel frees the namespace with its last holder. */
export interface DeleteNetns {
  readonly kind: 'netns.delete';
  readonly name: string;
  /** The namespace the name must still stand for. */
  readonly namespace: NamespaceId;
}

/** Where ip-netns(8) keeps names. */
export const NETNS_DIR = '/run/netns';

/** The mark that Isolens sets as alias of `lo` in a network namespace it made. */
export const NETNS_MARK = 'isolens.netns';

/** Letters, digits and `_ . -`, not starting with `-` or `.`, at most 64: safe as a file name and as an argument. */
export function netnsNameProblem(name: string): Message | undefined {
  if (name === '') return message('A name is needed.');
  if (name.length > 64) return message('At most 64 characters.');
  if (!/^[A-Za-z0-9_][\w.-]*$/.test(name)) {
    return message('Use letters, digits, “_”, “.” and “-”, starting with a letter, digit or “_”.');
  }
  return undefined;
}

function invalidName(name: string): Refusal[] {
  const problem = netnsNameProblem(name);
  return problem ? [{ code: 'invalid', message: problem, remedy: message('Choose another name.') }] : [];
}

/** The namespace that `ip netns` knows as `name` in the agent's mount namespace: others may have the same names. */
export function namedNetns(snapshot: Snapshot, name: string): Namespace | undefined {
  const { mnt } = snapshot.host.namespaces;
  return Object.values(snapshot.namespaces).find((ns) => ns.kind === 'net' && isNamed(ns, name, mnt));
}

function isNamed(ns: Namespace, name: string, mnt: NamespaceId | undefined): boolean {
  const paths = [`/run/netns/${name}`, `/var/run/netns/${name}`];
  return ns.pins.some(
    (pin) => pin.kind === 'mount' && paths.includes(pin.path) && (mnt === undefined || pin.mnt === mnt),
  );
}

export const createNetns: OperationType<CreateNetns> = {
  describe({ name }, snapshot) {
    const taken = namedNetns(snapshot, name);
    const exists: Refusal[] = taken
      ? [
          {
            code: 'exists',
            message: message('A network namespace named {0} exists already.', name),
            remedy: message('Choose another name or delete it first.'),
          },
        ]
      : [];
    return {
      title: message('Create the network namespace {0}', name),
      steps: [
        {
          effect: message('Create a network namespace and bind it to {0}', `${NETNS_DIR}/${name}`),
          command: ['ip', 'netns', 'add', name],
          call: 'unshare(CLONE_NEWNET), mount(MS_BIND)',
        },
        {
          effect: message('Mark it as made by Isolens'),
          command: ['ip', '-n', name, 'link', 'set', 'dev', 'lo', 'alias', NETNS_MARK],
          call: 'setns(CLONE_NEWNET), RTM_NEWLINK',
        },
      ],
      danger: 'none',
      warnings: [],
      refusals: [...invalidName(name), ...exists],
    };
  },
};

/** Foreign processes in it would go on in a namespace without a name, which is why the delete is refused. */
function losers(snapshot: Snapshot, id: NamespaceId): Refusal[] {
  const processes = holdersOf(snapshot, id).filter((holder) => holder.kind === 'member' || holder.kind === 'thread');
  if (processes.length === 0) return [];
  const pids = processes.map((holder) => (holder.kind === 'member' ? holder.process.pid : holder.tid));
  const list = pids.slice(0, 5).join(', ') + (pids.length > 5 ? ', …' : '');
  return [
    {
      code: 'in-use',
      message: message('Processes are still in it ({0}); it would lose its name but stay alive.', list),
      remedy: message('End these processes first.'),
    },
  ];
}

export const deleteNetns: OperationType<DeleteNetns> = {
  describe({ name, namespace }, snapshot) {
    const current = namedNetns(snapshot, name);
    const identity: Refusal[] = !current
      ? [
          {
            code: 'missing',
            message: message('There is no network namespace named {0}.', name),
            remedy: message('Refresh the view.'),
          },
        ]
      : current.id !== namespace
        ? [
            {
              code: 'changed',
              message: message('{0} is not the same network namespace any more.', name),
              remedy: message('Look at it again before deleting it.'),
            },
          ]
        : [];
    return {
      title: message('Delete the network namespace {0}', name),
      steps: [
        {
          effect: message('Unmount and remove {0}', `${NETNS_DIR}/${name}`),
          command: ['ip', 'netns', 'del', name],
          call: 'umount2(MNT_DETACH), unlink',
        },
      ],
      danger: 'harm',
      warnings: [
        message(
          'Its interfaces, addresses, routes and firewall rules are lost; physical interfaces return to the initial namespace.',
        ),
      ],
      refusals: [...invalidName(name), ...identity, ...(current ? losers(snapshot, current.id) : [])],
    };
  },
};
