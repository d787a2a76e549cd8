import { type Message, message } from '../../../base/message.ts';
import type { Link, LinkIndex } from '../../network/network.ts';
import type { PortDetails, VlanRange } from '../../network/port.ts';
import { portCommands } from '../../network/port-commands.ts';
import type { Refusal } from '../operation.ts';
import { type NetCommand, type NetPlanner, plannedType } from './command.ts';
import { cutOff, type LinkPlace, type LinkRef, linkPlace, lookAtLink, refused } from './place.ts';

/** Makes a link a port of a bridge, or no port any more, as `ip link set master` does (ip-link(8)). */
export interface SetMaster extends LinkRef {
  readonly kind: 'link.setMaster';
  /** The bridge; absent: it is to be no port. */
  readonly master?: MasterRef;
  /** What it was given as a port before, and gets back. */
  readonly port?: PortDetails;
  readonly vlans?: readonly VlanRange[];
}

/** A link of the same namespace that others are ports of. */
export interface MasterRef {
  readonly index: LinkIndex;
  /** Raw text. */
  readonly name: string;
}

export const planSetMaster: NetPlanner<SetMaster> = (operation, snapshot, seen) => {
  const { namespace, index, name, master } = operation;
  const found = linkPlace(operation, snapshot, seen);
  const where = found.ok ? found.value.label.label : namespace;
  const title = master
    ? message('Make {0} of {1} a port of {2}', name, where, master.name)
    : message('Make {0} of {1} no port any more', name, where);
  if (!found.ok) return refused(title, found.error);
  const place = found.value;
  const before = masterOf(place);
  const cut = cutOff(place);
  const undo: SetMaster = { kind: 'link.setMaster', namespace, index, name, ...(before && portOf(place, before)) };
  return {
    title,
    commands: [
      {
        namespace,
        effect: master
          ? message('Make the link a port of {0}', master.name)
          : message('Take the link from {0}', before?.name ?? ''),
        call: 'RTM_NEWLINK',
        words: ['ip', 'link', 'set', 'dev', name, ...(master ? ['master', master.name] : ['nomaster'])],
      },
      ...(master ? settingsBack(operation, place) : []),
    ],
    danger: cut ? 'harm' : 'none',
    warnings: [...(cut ? [cut] : []), ...addressWarnings(place, master), ...costWarnings(place, before)],
    refusals: [...wanted(place, master), ...kept(before, master)],
    undo,
  };
};

export const setMaster = plannedType<SetMaster>(lookAtLink, planSetMaster);

function masterOf({ network, link }: LinkPlace): Link | undefined {
  return network.links.find(({ index }) => index === link.master);
}

/** How it is a port now: the kernel forgets it with the bridge. */
function portOf({ link }: LinkPlace, { index, name, details }: Link): Pick<SetMaster, 'master' | 'port' | 'vlans'> {
  const { port, vlans } = link;
  const isGiven = portCommands(link, details.defaultPvid).length > 0;
  return { master: { index, name }, ...(isGiven && { ...(port && { port }), ...(vlans && { vlans }) }) };
}

function settingsBack(operation: SetMaster, { network }: LinkPlace): NetCommand[] {
  const bridge = network.links.find(({ index }) => index === operation.master?.index);
  return portCommands(operation, bridge?.details.defaultPvid).map((words) => ({
    namespace: operation.namespace,
    effect: message('Give the port back what it had'),
    call: 'RTM_SETLINK',
    words,
  }));
}

/** Why the link cannot be a port of that. */
function wanted({ network, link }: LinkPlace, master: MasterRef | undefined): Refusal[] {
  if (!master) return [];
  const bridge = network.links.find(({ index }) => index === master.index);
  if (bridge?.name !== master.name) {
    return [
      {
        code: 'missing',
        message: message('There is no bridge {0} any more.', master.name),
        remedy: message('Choose another bridge.'),
      },
    ];
  }
  if (bridge.kind !== 'bridge') {
    return [
      {
        code: 'rule',
        message: message('{0} is no bridge.', master.name),
        remedy: message('Choose another bridge.'),
      },
    ];
  }
  if (link.kind !== 'bridge' && link.linkType === 'ether' && !link.flags.includes('LOOPBACK')) return [];
  return [
    {
      code: 'rule',
      message: message(
        'A bridge takes only links that carry Ethernet frames, and no other bridge; {0} is none.',
        link.name,
      ),
      remedy: message('Choose another link.'),
    },
  ];
}

/** What is done only to ports of bridges. */
function kept(before: Link | undefined, master: MasterRef | undefined): Refusal[] {
  if (before && before.kind !== 'bridge') {
    return [
      {
        code: 'owned',
        message: message('It belongs to {0}, which is no bridge but a {1}.', before.name, before.kind ?? ''),
        remedy: message('Take it from there first.'),
      },
    ];
  }
  if (before?.index !== master?.index) return [];
  return [
    {
      code: 'exists',
      message: master ? message('It is a port of {0} already.', master.name) : message('It is no port of a bridge.'),
      remedy: message('Nothing is left to do.'),
    },
  ];
}

function addressWarnings({ network, link }: LinkPlace, master: MasterRef | undefined): Message[] {
  const own = network.addresses.find(({ index, scope }) => index === link.index && scope === 'global');
  if (!master || !own) return [];
  return [message('It has the address {0}, which nobody reaches on a port of a bridge.', own.local)];
}

/** What an undo does not bring back. */
function costWarnings({ link: { name } }: LinkPlace, before: Link | undefined): Message[] {
  return before?.details.stp ? [message('The kernel chooses the cost and priority of {0} for STP anew.', name)] : [];
}
