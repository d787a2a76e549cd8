import { type Message, message } from '../../../base/message.ts';
import { addressArgs } from '../../network/ip-args.ts';
import type { Address, Network } from '../../network/network.ts';
import { bitsOf, formatAddress, parseAddress } from '../../spec/address.ts';
import type { Refusal } from '../operation.ts';
import { type NetPlanner, plannedType } from './command.ts';
import { bringBack, isEmpty, type Lost, lostWithAddress } from './lost.ts';
import { cutOff, type LinkPlace, type LinkRef, linkPlace, lookAtLink, refused } from './place.ts';

/** What an address has besides itself (ip-address(8)). */
export type AddressFacts = Pick<Address, 'peer' | 'broadcast' | 'scope' | 'label' | 'flags'>;

/** Gives a link an address, as `ip address add` does. */
export interface AddAddress extends LinkRef {
  readonly kind: 'address.add';
  /** `10.0.0.1/24`; the length is that of the network. */
  readonly address: string;
  /** Of one that was there; absent: what ip(8) makes of the address. */
  readonly facts?: AddressFacts;
  /** What the kernel dropped with it. */
  readonly lost?: Lost;
}

/** Takes an address from a link, as `ip address delete` does. */
export interface DeleteAddress extends LinkRef {
  readonly kind: 'address.delete';
  readonly address: string;
}

/** Why a text is no address of a link; undefined for one that is. */
export function addressProblem(text: string): Message | undefined {
  const parsed = parseAddress(text);
  if (!parsed) return message('Not an address like {0} or {1}.', '10.0.0.1/24', 'fd00::1/64');
  const most = bitsOf(parsed.family);
  if (parsed.prefix === undefined) return message('The length of its network is missing: {0}.', `${text}/${most - 8}`);
  if (parsed.prefix > most) return message('The network has {0} bits at the most.', most);
  return undefined;
}

/** The fields of an address that `10.0.0.1/24` tells; undefined for another text. */
function addressOf(text: string): Pick<Address, 'family' | 'local' | 'prefixLength'> | undefined {
  const parsed = parseAddress(text);
  if (!parsed || addressProblem(text)) return undefined;
  const { family, prefix } = parsed;
  const local = formatAddress({ ...parsed, prefix: undefined });
  return { family: family === 4 ? 'inet' : 'inet6', local, prefixLength: prefix ?? bitsOf(family) };
}

const PLAIN: AddressFacts = { scope: 'global', flags: [] };

export const planAddAddress: NetPlanner<AddAddress> = (operation, snapshot, seen) => {
  const { namespace, index, name, address: text, facts = PLAIN } = operation;
  const found = linkPlace(operation, snapshot, seen);
  const where = found.ok ? found.value.label.label : namespace;
  const title = message('Give {0} of {1} the address {2}', name, where, text);
  const address = addressOf(text);
  if (!found.ok) return refused(title, found.error);
  if (!address) return refused(title, invalid(text));
  const place = found.value;
  const { network, link } = place;
  const port =
    link.portKind === 'bridge'
      ? [message('It is a port of a bridge: what comes in goes to the bridge, not to this address.')]
      : [];
  return {
    title,
    commands: [
      {
        namespace,
        effect: message('Give the link the address'),
        call: 'RTM_NEWADDR',
        words: ['ip', 'address', 'add', ...addressArgs({ ...address, ...facts }, name)],
        back: ['ip', 'address', 'delete', text, 'dev', name],
      },
      ...bringBack(operation.lost, place),
    ],
    danger: 'none',
    warnings: [...port, ...elsewhere(network, place, address.local)],
    refusals: there(network, operation) ? [taken(name, text)] : [],
    undo: { kind: 'address.delete', namespace, index, name, address: text },
  };
};

export const addAddress = plannedType<AddAddress>(lookAtLink, planAddAddress);

function there({ addresses }: Network, { index, address: text }: AddAddress | DeleteAddress): Address | undefined {
  const wanted = addressOf(text);
  return addresses.find(
    (each) => each.index === index && each.local === wanted?.local && each.prefixLength === wanted.prefixLength,
  );
}

/** The kernel takes it, and one of both is hard to reach. */
function elsewhere({ addresses, links }: Network, { link }: LinkPlace, local: string): Message[] {
  const other = addresses.find((each) => each.local === local && each.index !== link.index);
  const holder = links.find(({ index }) => index === other?.index);
  return holder ? [message('{0} has the same address.', holder.name)] : [];
}

function invalid(text: string): Refusal {
  const problem = addressProblem(text) ?? message('Not an address.');
  return { code: 'invalid', message: problem, remedy: message('Choose another address.') };
}

function taken(name: string, text: string): Refusal {
  return {
    code: 'exists',
    message: message('{0} has the address {1} already.', name, text),
    remedy: message('Choose another address.'),
  };
}

export const planDeleteAddress: NetPlanner<DeleteAddress> = (operation, snapshot, seen) => {
  const { namespace, index, name, address: text } = operation;
  const found = linkPlace(operation, snapshot, seen);
  const where = found.ok ? found.value.label.label : namespace;
  const title = message('Take the address {0} from {1} of {2}', text, name, where);
  if (!found.ok) return refused(title, found.error);
  const place = found.value;
  const address = there(place.network, operation);
  if (!address) return refused(title, missing(name, text));
  const cut = cutOff(place);
  const lost = lostWithAddress(place.network, address);
  const { local, prefixLength, family: _family, index: _index, ...facts } = address;
  return {
    title,
    commands: [
      {
        namespace,
        effect: message('Take the address from the link'),
        call: 'RTM_DELADDR',
        words: ['ip', 'address', 'delete', `${local}/${prefixLength}`, 'dev', name],
        back: ['ip', 'address', 'add', ...addressArgs(address, name)],
      },
    ],
    danger: cut ? 'harm' : 'none',
    warnings: [...(cut ? [cut] : []), ...gone(lost), ...lease(address)],
    refusals: [],
    undo: { kind: 'address.add', namespace, index, name, address: text, facts, ...(!isEmpty(lost) && { lost }) },
  };
};

export const deleteAddress = plannedType<DeleteAddress>(lookAtLink, planDeleteAddress);

function missing(name: string, text: string): Refusal {
  return {
    code: 'missing',
    message: message('{0} does not have the address {1} any more.', name, text),
    remedy: message('Look at it again before changing it.'),
  };
}

function gone({ routes, addresses }: Lost): Message[] {
  const all = [
    ...routes.map(({ destination }) => destination),
    ...addresses.map(({ local, prefixLength }) => `${local}/${prefixLength}`),
  ];
  const list = all.slice(0, 5).join(', ') + (all.length > 5 ? ', …' : '');
  return all.length > 0 ? [message('Routes and addresses go with it, and come back with an undo: {0}', list)] : [];
}

function lease({ flags }: Address): Message[] {
  return flags.includes('permanent') ? [] : [message('It has a lifetime, which an undo does not bring back.')];
}
