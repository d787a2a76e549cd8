import { message } from '../../../base/message.ts';
import { type NetPlanner, plannedType } from './command.ts';
import { bringBack, isEmpty, type Lost, lostWhenDown } from './lost.ts';
import { cutOff, type LinkPlace, type LinkRef, linkPlace, lookAtLink, refused } from './place.ts';

/** Sets a link up or down, as `ip link set` does (ip-link(8)). */
export interface SetLink extends LinkRef {
  readonly kind: 'link.set';
  readonly up: boolean;
  /** What the kernel dropped when it was set down. */
  readonly lost?: Lost;
}

export const planSetLink: NetPlanner<SetLink> = (operation, snapshot, seen) => {
  const { namespace, name, up } = operation;
  const found = linkPlace(operation, snapshot, seen);
  const where = found.ok ? found.value.label.label : namespace;
  const title = up ? message('Set {0} of {1} up', name, where) : message('Set {0} of {1} down', name, where);
  if (!found.ok) return refused(title, found.error);
  const place = found.value;
  const isUp = place.link.flags.includes('UP');
  const cut = up ? undefined : cutOff(place);
  const warnings = cut ? [cut] : [];
  return {
    title,
    commands: [
      {
        namespace,
        effect: up ? message('Set the link up') : message('Set the link down'),
        call: 'RTM_NEWLINK',
        words: ['ip', 'link', 'set', 'dev', name, up ? 'up' : 'down'],
        ...(isUp !== up && { back: ['ip', 'link', 'set', 'dev', name, up ? 'down' : 'up'] }),
      },
      ...(up ? bringBack(operation.lost, place) : []),
    ],
    danger: cut ? 'harm' : 'none',
    warnings,
    refusals: [],
    ...(isUp !== up && { undo: isUp ? backUp(operation, place) : { ...ref(operation), kind: 'link.set', up: false } }),
  };
};

export const setLink = plannedType<SetLink>(lookAtLink, planSetLink);

function backUp(operation: SetLink, { network, link }: LinkPlace): SetLink {
  const lost = lostWhenDown(network, link);
  return { ...ref(operation), kind: 'link.set', up: true, ...(!isEmpty(lost) && { lost }) };
}

function ref({ namespace, index, name }: SetLink): LinkRef {
  return { namespace, index, name };
}
