import { message } from '../../../../base/message.ts';
import { kernelName, type Namespace, type NamespaceId } from '../../../../model/namespace.ts';
import type { Firewall } from '../../../../model/network/firewall.ts';
import { firewallOf } from '../../../../model/network/firewall-of.ts';
import type { Network } from '../../../../model/network/network.ts';
import type {
  Dns,
  FdbEntry,
  ListeningSocket,
  NetworkInside,
  TapServer,
} from '../../../../model/network/network-inside.ts';
import type { WireguardDevice } from '../../../../model/network/wireguard.ts';
import { membersOf, type Snapshot } from '../../../../model/snapshot.ts';
import { ProtocolError } from '../../../../protocol/errors.ts';
import { MOST_FIREWALL_TEXT, MOST_INSIDE } from '../../../../protocol/network-inside-reader.ts';
import { SyscallError } from '../../../kernel/errno.ts';
import { NetlinkSocket } from '../../../kernel/netlink.ts';
import { inNetworkNamespace } from '../../../kernel/network-namespace.ts';
import { readInRoot } from '../../../kernel/open-in-root.ts';
import { Proc } from '../../../kernel/proc.ts';
import type { Discovery } from '../../discovery.ts';
import { Problems } from '../../problems.ts';
import { inSlices } from '../../slices.ts';
import { readNetwork } from '../network-reader.ts';
import { present } from '../values.ts';
import { findOwners, findTapServers } from './descriptors.ts';
import { MOST_RESOLV_CONF, parseResolvConf } from './dns.ts';
import { FDB_REQUEST, parseFdbEntry } from './fdb.ts';
import { type BareSocket, FAMILIES, PROTOCOLS, readListening } from './listening.ts';
import { readWireguard } from './wireguard.ts';

const RTM_GETNEIGH = 30;
/** Subsystem and message of nfnetlink (linux/netfilter/nf_tables.h), and the body of a request for all families. */
const NFT_MSG_GETTABLE = (10 << 8) | 1;
const NFGENMSG = Buffer.alloc(4);
/** Rules of a firewall that are told, at the most. */
const MOST_RULES = 5000;

/** A namespace that is looked at, and what is needed for it. */
interface Looking {
  readonly namespace: Namespace;
  readonly snapshot: Snapshot;
  readonly problems: Problems;
}

/** Reads what of a network namespace is read only when somebody looks at it. */
export class NetworkInspector {
  readonly #discovery: Discovery;
  readonly #proc = new Proc();

  constructor(discovery: Discovery) {
    this.#discovery = discovery;
  }

  /** Each part for itself: what cannot be read is missing, and among the problems. @throws ProtocolError gone, denied */
  async inspect(id: NamespaceId): Promise<NetworkInside> {
    const looking = this.#lookAt(id);
    const { namespace, problems } = looking;
    const network = await this.#part(looking, async () => this.#network(namespace));
    const parts = {
      fdb: await this.#part(looking, () => inSlices(this.#fdb(namespace))),
      sockets: await this.#part(looking, () => inSlices(this.#sockets(looking))),
      taps: network && (await this.#part(looking, () => inSlices(this.#taps(looking, network)))),
      wireguard: network && (await this.#part(looking, () => inSlices(this.#wireguard(namespace, network)))),
      firewall: await this.#part(looking, () => this.#firewall(looking)),
      dns: await this.#part(looking, async () => dnsOf(looking)),
    };
    return { namespace: id, ...present(parts), problems: problems.list() };
  }

  /** Only its sockets that wait for others. @throws ProtocolError gone, SyscallError */
  listening(id: NamespaceId): Promise<readonly ListeningSocket[]> {
    return inSlices(this.#sockets(this.#lookAt(id)));
  }

  /** Only what its wireguard links have. @throws ProtocolError gone, SyscallError */
  wireguard(network: Network): Promise<readonly WireguardDevice[]> {
    return inSlices(this.#wireguard(this.#lookAt(network.namespace).namespace, network));
  }

  dispose(): void {
    this.#proc.dispose();
  }

  /** @throws ProtocolError gone */
  #lookAt(id: NamespaceId): Looking {
    const snapshot = this.#discovery.current;
    const namespace = snapshot?.namespaces[id];
    if (!snapshot || namespace?.kind !== 'net') throw gone(id);
    return { namespace, snapshot, problems: new Problems() };
  }

  async #part<T>({ namespace, problems }: Looking, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error;
      problems.add(error.call, error.errno, kernelName(namespace));
      return undefined;
    }
  }

  /** @throws SyscallError; ProtocolError gone */
  #socket({ id }: Namespace, protocol: ConstructorParameters<typeof NetlinkSocket>[0]): NetlinkSocket {
    let failure = 'ENOENT';
    const socket = this.#discovery.withNamespace(
      id,
      (fd) => inNetworkNamespace(fd, () => new NetlinkSocket(protocol)),
      (_way, errno) => {
        failure = errno;
      },
    );
    if (!socket) throw new SyscallError('open', failure);
    return socket;
  }

  *#fdb(namespace: Namespace): Generator<void, readonly FdbEntry[]> {
    const socket = this.#socket(namespace, 'NETLINK_ROUTE');
    try {
      return (yield* socket.each(RTM_GETNEIGH, FDB_REQUEST, parseFdbEntry, MOST_INSIDE)).items;
    } finally {
      socket.dispose();
    }
  }

  *#sockets(looking: Looking): Generator<void, readonly ListeningSocket[]> {
    const bare = yield* this.#bareSockets(looking);
    const inodes = new Set(bare.map(({ inode }) => inode));
    const owners = yield* findOwners(this.#proc, holdersOf(looking), inodes);
    return bare.slice(0, MOST_INSIDE).map((each) => ({ ...each, processes: owners.get(each.inode) ?? [] }));
  }

  *#bareSockets({ namespace, problems }: Looking): Generator<void, readonly BareSocket[]> {
    const socket = this.#socket(namespace, 'NETLINK_SOCK_DIAG');
    const found: BareSocket[] = [];
    try {
      for (const protocol of PROTOCOLS) {
        for (const family of FAMILIES) {
          try {
            found.push(...(yield* readListening(socket, family, protocol, MOST_INSIDE)).items);
          } catch (error) {
            if (!(error instanceof SyscallError)) throw error;
            // Protocols that the kernel has not: ENOENT, which is no problem, or EINVAL.
            if (error.errno !== 'EINVAL') problems.add(error.call, error.errno, kernelName(namespace));
          }
        }
      }
      return found;
    } finally {
      socket.dispose();
    }
  }

  /** The tools are run by a process that enters the namespace and is thrown away. */
  async #firewall({ namespace, problems }: Looking): Promise<Firewall | undefined> {
    const { id, inode } = namespace;
    const question = { kind: 'net', inode, ways: this.#discovery.waysTo(id), firewall: true } as const;
    const [answer] = await this.#discovery.enter([question]);
    if (!answer || 'errno' in answer) throw new SyscallError('setns', answer?.errno ?? 'EIO');
    if (!('firewall' in answer)) return undefined;
    const { failed, ...outputs } = answer.firewall;
    for (const { tool, errno } of failed) {
      // A tool that is not there is no object that has gone.
      problems.addAll([{ subject: tool, call: 'exec', errno, count: 1 }]);
    }
    const isMissing = failed.every(({ tool, errno }) => tool === 'nft' && errno === 'ENOENT');
    const found = firewallOf(outputs, { rules: MOST_RULES, text: MOST_FIREWALL_TEXT });
    return found ?? (isMissing ? this.#emptyFirewall(namespace) : undefined);
  }

  /** Where nft(8) is not installed the kernel still tells whether there is anything that it could tell. */
  async #emptyFirewall(namespace: Namespace): Promise<Firewall | undefined> {
    const tables = await inSlices(this.#nftTables(namespace));
    return tables > 0 ? undefined : { chains: [], rules: [], unknown: 0, text: '' };
  }

  *#nftTables(namespace: Namespace): Generator<void, number> {
    const socket = this.#socket(namespace, 'NETLINK_NETFILTER');
    try {
      return (yield* socket.each(NFT_MSG_GETTABLE, NFGENMSG, () => true, MOST_INSIDE)).items.length;
    } catch (error) {
      // The kernel knows nothing of nftables.
      if (error instanceof SyscallError && ['EINVAL', 'EOPNOTSUPP', 'ENOENT'].includes(error.errno)) return 0;
      throw error;
    } finally {
      socket.dispose();
    }
  }

  #network({ id }: Namespace): Network | undefined {
    return this.#discovery.withNamespace(id, (fd) => readNetwork(id, fd));
  }

  *#taps({ namespace, snapshot }: Looking, network: Network): Generator<void, readonly TapServer[]> {
    if (!network.links.some(({ kind }) => kind === 'tun')) return [];
    return yield* findTapServers(this.#proc, Object.values(snapshot.processes), network, namespace.inode);
  }

  *#wireguard(namespace: Namespace, { links }: Network): Generator<void, readonly WireguardDevice[]> {
    const own = links.flatMap(({ kind, index }) => (kind === 'wireguard' ? index : []));
    if (own.length === 0) return [];
    const socket = this.#socket(namespace, 'NETLINK_GENERIC');
    try {
      return yield* readWireguard(socket, own, MOST_INSIDE);
    } finally {
      socket.dispose();
    }
  }
}

function gone(id: NamespaceId): ProtocolError {
  return new ProtocolError('gone', message('The namespace {0} has ended.', id));
}

/** Processes that may have a socket there: those in it, and those that are known to have one though they are elsewhere. */
function holdersOf({ namespace, snapshot }: Looking) {
  const outside = namespace.pins.flatMap((pin) =>
    pin.kind === 'socket' ? (snapshot.processes[pin.process] ?? []) : [],
  );
  return [...new Set([...membersOf(snapshot, namespace.id), ...outside])];
}

/** The file that ip-netns(8) shows those who enter by name, else that of the first process there, else that of the host. */
function dnsOf({ namespace, snapshot }: Looking): Dns | undefined {
  const leader = namespace.leader === undefined ? undefined : snapshot.processes[namespace.leader];
  const places = [
    ...(namespace.name === undefined ? [] : [{ root: '/', path: `/etc/netns/${namespace.name}/resolv.conf` }]),
    { root: leader ? `/proc/${leader.pid}/root` : '/', path: '/etc/resolv.conf' },
  ];
  for (const [at, { root, path }] of places.entries()) {
    try {
      return parseResolvConf(path, readInRoot(root, path, MOST_RESOLV_CONF));
    } catch (error) {
      const isLast = at === places.length - 1;
      if (!(error instanceof SyscallError) || (isLast && error.errno !== 'ENOENT')) throw error;
    }
  }
  return undefined;
}
