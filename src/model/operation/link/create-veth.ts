import { type Message, message } from '../../../base/message.ts';
import type { NamespaceId } from '../../namespace.ts';
import type { Snapshot } from '../../snapshot.ts';
import { MAX_INTERFACE_NAME } from '../../spec/derived-name.ts';
import type { Seen } from '../look.ts';
import type { Refusal } from '../operation.ts';
import { type NetPlanner, plannedType, type Word } from './command.ts';
import { networkPlace } from './place.ts';

/** Makes a cable (veth(4)) between two network namespaces, each end where it belongs: nothing is ever in a third one. */
export interface CreateVeth {
  readonly kind: 'link.createVeth';
  readonly a: VethEnd;
  readonly b: VethEnd;
}

/** An end that is to be made. */
export interface VethEnd {
  readonly namespace: NamespaceId;
  readonly name: string;
}

/** Why a name cannot be that of a new link; undefined for one that can (dev_valid_name in net/core/dev.c). */
export function linkNameProblem(name: string): Message | undefined {
  if (name === '') return message('A name is needed.');
  if (name.length > MAX_INTERFACE_NAME) return message('At most {0} characters.', MAX_INTERFACE_NAME);
  if (/^[A-Za-z0-9_][\w.-]*$/.test(name)) return undefined;
  return message('Use letters, digits, “_”, “.” and “-”, starting with a letter, digit or “_”.');
}

export const planCreateVeth: NetPlanner<CreateVeth> = ({ a, b }, snapshot, seen) => {
  const places = [a, b].map(({ namespace }) => networkPlace(namespace, snapshot, seen));
  const [from = a.namespace, to = b.namespace] = places.map((place) =>
    place.ok ? place.value.label.label : undefined,
  );
  return {
    title: message('Make a cable from {0} of {1} to {2} of {3}', a.name, from, b.name, to),
    commands: [
      {
        effect: message('Make both ends, each in its namespace'),
        call: 'RTM_NEWLINK(IFLA_NET_NS_FD)',
        words: ['ip', 'link', 'add', ...endWords(a), 'type', 'veth', 'peer', 'name', ...endWords(b)],
      },
    ],
    danger: 'none',
    warnings: [],
    refusals: [
      ...places.flatMap((place) => (place.ok ? [] : [place.error])),
      ...[a, b].flatMap((end) => nameRefusals(end, snapshot, seen)),
      ...(a.namespace === b.namespace && a.name === b.name ? [taken(a.name, from)] : []),
    ],
  };
};

export const createVeth = plannedType<CreateVeth>(
  ({ a, b }) => ({ networks: [a.namespace, b.namespace] }),
  planCreateVeth,
);

function endWords({ namespace, name }: VethEnd): Word[] {
  return [name, 'netns', { netns: namespace }];
}

function nameRefusals({ namespace, name }: VethEnd, snapshot: Snapshot, seen: Seen): Refusal[] {
  const problem = linkNameProblem(name);
  if (problem) return [{ code: 'invalid', message: problem, remedy: message('Choose another name.') }];
  const place = networkPlace(namespace, snapshot, seen);
  const isTaken = place.ok && place.value.network.links.some((link) => link.name === name);
  return isTaken ? [taken(name, place.value.label.label)] : [];
}

function taken(name: string, where: string): Refusal {
  return {
    code: 'exists',
    message: message('{0} has a link {1} already.', where, name),
    remedy: message('Choose another name.'),
  };
}
