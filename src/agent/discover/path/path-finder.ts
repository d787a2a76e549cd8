import type { NamespaceId } from '../../../model/namespace.ts';
import { labelsOf } from '../../../model/network/labels.ts';
import type { Network } from '../../../model/network/network.ts';
import type { NetworkInside } from '../../../model/network/network-inside.ts';
import { explainPath } from '../../../model/network/path/explain.ts';
import type { PathQuestion, PathReport } from '../../../model/network/path/report.ts';
import type { PathFacts } from '../../../model/network/path/world.ts';
import type { Topology } from '../../../model/network/topology.ts';
import { findWires } from '../../../model/network/wires.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { SyscallError } from '../../kernel/errno.ts';
import type { Discovery } from '../discovery.ts';
import { NetnsIds } from '../network/netns-ids.ts';
import { readNetwork } from '../network/network-reader.ts';
import { Problems } from '../problems.ts';
import { inSlices } from '../slices.ts';

/** Reads what of a network namespace is told only when somebody asks. @throws ProtocolError, SyscallError */
export type InsideOf = (namespace: NamespaceId) => Promise<NetworkInside>;

/** A path leads through few namespaces: each round looks into those that it was found to lead through. */
const MOST_ROUNDS = 16;

/** Tells whether one end reaches another, from what the kernel says of all network namespaces now. */
export class PathFinder {
  readonly #discovery: Discovery;
  readonly #insideOf: InsideOf;

  constructor(discovery: Discovery, insideOf: InsideOf) {
    this.#discovery = discovery;
    this.#insideOf = insideOf;
  }

  /** @param snapshot of the same discovery */
  async explain(snapshot: Snapshot, question: PathQuestion): Promise<PathReport> {
    const facts = await inSlices(this.#facts(snapshot));
    const insides = new Map<NamespaceId, NetworkInside>();
    const asked = new Set<NamespaceId>();
    for (let round = 0; ; round++) {
      const report = explainPath({ ...facts, insides }, question);
      const wanted = [...namespacesOf(report), ...behindWireguard(report, facts.topology, snapshot)];
      const missing = [...new Set(wanted)].filter((id) => !asked.has(id));
      if (missing.length === 0 || round === MOST_ROUNDS) return report;
      for (const id of missing) {
        asked.add(id);
        const inside = await this.#inside(id);
        if (inside) insides.set(id, inside);
      }
    }
  }

  *#facts(snapshot: Snapshot): Generator<void, Omit<PathFacts, 'insides'>> {
    const problems = new Problems();
    const networks: Network[] = [];
    for (const { id, kind } of Object.values(snapshot.namespaces)) {
      if (kind !== 'net') continue;
      const network = this.#read(id, problems);
      if (network) networks.push(network);
      yield;
    }
    const wires = yield* findWires(networks, new NetnsIds(this.#discovery).of);
    const table = Object.fromEntries(networks.map((network) => [network.namespace, network]));
    return { topology: { networks: table, wires, problems: problems.list() }, labels: labelsOf(snapshot) };
  }

  #read(id: NamespaceId, problems: Problems): Network | undefined {
    try {
      return this.#discovery.withNamespace(id, (fd) => readNetwork(id, fd));
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error;
      problems.add(error.call, error.errno, id);
      return undefined;
    }
  }

  async #inside(id: NamespaceId): Promise<NetworkInside | undefined> {
    try {
      return await this.#insideOf(id);
    } catch {
      // The report tells that it cannot be known.
      return undefined;
    }
  }
}

/** The namespaces that a path leads through, and those of its ends. */
function namespacesOf({ from, to, forward, back, cause }: PathReport): NamespaceId[] {
  const hops = [...forward.hops, ...(back?.hops ?? [])].map(({ namespace }) => namespace);
  const ends = [from.namespace, to.namespace, cause?.namespace].flatMap((id) => (id ? [id] : []));
  return [...new Set([...hops, ...ends])];
}

/**
 * Where a path leads by a wireguard link: all namespaces that have one, as only the key of a peer tells which it is, and that of the
 * host, where many are made that were moved elsewhere.
 */
function behindWireguard({ forward, back }: PathReport, { networks }: Topology, { host }: Snapshot): NamespaceId[] {
  const linksOf = (id: NamespaceId) => (networks[id]?.links ?? []).filter(({ kind }) => kind === 'wireguard');
  const hops = [...forward.hops, ...(back?.hops ?? [])];
  if (!hops.some(({ namespace, out }) => linksOf(namespace).some(({ index }) => index === out?.index))) return [];
  const { net } = host.namespaces;
  return [...Object.keys(networks).filter((id) => linksOf(id).length > 0), ...(net === undefined ? [] : [net])];
}
