import { type Message, message } from '../../../base/message.ts';
import { netemArgs } from '../../network/ip-args.ts';
import type { Netem, Qdisc } from '../../network/qdisc.ts';
import type { Refusal } from '../operation.ts';
import { type NetPlanner, plannedType } from './command.ts';
import { cutOff, type LinkPlace, type LinkRef, linkPlace, refused } from './place.ts';

/** Has a link delay, lose or spoil what it sends, as `tc qdisc replace … root netem` does (tc-netem(8)). */
export interface SetNetem extends LinkRef {
  readonly kind: 'link.netem';
  /** Empty: it sends as usual again. */
  readonly netem: Partial<Netem>;
}

export const planSetNetem: NetPlanner<SetNetem> = (operation, snapshot, seen) => {
  const { namespace, index, name, netem } = operation;
  const found = linkPlace(operation, snapshot, seen);
  const where = found.ok ? found.value.label.label : namespace;
  const args = netemArgs(netem);
  const title =
    args.length > 0
      ? message('Have {0} of {1} send with {2}', name, where, args.join(' '))
      : message('Have {0} of {1} send without delay and loss', name, where);
  if (!found.ok) return refused(title, found.error);
  const place = found.value;
  const cut = args.length > 0 ? cutOff(place) : undefined;
  const before = rootOf(place);
  return {
    title,
    commands: [
      {
        namespace,
        effect:
          args.length > 0
            ? message('Set the queueing discipline netem')
            : message('Remove the queueing discipline netem'),
        call: args.length > 0 ? 'RTM_NEWQDISC' : 'RTM_DELQDISC',
        words: [
          'tc',
          'qdisc',
          ...(args.length > 0 ? ['replace', 'dev', name, 'root', 'netem', ...args] : ['delete', 'dev', name, 'root']),
        ],
      },
    ],
    danger: cut ? 'harm' : 'none',
    warnings: [...(cut ? [cut] : []), ...lost(netem)],
    refusals: [...lacking(args, seen.netem), ...owned(before), ...idle(args, before)],
    undo: { kind: 'link.netem', namespace, index, name, netem: before?.netem ?? {} },
  };
};

export const setNetem = plannedType<SetNetem>(
  ({ namespace, netem }) => ({ networks: [namespace], ...(netemArgs(netem).length > 0 && { netem: true }) }),
  planSetNetem,
);

function rootOf({ network, link }: LinkPlace): Qdisc | undefined {
  return network.qdiscs.find(({ index, parent }) => index === link.index && parent === 'root');
}

function lost({ loss = 0 }: Partial<Netem>): Message[] {
  return loss >= 1 ? [message('Nothing that it sends arrives.')] : [];
}

function lacking(args: readonly string[], known: boolean | undefined): Refusal[] {
  if (args.length === 0 || known !== false) return [];
  return [
    {
      code: 'rule',
      message: message('This kernel has no netem.'),
      remedy: message('Use a kernel that has the module {0}.', 'sch_netem'),
    },
  ];
}

function owned(before: Qdisc | undefined): Refusal[] {
  if (!before || before.kind === 'netem') return [];
  return [
    {
      code: 'owned',
      message: message('Somebody has set the queueing discipline {0} on it.', before.kind),
      remedy: message('Remove that first, with tc.'),
    },
  ];
}

function idle(args: readonly string[], before: Qdisc | undefined): Refusal[] {
  if (args.length > 0 || before) return [];
  return [
    { code: 'missing', message: message('It sends as usual already.'), remedy: message('Nothing is left to do.') },
  ];
}
