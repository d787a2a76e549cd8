import type { NamespaceId } from '../../model/namespace.ts';
import type { NamespaceCounters, TopologyCounters } from '../../model/network/topology.ts';
import type { Discovery } from '../discover/discovery.ts';
import { countersOf } from '../discover/network/topology-reader.ts';
import { inSlices } from '../discover/slices.ts';

/** Counters of all links of these namespaces; those that are gone or cannot be read are left out. */
export async function readCounters(discovery: Discovery, ids: readonly NamespaceId[]): Promise<TopologyCounters> {
  return { time: performance.now(), namespaces: await inSlices(eachCounters(discovery, ids)) };
}

function* eachCounters(discovery: Discovery, ids: readonly NamespaceId[]): Generator<void, NamespaceCounters[]> {
  const found: NamespaceCounters[] = [];
  for (const namespace of ids) {
    const links = countersOf(discovery, namespace);
    if (links) found.push({ namespace, links });
    yield;
  }
  return found;
}
