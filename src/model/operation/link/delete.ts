import { type Message, message } from '../../../base/message.ts';
import type { Link, Network } from '../../network/network.ts';
import type { Refusal } from '../operation.ts';
import { type NetPlanner, plannedType } from './command.ts';
import { cutOff, type LinkPlace, type LinkRef, linkPlace, lookAtLink, refused } from './place.ts';

/** Deletes a link with all that stands on it, as `ip link delete` does (ip-link(8)). */
export interface DeleteLink extends LinkRef {
  readonly kind: 'link.delete';
}

export const planDeleteLink: NetPlanner<DeleteLink> = (operation, snapshot, seen) => {
  const { namespace, name } = operation;
  const found = linkPlace(operation, snapshot, seen);
  const where = found.ok ? found.value.label.label : namespace;
  const title = message('Delete the link {0} of {1}', name, where);
  if (!found.ok) return refused(title, found.error);
  return {
    title,
    commands: [
      {
        namespace,
        effect: message('Delete the link'),
        call: 'RTM_DELLINK',
        words: ['ip', 'link', 'delete', 'dev', name],
      },
    ],
    danger: 'harm',
    warnings: warningsOf(found.value),
    refusals: hardware(found.value.link),
  };
};

export const deleteLink = plannedType<DeleteLink>(lookAtLink, planDeleteLink);

function warningsOf(place: LinkPlace): Message[] {
  const { network, link } = place;
  const cut = cutOff(place);
  const others = goingToo(network, link);
  return [
    ...(cut ? [cut] : []),
    ...(link.kind === 'veth' || link.kind === 'netkit' ? [message('The other end of the cable goes with it.')] : []),
    ...(others.length > 0 ? [message('Links that stand on it go with it: {0}', others.join(', '))] : []),
    message('Its addresses and routes go, too. It cannot be taken back.'),
  ];
}

/** Names of links that stand on it, in the same namespace. */
function goingToo({ links }: Network, { index }: Link): string[] {
  const upper = links.filter((each) => each.link === index && each.linkNetnsid === undefined && each.kind !== 'veth');
  return upper.map(({ name }) => name);
}

function hardware({ kind, name, flags }: Link): Refusal[] {
  if (kind !== undefined) return [];
  return [
    {
      code: 'rule',
      message: flags.includes('LOOPBACK')
        ? message('Every network namespace has {0}: it cannot be deleted.', name)
        : message('{0} is a device of hardware: it cannot be deleted.', name),
      remedy: message('Set it down instead.'),
    },
  ];
}
