import { message } from '../../../base/message.ts';
import { broken, ipTool, nameOf, warning } from './finding.ts';
import type { Flow, PathFinding } from './report.ts';
import type { PathWorld, Place } from './world.ts';

/** Bytes of a tag (IEEE 802.1Q). */
const VLAN_TAG = 4;

/** A packet that must not be fragmented does not leave by a link that is set to less. */
export function tooLarge(world: PathWorld, out: Place, { size }: Flow): PathFinding | undefined {
  const { link } = out;
  if (link.mtu === 0 || size <= link.mtu) return undefined;
  const sentence = message(
    '{0} of {1} takes packets of up to {2} bytes: this one has {3}.',
    link.name,
    nameOf(world, out),
    link.mtu,
    size,
  );
  return broken('mtu', out, sentence, [setMtu(world, out, size)]);
}

/** Links drop frames larger than they are set to, but for the room of a VLAN tag. @param size of the packet in bytes */
export function frameTooLarge(
  { world, size }: { readonly world: PathWorld; readonly size: number },
  place: Place,
): PathFinding[] {
  const { link } = place;
  if (link.mtu === 0 || size <= link.mtu + VLAN_TAG) return [];
  const sentence = message(
    '{0} of {1} takes packets of up to {2} bytes, and drops larger ones without a word: this one has {3}.',
    link.name,
    nameOf(world, place),
    link.mtu,
    size,
  );
  return [broken('mtu', place, sentence, [setMtu(world, place, size)])];
}

/** Between two routers nobody tells the sender that its packets are too large. @param mtu what the segment carries */
export function blackHole(world: PathWorld, out: Place, mtu: number): PathFinding {
  const sentence = message(
    '{0} of {1} sends packets of up to {2} bytes, and on the way to the next namespace those over {3} are dropped without a word.',
    out.link.name,
    nameOf(world, out),
    out.link.mtu,
    mtu,
  );
  return warning('mtu-black-hole', out, sentence, [setMtu(world, out, mtu)]);
}

/** A link that is set to lose all packets, or some (tc-netem(8)). */
export function lossOf(world: PathWorld, place: Place): PathFinding | undefined {
  const { network, link } = place;
  const qdisc = network.qdiscs.find(({ index, netem }) => index === link.index && (netem?.loss ?? 0) > 0);
  const loss = qdisc?.netem?.loss ?? 0;
  if (!qdisc || loss === 0) return undefined;
  const sentence = message(
    '{0} of {1} is set to lose {2} % of what it sends (netem).',
    link.name,
    nameOf(world, place),
    Number((loss * 100).toFixed(2)),
  );
  const repair = ipTool(world, network.namespace, ['tc', 'qdisc', 'del', 'dev', link.name, qdisc.parent]);
  return (loss >= 1 ? broken : warning)('netem', place, sentence, [repair]);
}

function setMtu(world: PathWorld, { network, link }: Place, mtu: number): string[] {
  return ipTool(world, network.namespace, ['ip', 'link', 'set', 'dev', link.name, 'mtu', String(mtu)]);
}
