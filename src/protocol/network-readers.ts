import type { Forwarding, LinkForwarding } from '../model/network/forwarding.ts';
import type {
  Address,
  Counters,
  Family,
  Link,
  LinkDetails,
  Neighbour,
  Network,
  NextHop,
  Omitted,
  Route,
} from '../model/network/network.ts';
import type { PortDetails, VlanRange } from '../model/network/port.ts';
import type { Netem, Qdisc } from '../model/network/qdisc.ts';
import type { NumberRange, Rule } from '../model/network/rule.ts';
import type { LinkCounters, NamespaceCounters, TopologyCounters } from '../model/network/topology.ts';
import type { Wire, WireEnd } from '../model/network/wires.ts';
import { namespaceIdReader } from './namespace-id.ts';
import { flag, list, number, object, oneOf, optional, type Reader, record, text } from './reader.ts';

/** So many of one thing are told of one namespace, at the most: the agent tells how many it leaves out. */
export const MOST_IN_NETWORK = 10_000;
/** Far more than a host has. */
const MOST_NETWORKS = 100_000;
const MOST_FLAGS = 64;
const MOST_VLANS = 4096;

/** A word, an address, the name of an interface. */
const word = text(256);
const words = list(word, MOST_FLAGS);
export const familyReader: Reader<Family> = oneOf('inet', 'inet6');
export const numberRangeReader = object<NumberRange>({ from: number, to: number });

const counters = object<Counters>({ bytes: number, packets: number, errors: number, dropped: number });

const details = object<LinkDetails>({
  vlanId: optional(number),
  vlanProtocol: optional(word),
  vni: optional(number),
  remote: optional(word),
  local: optional(word),
  port: optional(number),
  through: optional(number),
  learning: optional(flag),
  inputKey: optional(number),
  outputKey: optional(number),
  mode: optional(word),
  activePort: optional(number),
  tunType: optional(oneOf('tun', 'tap')),
  persist: optional(flag),
  owner: optional(number),
  group: optional(number),
  vlanFiltering: optional(flag),
  stp: optional(flag),
  defaultPvid: optional(number),
  table: optional(number),
});

export const portReader = object<PortDetails>({
  state: optional(word),
  miiStatus: optional(word),
  isolated: optional(flag),
  hairpin: optional(flag),
  learning: optional(flag),
  flood: optional(flag),
  table: optional(number),
});

const vlan = object<VlanRange>({ from: number, to: number, pvid: flag, untagged: flag });
export const vlansReader = list(vlan, MOST_VLANS);

const link = object<Link>({
  index: number,
  name: word,
  kind: optional(word),
  portKind: optional(word),
  linkType: word,
  flags: words,
  mtu: number,
  operstate: word,
  address: optional(word),
  broadcast: optional(word),
  alias: optional(word),
  qdisc: optional(word),
  txqlen: optional(number),
  carrier: optional(flag),
  bus: optional(word),
  device: optional(word),
  driver: optional(word),
  master: optional(number),
  link: optional(number),
  linkNetnsid: optional(number),
  rx: counters,
  tx: counters,
  details,
  port: optional(portReader),
  vlans: optional(vlansReader),
});

export const addressReader = object<Address>({
  index: number,
  family: familyReader,
  local: word,
  prefixLength: number,
  peer: optional(word),
  broadcast: optional(word),
  scope: word,
  flags: words,
  label: optional(word),
});

const nextHop = object<NextHop>({ gateway: optional(word), index: optional(number), weight: number, flags: words });

export const routeReader = object<Route>({
  family: familyReader,
  type: word,
  destination: word,
  table: number,
  protocol: number,
  scope: word,
  preferredSource: optional(word),
  metric: optional(number),
  nextHops: list(nextHop, 256),
});

const rule = object<Rule>({
  family: familyReader,
  priority: number,
  not: optional(oneOf(true)),
  from: optional(word),
  to: optional(word),
  iif: optional(word),
  oif: optional(word),
  fwmark: optional(number),
  fwmask: optional(number),
  tos: optional(number),
  l3mdev: optional(oneOf(true)),
  ipProtocol: optional(number),
  sourcePort: optional(numberRangeReader),
  destinationPort: optional(numberRangeReader),
  uids: optional(numberRangeReader),
  action: oneOf('lookup', 'goto', 'nop', 'blackhole', 'unreachable', 'prohibit'),
  table: optional(number),
  goto: optional(number),
  suppressPrefixLength: optional(number),
});

export const neighbourReader = object<Neighbour>({
  family: familyReader,
  index: number,
  destination: word,
  linkLayerAddress: optional(word),
  state: word,
  router: flag,
});

const linkForwarding = object<LinkForwarding>({
  ipv4: optional(flag),
  ipv6: optional(flag),
  rpFilter: optional(number),
  proxyArp: optional(flag),
  acceptLocal: optional(flag),
  routeLocalnet: optional(flag),
  arpIgnore: optional(number),
  arpFilter: optional(flag),
  disableIpv6: optional(flag),
  proxyNdp: optional(flag),
});

const forwarding = object<Forwarding>({
  ipv4: flag,
  ipv6: flag,
  icmpEchoIgnoreAll: optional(flag),
  icmp6EchoIgnoreAll: optional(flag),
  bridgeNetfilter: optional(flag),
  bridgeNetfilter6: optional(flag),
  links: record(linkForwarding, MOST_IN_NETWORK),
});

export const netemReader = object<Netem>({
  delay: optional(number),
  jitter: optional(number),
  loss: optional(number),
  duplicate: optional(number),
  corrupt: optional(number),
  reorder: optional(number),
  rate: optional(number),
  limit: number,
});

const qdisc = object<Qdisc>({
  index: number,
  kind: word,
  handle: word,
  parent: word,
  netem: optional(netemReader),
  rate: optional(number),
});

const omitted = object<Omitted>({
  links: optional(number),
  addresses: optional(number),
  routes: optional(number),
  neighbours: optional(number),
});

/** A network namespace, from the other side of a border. */
export const networkReader: Reader<Network> = object<Network>({
  namespace: namespaceIdReader,
  links: list(link, MOST_IN_NETWORK),
  addresses: list(addressReader, MOST_IN_NETWORK),
  routes: list(routeReader, MOST_IN_NETWORK),
  rules: list(rule, MOST_IN_NETWORK),
  neighbours: list(neighbourReader, MOST_IN_NETWORK),
  forwarding,
  qdiscs: list(qdisc, MOST_IN_NETWORK),
  omitted: optional(omitted),
});

const wireEnd = object<WireEnd>({ namespace: namespaceIdReader, index: number, link: word });

/** What connects two links, from the other side of a border. */
export const wireReader: Reader<Wire> = object<Wire>({
  relation: oneOf('pair', 'stack', 'tunnel'),
  kind: word,
  a: wireEnd,
  b: optional(wireEnd),
});

const linkCounters = object<LinkCounters>({ index: number, rx: counters, tx: counters });

/** Counters of links, from the other side of a border. */
export const topologyCountersReader: Reader<TopologyCounters> = object<TopologyCounters>({
  time: number,
  namespaces: list(
    object<NamespaceCounters>({ namespace: namespaceIdReader, links: list(linkCounters, MOST_IN_NETWORK) }),
    MOST_NETWORKS,
  ),
});
