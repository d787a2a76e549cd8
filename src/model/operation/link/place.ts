import { type Message, message } from '../../../base/message.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { Namespace, NamespaceId } from '../../namespace.ts';
import { labelOf, type NamespaceLabel } from '../../network/labels.ts';
import type { Link, LinkIndex, Network, Route } from '../../network/network.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { Look, Seen } from '../look.ts';
import type { Refusal } from '../operation.ts';
import type { NetPlan } from './command.ts';

/** A link as a person chose it: with its index, so that another one of that name is not meant. */
export interface LinkRef {
  readonly namespace: NamespaceId;
  readonly index: LinkIndex;
  /** Raw text. */
  readonly name: string;
}

/** A network namespace that commands can act in. */
export interface NetworkPlace {
  readonly namespace: Namespace;
  readonly network: Network;
  readonly label: NamespaceLabel;
  /** Who is connected to this host is so through it. */
  readonly isHost: boolean;
}

/** A link that is there. */
export interface LinkPlace extends NetworkPlace {
  readonly link: Link;
}

/** CAP_NET_ADMIN, as a bit of CapEff. */
const NET_ADMIN = 1n << 12n;

/** What must be looked at before links of a namespace are changed. */
export function lookAtLink({ namespace }: LinkRef): Look {
  return { networks: [namespace] };
}

/** Where a namespace is, if something can be done in it. */
export function networkPlace(id: NamespaceId, snapshot: Snapshot, seen: Seen): Result<NetworkPlace, Refusal> {
  const namespace = snapshot.namespaces[id];
  if (namespace?.kind !== 'net') {
    return err({
      code: 'missing',
      message: message('The network namespace is gone.'),
      remedy: message('Refresh the view.'),
    });
  }
  const label = labelOf(snapshot, namespace);
  const network = seen.networks?.[id];
  if (!network || (BigInt(`0x${snapshot.host.agent.capEff}`) & NET_ADMIN) === 0n) {
    return err({
      code: 'denied',
      message: message('This user may not change the network of {0}.', label.label),
      remedy: message('Do it as root.'),
    });
  }
  if (label.netns === undefined && !label.enter) {
    return err({
      code: 'rule',
      message: message('No command can enter {0}: nothing but a socket holds it.', label.label),
      remedy: message('Ask the process that has the socket to do it.'),
    });
  }
  const isHost = namespace.initial || snapshot.host.namespaces.net === id;
  return ok({ namespace, network, label, isHost });
}

/** Where a link is, if it is still the one that was meant. */
export function linkPlace(ref: LinkRef, snapshot: Snapshot, seen: Seen): Result<LinkPlace, Refusal> {
  const found = networkPlace(ref.namespace, snapshot, seen);
  if (!found.ok) return found;
  const { network, label } = found.value;
  const link = network.links.find(({ index }) => index === ref.index);
  if (!link || link.name !== ref.name) {
    return err({
      code: link ? 'changed' : 'missing',
      message: link
        ? message('The link {0} of {1} is called {2} now.', ref.name, label.label, link.name)
        : message('There is no link {0} in {1} any more.', ref.name, label.label),
      remedy: message('Look at it again before changing it.'),
    });
  }
  if (link.name.includes('\ufffd')) {
    return err({
      code: 'rule',
      message: message('The name of the link is no text that a command could hold.'),
      remedy: message('Rename it by its number: {0}', `ip link set dev if${link.index} name …`),
    });
  }
  return ok({ ...found.value, link });
}

/** A plan of nothing. */
export function refused(title: Message, refusal: Refusal): NetPlan {
  return { title, commands: [], danger: 'none', warnings: [], refusals: [refusal] };
}

/** Why who is connected to the host may lose the way to it when a link of it carries no more; undefined where nobody does. */
export function cutOff({ isHost, network, link }: LinkPlace): Message | undefined {
  if (!isHost) return undefined;
  if (link.flags.includes('LOOPBACK')) {
    return message('The host itself uses {0}: its programs do not reach each other without it.', link.name);
  }
  const [route] = routesThrough(network, carriedBy(network, link));
  if (!route) return undefined;
  return message(
    'It is a link of the host, and the way to {0} leads through it: who is connected that way is cut off.',
    route.destination,
  );
}

/** Routes that somebody needs: not those of broadcasts and of own addresses. */
function routesThrough({ routes }: Network, indexes: ReadonlySet<LinkIndex>): Route[] {
  const through = routes.filter(
    ({ type, table, destination, nextHops }) =>
      type === 'unicast' &&
      table !== LOCAL &&
      !/^(?:fe80|ff)/.test(destination) &&
      nextHops.some(({ index }) => index !== undefined && indexes.has(index)),
  );
  return through.toSorted((a, b) => Number(b.destination === 'default') - Number(a.destination === 'default'));
}

const LOCAL = 255;

/** A link with those that stand on it; the bridge of an interface of hardware too: it is its way outside. */
function carriedBy({ links }: Network, link: Link): ReadonlySet<LinkIndex> {
  const found = new Set([link.index]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const { index, link: lower, linkNetnsid, kind } of links) {
      if (lower !== undefined && linkNetnsid === undefined && kind !== 'veth' && found.has(lower)) found.add(index);
    }
    for (const { index, master, kind } of links) {
      if (master !== undefined && kind === undefined && found.has(index)) found.add(master);
    }
  }
  return found;
}
