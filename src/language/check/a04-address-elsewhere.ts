import { message } from '../../base/message.ts';
import { contains, formatAddress, type IpAddress } from '../../model/spec/address.ts';
import type { AddressUse } from '../spec-index.ts';
import { membersOf } from '../wire-subnets.ts';
import { type Attachment, addressKey, isOnSegment, type Segment, type Stack, Wiring } from '../wiring.ts';
import { defineCheck } from './check.ts';

interface Use {
  readonly segment: Segment;
  readonly stack: Stack;
  readonly use: AddressUse;
  readonly ip: IpAddress;
}

/** Addresses that are on more than one segment: the first use on each. */
function repeated(segments: readonly Segment[]): Use[][] {
  const uses = new Map<string, Map<Segment, Use>>();
  for (const segment of segments) {
    for (const { ip, use, attachment } of [...membersOf(segment, 4), ...membersOf(segment, 6)]) {
      const key = addressKey(ip);
      const known = uses.get(key) ?? new Map<Segment, Use>();
      uses.set(key, known);
      if (!known.has(segment)) known.set(segment, { segment, stack: attachment.stack, use, ip });
    }
  }
  return [...uses.values()].map((each) => [...each.values()]).filter(({ length }) => length > 1);
}

/** A number for each group of segments between which packets can pass, by places that have addresses on both. */
function groupsOf(segments: readonly Segment[]): ReadonlyMap<Segment, number> {
  const groups = new Map<Segment, number>();
  const passed = new Set<Stack>();
  for (const [number, start] of segments.entries()) {
    const waiting = [start];
    for (let segment = waiting.pop(); segment; segment = waiting.pop()) {
      if (groups.has(segment)) continue;
      groups.set(segment, number);
      for (const { stack, addresses } of segment.attachments) {
        if (addresses.length === 0 || passed.has(stack)) continue;
        passed.add(stack);
        waiting.push(...stack.attachments.filter((each) => each.addresses.length > 0).map((each) => each.segment));
      }
    }
  }
  return groups;
}

/** Some place has addresses on both: then the networks overlap (A09), the address is outside (A05) or twice in the place (A03). */
function share(a: Segment, b: Segment): boolean {
  const [small, large] = a.attachments.length < b.attachments.length ? [a, b] : [b, a];
  const hasAddress = ({ addresses }: Attachment) => addresses.length > 0;
  return small.attachments.filter(hasAddress).some(({ stack }) => {
    return isOnSegment(stack, large) && large.attachments.some((each) => each.stack === stack && hasAddress(each));
  });
}

export const a04 = defineCheck({
  code: 'A04',
  severity: 'warning',
  title: 'The same address on different wires of connected places',
  explanation:
    'Two places that can reach each other over routers have the same address, on different wires. A router that knows both ' +
    'networks takes the way that its table names, so that one of the two is never reached from there. Renumber one of the ' +
    'networks; behind a `nat` that hides them, addresses may be used again.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    const wiring = Wiring.of(index);
    const found = repeated(wiring.segments);
    if (found.length === 0) return;
    const groups = groupsOf(wiring.segments);
    const isHidden = ({ segment, ip }: Use) => wiring.translatedOn(segment).some((subnet) => contains(subnet, ip));
    for (const uses of found) {
      const firsts = new Map<number | undefined, Use>();
      for (const use of uses) {
        if (isHidden(use)) continue;
        const group = groups.get(use.segment);
        const first = firsts.get(group);
        if (!first) firsts.set(group, use);
        else if (first.stack !== use.stack && !share(first.segment, use.segment)) tell(first, use);
      }
    }

    function tell(first: Use, { use, ip, segment }: Use): void {
      const at = { node: first.use.node, property: 'value' };
      const text = formatAddress({ ...ip, prefix: undefined });
      const there = first.segment.wire?.name ?? '?';
      report(
        { node: use.node, property: 'value' },
        {
          message: message(
            'Address {0} is on {1} and on {2}, which are connected.',
            text,
            segment.wire?.name ?? '?',
            there,
          ),
          related: [{ at, message: message('It is here too.') }],
        },
      );
    }
  },
});
