import { message } from '../../../base/message.ts';
import { broken, ipTool, nameOf, refOf, unknown } from './finding.ts';
import type { PathFinding } from './report.ts';
import { deviceHop, type SegmentQuery, type Station, type Step, type Steps } from './station.ts';
import type { Place } from './world.ts';

const isVlan = ({ link }: Place) => link.kind === 'vlan';
const isIpvlan = ({ link }: Place) => link.kind === 'ipvlan' || link.kind === 'ipvtap';

/** A frame leaves by a link that stands on another: vlan, macvlan, ipvlan. */
export function leaveStacked(query: SegmentQuery, { place, tags }: Station): Steps {
  const { world } = query;
  const lower = world.lower(place);
  if (lower === undefined || lower === 'elsewhere') {
    const sentence = message(
      '{0} of {1} stands on a link in a namespace that cannot be seen.',
      place.link.name,
      nameOf(world, place),
    );
    return { next: [], ends: [unknown('elsewhere', place, sentence)] };
  }
  const { vlanId } = place.link.details;
  if (isVlan(place) && vlanId !== undefined) {
    const notes = [message('{0} puts the VLAN tag {1} on.', place.link.name, vlanId)];
    const hop = deviceHop(place, { out: refOf(lower.link), notes });
    return { next: [{ way: 'out', place: lower, tags: [vlanId, ...tags], hops: [hop] }], ends: [] };
  }
  const siblings = world.uppers(lower).filter((each) => !isVlan(each) && each.link !== place.link);
  const next: Step[] = [
    ...siblings.map((sibling): Step => ({ way: 'in', place: sibling, obstacles: between(query, place, sibling) })),
    { way: 'up', place: lower, obstacles: [hostFinding(query, place, lower)] },
    { way: 'out', place: lower },
  ];
  return { next, ends: [] };
}

/** Why two links on one link do not talk to each other. */
function between({ world }: SegmentQuery, from: Place, to: Place): PathFinding[] {
  if (isIpvlan(from)) return [];
  const modes = [from, to].map(({ link }) => link.details.mode);
  if (modes.every((mode) => mode === 'bridge')) return [];
  const blocked = modes[0] === 'bridge' ? to : from;
  const { name, details } = blocked.link;
  const where = nameOf(world, blocked);
  const argv = ['ip', 'link', 'set', 'dev', name, 'type', blocked.link.kind ?? 'macvlan', 'mode', 'bridge'];
  const repair = [ipTool(world, blocked.network.namespace, argv)];
  if (details.mode === 'vepa') {
    const sentence = message(
      '{0} of {1} is a macvlan in mode vepa: a switch outside must send its frames back to the others on its link.',
      name,
      where,
    );
    return [broken('macvlan-vepa', blocked, sentence, repair)];
  }
  const sentence = message(
    '{0} of {1} is a macvlan in mode {2}: it does not talk to the others on its link.',
    name,
    where,
    details.mode ?? '?',
  );
  return [broken('macvlan-private', blocked, sentence, repair)];
}

function hostFinding({ world }: SegmentQuery, upper: Place, lower: Place): PathFinding {
  const sentence = message(
    '{0} of {1} stands on {2} of {3}: what is sent to one never comes to the other. Give {3} a macvlan of its own there.',
    upper.link.name,
    nameOf(world, upper),
    lower.link.name,
    nameOf(world, lower),
  );
  const argv = ['ip', 'link', 'add', 'link', lower.link.name, 'name', 'macvlan0', 'type', 'macvlan', 'mode', 'bridge'];
  return broken('macvlan-host', lower, sentence, [ipTool(world, lower.network.namespace, argv)]);
}

/** What a namespace sends by a link itself does not come to the macvlans that stand on that link. */
export function meetOwnUppers(query: SegmentQuery, start: Place): Step[] {
  const uppers = query.world.uppers(start).filter((upper) => !isVlan(upper));
  return uppers.map((upper): Step => ({ way: 'in', place: upper, obstacles: [hostFinding(query, upper, start)] }));
}

/** A frame comes to a link that others stand on. `taken`: it is not for the link itself. */
export function enterStacked(
  query: SegmentQuery,
  { place, tags }: Station,
): { readonly next: Step[]; readonly taken: boolean } {
  const uppers = query.world.uppers(place);
  const [tag, ...rest] = tags;
  const next: Step[] = [];
  let taken = false;
  for (const upper of uppers) {
    if (!isVlan(upper)) {
      if (tag === undefined && isFor(query, upper)) next.push({ way: 'in', place: upper });
      continue;
    }
    const id = upper.link.details.vlanId;
    if (id !== undefined && id === tag) {
      taken = true;
      const hop = deviceHop(upper, {
        in: refOf(place.link),
        notes: [message('{0} takes the VLAN tag {1} off.', upper.link.name, id)],
      });
      next.push({ way: 'in', place: upper, tags: rest, hops: [hop] });
    } else {
      next.push({ way: 'in', place: upper, tags: rest, obstacles: [wrongTag(query, upper, tag)] });
    }
  }
  return { next, taken };
}

/** All frames for all come to each macvlan, others to the one whose address it is; ipvlans share theirs. */
function isFor({ to }: SegmentQuery, upper: Place): boolean {
  return to === undefined || isIpvlan(upper) || upper.link.details.mode === 'passthru' || upper.link.address === to;
}

function wrongTag({ world }: SegmentQuery, vlan: Place, tag: number | undefined): PathFinding {
  const { name, details } = vlan.link;
  const id = details.vlanId ?? 0;
  const where = nameOf(world, vlan);
  const sentence =
    tag === undefined
      ? message('{0} of {1} takes frames with the VLAN tag {2}, and these have none.', name, where, id)
      : message('{0} of {1} takes frames with the VLAN tag {2}, and these have {3}.', name, where, id, tag);
  return broken('vlan-mismatch', vlan, sentence);
}
