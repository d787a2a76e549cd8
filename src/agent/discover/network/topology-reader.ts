import type { NamespaceId } from '../../../model/namespace.ts';
import { kernelName, type Namespace } from '../../../model/namespace.ts';
import type { Network } from '../../../model/network/network.ts';
import type { LinkCounters } from '../../../model/network/topology.ts';
import { findWires, type Wire } from '../../../model/network/wires.ts';
import type { Problem } from '../../../model/problem.ts';
import { equal } from '../../../model/snapshot.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { isGone, SyscallError } from '../../kernel/errno.ts';
import type { Discovery } from '../discovery.ts';
import { Problems } from '../problems.ts';
import { NetnsIds } from './netns-ids.ts';
import { keepSame } from './network-change.ts';
import { NETWORK_PARTS, type NetworkPart, NetworkReader, readCountersOf } from './network-reader.ts';

/** What a look at network namespaces brought since the one before. */
export interface TopologyUpdate {
  readonly networks: readonly Network[];
  readonly gone: readonly NamespaceId[];
  /** All of them; absent when none changed. */
  readonly wires?: readonly Wire[];
  readonly problems?: readonly Problem[];
}

interface Failure {
  /** As it was then: when it is another object, another try is worth it. */
  readonly namespace: Namespace;
  readonly call: string;
  readonly errno: string;
}

/** Keeps what network namespaces are made of, and how they are wired. */
export class TopologyReader {
  readonly #discovery: Pick<Discovery, 'withNamespace'>;
  readonly #ids: NetnsIds;
  readonly #known = new Map<NamespaceId, Network>();
  readonly #failures = new Map<NamespaceId, Failure>();
  readonly #onOpen: (id: NamespaceId, fd: number) => void;
  #wires: readonly Wire[] = [];
  #problems: readonly Problem[] = [];

  /** @param onOpen is called before a namespace is read for the first time; what it throws is why that cannot be */
  constructor(discovery: Pick<Discovery, 'withNamespace'>, onOpen: (id: NamespaceId, fd: number) => void = () => {}) {
    this.#discovery = discovery;
    this.#ids = new NetnsIds(discovery);
    this.#onOpen = onOpen;
  }

  /** Those that have been read. */
  get known(): ReadonlyMap<NamespaceId, Network> {
    return this.#known;
  }

  /**
   * Reads what is new among these namespaces, and what may have changed.
   * @param dirty the parts of those that are known
   */
  *update(
    namespaces: readonly Namespace[],
    dirty: ReadonlyMap<NamespaceId, ReadonlySet<NetworkPart>>,
  ): Generator<void, TopologyUpdate> {
    const gone = this.#forget(new Set(namespaces.map(({ id }) => id)));
    const networks: Network[] = [];
    let rewired = gone.length > 0;
    for (const namespace of namespaces) {
      const before = this.#known.get(namespace.id);
      const parts = before ? dirty.get(namespace.id) : NETWORK_PARTS;
      if (!parts || this.#failures.get(namespace.id)?.namespace === namespace) continue;
      const fresh = yield* this.#read(namespace, before, parts);
      if (before && !fresh) gone.push(...this.#forgetOne(namespace.id));
      if (fresh && fresh !== before) networks.push(fresh);
      rewired ||= fresh?.links !== before?.links || fresh?.addresses !== before?.addresses;
      yield;
    }
    const wires = rewired ? yield* this.#rewire() : undefined;
    const problems = this.#listProblems();
    return { networks, gone, ...(wires && { wires }), ...(problems && { problems }) };
  }

  *#read(
    namespace: Namespace,
    before: Network | undefined,
    parts: ReadonlySet<NetworkPart>,
  ): Generator<void, Network | undefined> {
    const { id } = namespace;
    let reader: NetworkReader | undefined;
    try {
      reader = this.#open(namespace, before === undefined);
      const fresh = yield* reader.read(before, parts);
      const kept = before ? keepSame(before, fresh) : fresh;
      this.#known.set(id, kept);
      this.#failures.delete(id);
      return kept;
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      if (!(error instanceof SyscallError)) throw error;
      this.#failures.set(id, { namespace, call: error.call, errno: error.errno });
      return undefined;
    } finally {
      reader?.dispose();
    }
  }

  /** @throws SyscallError, ProtocolError gone */
  #open({ id }: Namespace, isFirst: boolean): NetworkReader {
    let failure = 'ENOENT';
    const opened = this.#discovery.withNamespace(
      id,
      (fd) => {
        if (isFirst) this.#onOpen(id, fd);
        return new NetworkReader(id, fd);
      },
      (_way, errno) => {
        if (!isGone(errno)) failure = errno;
      },
    );
    if (!opened) throw new SyscallError('open', failure);
    return opened;
  }

  #forget(there: ReadonlySet<NamespaceId>): NamespaceId[] {
    for (const id of this.#failures.keys()) if (!there.has(id)) this.#failures.delete(id);
    return [...this.#known.keys()].filter((id) => !there.has(id)).flatMap((id) => this.#forgetOne(id));
  }

  #forgetOne(id: NamespaceId): NamespaceId[] {
    this.#ids.forget([id]);
    return this.#known.delete(id) ? [id] : [];
  }

  *#rewire(): Generator<void, readonly Wire[] | undefined> {
    const idOf = (from: NamespaceId, to: NamespaceId) => {
      try {
        return this.#ids.of(from, to);
      } catch (error) {
        // One of them went meanwhile: the next look finds that.
        if (error instanceof SyscallError || error instanceof ProtocolError) return undefined;
        throw error;
      }
    };
    const wires = yield* findWires([...this.#known.values()], idOf);
    if (equal(wires, this.#wires)) return undefined;
    this.#wires = wires;
    return wires;
  }

  #listProblems(): readonly Problem[] | undefined {
    const found = new Problems();
    for (const { namespace, call, errno } of this.#failures.values()) found.add(call, errno, kernelName(namespace));
    const problems = found.list();
    if (equal(problems, this.#problems)) return undefined;
    this.#problems = problems;
    return problems;
  }
}

/** Counters of all links of a namespace; undefined when it cannot be read. */
export function countersOf(
  discovery: Pick<Discovery, 'withNamespace'>,
  id: NamespaceId,
): readonly LinkCounters[] | undefined {
  try {
    return discovery.withNamespace(id, readCountersOf);
  } catch (error) {
    if (error instanceof SyscallError || error instanceof ProtocolError) return undefined;
    throw error;
  }
}
