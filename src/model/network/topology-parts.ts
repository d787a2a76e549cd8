import type { Network, Omitted } from './network.ts';
import type { TopologyChange } from './topology.ts';

/** Characters of one message: it is read in a moment. */
export const PART = 256 * 1024;

/** Most wires that are told: far more than a host has. */
const MOST_WIRES = 30_000;

/**
 * A change as messages that are not longer than `most` characters of JSON each, as far as one namespace allows; what of a
 * namespace is longer than `mostOfOne` is left out.
 */
export function splitTopologyChange(
  change: Omit<TopologyChange, 'more'>,
  { most, mostOfOne }: { readonly most: number; readonly mostOfOne: number },
): TopologyChange[] {
  const groups: Network[][] = [[]];
  let length = 0;
  for (const network of change.networks.map((each) => trimmed(each, mostOfOne))) {
    const own = JSON.stringify(network).length;
    if (length > 0 && length + own > most) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push(network);
    length += own;
  }
  return groups.map((networks, at): TopologyChange => {
    const isLast = at === groups.length - 1;
    const { wires, problems } = change;
    return {
      first: change.first && at === 0,
      networks,
      gone: at === 0 ? change.gone : [],
      ...(isLast && wires && { wires: wires.slice(0, MOST_WIRES) }),
      ...(isLast && problems && { problems }),
      more: !isLast,
    };
  });
}

const CUT = ['routes', 'neighbours', 'addresses', 'links'] as const;

/** With half of its longest list again and again until it fits. */
function trimmed(network: Network, most: number): Network {
  let fitting = network;
  while (JSON.stringify(fitting).length > most) {
    const lengths = CUT.map((part) => JSON.stringify(fitting[part]).length);
    const longest = CUT[lengths.indexOf(Math.max(...lengths))] ?? 'routes';
    const kept = fitting[longest].slice(0, Math.floor(fitting[longest].length / 2));
    const left = (fitting.omitted?.[longest] ?? 0) + fitting[longest].length - kept.length;
    const omitted: Omitted = { ...fitting.omitted, [longest]: left };
    fitting = { ...fitting, [longest]: kept, omitted };
    if (kept.length === 0) return fitting;
  }
  return fitting;
}
