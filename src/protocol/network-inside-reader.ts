import type {
  AddressCondition,
  ChainRef,
  Firewall,
  FirewallChain,
  FirewallRule,
  LeadingAct,
  LinkCondition,
  PlainAct,
  PortCondition,
  TranslatingAct,
  WordCondition,
} from '../model/network/firewall.ts';
import type {
  Dns,
  FdbEntry,
  ListeningSocket,
  NetworkInside,
  NetworkProcess,
  TapServer,
} from '../model/network/network-inside.ts';
import type { WireguardDevice, WireguardEndpoint, WireguardPeer } from '../model/network/wireguard.ts';
import type { Problem } from '../model/problem.ts';
import { namespaceIdReader } from './namespace-id.ts';
import { familyReader, numberRangeReader } from './network-readers.ts';
import { either, type FieldReaders, flag, list, number, object, oneOf, optional, type Reader, text } from './reader.ts';

/** So many of one thing are told, at the most. */
export const MOST_INSIDE = 10_000;
/** Characters of the text of a firewall that are told, at the most. */
export const MOST_FIREWALL_TEXT = 256 * 1024;

const word = text(256);
const words = list(word, 256);

const fdbEntry = object<FdbEntry>({
  index: number,
  master: optional(number),
  linkLayerAddress: word,
  vlan: optional(number),
  destination: optional(word),
  port: optional(number),
  vni: optional(number),
  through: optional(number),
  state: word,
  flags: words,
});

const networkProcess: FieldReaders<NetworkProcess> = { process: text(128), pid: number, comm: word };

const listeningSocket = object<ListeningSocket>({
  protocol: oneOf('tcp', 'udp', 'udplite', 'raw', 'sctp'),
  family: familyReader,
  address: word,
  port: number,
  index: optional(number),
  v6only: optional(oneOf(true)),
  inode: number,
  uid: number,
  processes: list(object<NetworkProcess>(networkProcess), MOST_INSIDE),
});

const chainRef: FieldReaders<ChainRef> = {
  family: oneOf('ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'),
  table: word,
  chain: word,
};

const chain = object<FirewallChain>({
  ...chainRef,
  hook: optional(word),
  type: optional(word),
  priority: optional(number),
  policy: optional(oneOf('accept', 'drop')),
});

const not = optional(oneOf(true));

const addressCondition = object<AddressCondition>({
  not,
  kind: oneOf('saddr', 'daddr'),
  family: familyReader,
  networks: list(word, MOST_INSIDE),
});
const linkCondition = object<LinkCondition>({ not, kind: oneOf('iif', 'oif'), names: list(word, MOST_INSIDE) });
const portCondition = object<PortCondition>({
  not,
  kind: oneOf('sport', 'dport'),
  ports: list(numberRangeReader, MOST_INSIDE),
});
const wordCondition = object<WordCondition>({
  not,
  kind: oneOf('protocol', 'family', 'ctstate', 'saddrtype', 'daddrtype', 'icmptype'),
  words,
});
const condition = either(either(addressCondition, linkCondition), either(portCondition, wordCondition));

const plainAct = object<PlainAct>({
  kind: oneOf('accept', 'drop', 'reject', 'return', 'masquerade', 'continue'),
});
const leadingAct = object<LeadingAct>({ kind: oneOf('jump', 'goto'), chain: word });
const translatingAct = object<TranslatingAct>({
  kind: oneOf('snat', 'dnat', 'redirect'),
  address: optional(word),
  ports: optional(numberRangeReader),
});

const rule = object<FirewallRule>({
  ...chainRef,
  conditions: list(condition, 256),
  act: either(either(plainAct, leadingAct), translatingAct),
  understood: flag,
  marks: optional(oneOf(true)),
  text: text(MOST_FIREWALL_TEXT),
});

const firewall = object<Firewall>({
  chains: list(chain, MOST_INSIDE),
  rules: list(rule, MOST_INSIDE),
  unknown: number,
  text: text(MOST_FIREWALL_TEXT),
});

const dns = object<Dns>({ path: text(4096), nameservers: words, search: words, options: words });

const wireguardPeer = object<WireguardPeer>({
  publicKey: word,
  endpoint: optional(object<WireguardEndpoint>({ address: word, port: number })),
  allowedIps: list(word, MOST_INSIDE),
  latestHandshake: optional(number),
  transferRx: number,
  transferTx: number,
  persistentKeepalive: optional(number),
});

const wireguardDevice = object<WireguardDevice>({
  index: number,
  publicKey: optional(word),
  listenPort: number,
  fwmark: optional(number),
  peers: list(wireguardPeer, MOST_INSIDE),
  omitted: optional(number),
});

/** What could not be read, from the other side of a border. */
export const problemReader: Reader<Problem> = object<Problem>({
  subject: text(),
  call: word,
  errno: word,
  count: number,
  remedy: optional(oneOf('root', 'CAP_SYS_ADMIN', 'CAP_SYS_PTRACE', 'CAP_SYS_RESOURCE', 'newer-kernel')),
});

/** What is read of a network namespace when somebody looks, from the other side of a border. */
export const networkInsideReader: Reader<NetworkInside> = object<NetworkInside>({
  namespace: namespaceIdReader,
  fdb: optional(list(fdbEntry, MOST_INSIDE)),
  sockets: optional(list(listeningSocket, MOST_INSIDE)),
  firewall: optional(firewall),
  dns: optional(dns),
  taps: optional(list(object<TapServer>({ ...networkProcess, index: number }), MOST_INSIDE)),
  wireguard: optional(list(wireguardDevice, MOST_INSIDE)),
  problems: list(problemReader, 256),
});
