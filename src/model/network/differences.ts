import { type Message, message } from '../../base/message.ts';
import type { NamespaceId } from '../namespace.ts';
import type { DeclaredWiring } from './declared.ts';
import type { Address, Link, LinkIndex, Network } from './network.ts';
import type { Place } from './place.ts';

/** Something that is not as declared. */
export interface Difference {
  /** Of the declared namespace. */
  readonly namespace: NamespaceId;
  /** Of the declared link, where it is one. */
  readonly link?: LinkIndex;
  readonly sentence: Message;
}

/** What is there: networks with what their namespaces are called. */
export interface Actual {
  readonly networks: Readonly<Record<NamespaceId, Network>>;
  readonly places: readonly Place[];
}

/** What of a declared wiring is not so on the host, by name. What the host has besides is nothing of the file's business, but for what is in a namespace that it declares. */
export function differences({ networks, places }: DeclaredWiring, actual: Actual): Difference[] {
  return networks.flatMap((network): Difference[] => {
    const place = places.find(({ namespace }) => namespace === network.namespace);
    const there = place && actual.places.find((each) => (place.initial ? each.initial : each.name === place.name));
    const live = there && actual.networks[there.namespace];
    const { namespace } = network;
    if (!place) return [];
    if (!live) return [{ namespace, sentence: message('{0} is not there.', place.title) }];
    return [
      ...network.links.flatMap((link) => linkDifferences(link, network, live)),
      ...routeDifferences(network, live),
      ...(network.forwarding.ipv4 && !live.forwarding.ipv4
        ? [{ namespace, sentence: message('Forwarding is off.') }]
        : []),
    ];
  });
}

function linkDifferences(link: Link, network: Network, live: Network): Difference[] {
  const { name, kind, index } = link;
  const say = (sentence: Message): Difference => ({ namespace: network.namespace, link: index, sentence });
  const there = live.links.find((each) => each.name === name);
  if (!there) return [say(message('{0} is not there.', name))];
  const own = addressesOf(network, index);
  const found = addressesOf(live, there.index);
  const missing = [...own].filter((text) => !found.has(text));
  // Those of the host are its own business.
  const more = own.size > 0 && kind !== undefined ? [...found].filter((text) => !own.has(text)) : [];
  return [
    ...(kind !== undefined && there.kind !== kind
      ? [say(message('{0} is of kind {1}, not {2}.', name, there.kind ?? '–', kind))]
      : []),
    ...(there.flags.includes('UP') ? [] : [say(message('{0} is down.', name))]),
    ...missing.map((text) => say(message('{0} has not {1}.', name, text))),
    ...more.map((text) => say(message('{0} also has {1}.', name, text))),
  ];
}

function addressesOf({ addresses }: Network, index: LinkIndex): Set<string> {
  const isTold = (each: Address) => each.index === index && each.scope === 'global';
  return new Set(addresses.filter(isTold).map(({ local, prefixLength }) => `${local}/${prefixLength}`));
}

function routeDifferences({ namespace, routes }: Network, live: Network): Difference[] {
  const text = ({ destination, type, nextHops }: Network['routes'][number]) =>
    `${type} ${destination} ${nextHops.map(({ gateway }) => gateway ?? '').join()}`;
  const there = new Set(live.routes.map(text));
  return routes
    .filter((route) => !there.has(text(route)))
    .map(({ destination }) => ({ namespace, sentence: message('The route to {0} is not there.', destination) }));
}
