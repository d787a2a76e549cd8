import { type AstNode, AstUtils } from 'langium';
import { message } from '../../base/message.ts';
import {
  bitsOf,
  contains,
  formatAddress,
  formatSubnet,
  overlap,
  parseAddress,
  type Subnet,
} from '../../model/spec/address.ts';
import { freeSubnet } from '../../model/spec/address-pool.ts';
import type { HostRoute } from '../../model/spec/host-facts.ts';
import { specialUse } from '../../model/spec/special-addresses.ts';
import { isAddress, isDns, isGateway, isNat, isRoute, type Spec } from '../generated/ast.ts';
import { type Membership, membershipsOf } from '../wire-subnets.ts';
import { parseSubnet, type Segment, subnetKey, Wiring } from '../wiring.ts';
import { defineCheck, type Edit, type Fix } from './check.ts';
import { replace } from './spans.ts';

/** Networks of the host in which one may take addresses away from others. */
function takenOf(routes: readonly HostRoute[]): readonly Subnet[] {
  return routes.flatMap(({ to }) => {
    const subnet = parseSubnet(to);
    if (!subnet || subnet.prefix === 0) return [];
    return specialUse({ family: subnet.family, value: subnet.base }) ? [] : [subnet];
  });
}

/** The first address of each network that the host has on a wire which ends in the file. */
function hostNetworks({ host }: Wiring): Membership[] {
  const members = host.attachments.filter(({ segment }) => !segment.isOpen).flatMap(membershipsOf);
  const first = new Map<string, Membership>();
  for (const member of members) {
    const key = subnetKey(member.subnet);
    if (!first.has(key)) first.set(key, member);
  }
  return [...first.values()];
}

/** Writes a network with other first bits: in what is on its wire, and in all gateways, routes and `nat` that mean it. */
function renumber(spec: Spec, segment: Segment, from: Subnet, to: Subnet): Edit[] {
  const owners = new Set<unknown>(segment.attachments.map(({ owner }) => owner));
  const edits: Edit[] = [];
  const move = (node: AstNode, property: string, text: string | undefined) => {
    const ip = text === undefined ? undefined : parseAddress(text);
    if (!ip || !contains(from, ip) || (ip.prefix ?? bitsOf(ip.family)) < from.prefix) return;
    edits.push(replace({ node, property }, formatAddress({ ...ip, value: ip.value - from.base + to.base })));
  };
  for (const node of AstUtils.streamAllContents(spec)) {
    if (isAddress(node) || isGateway(node)) {
      if (owners.has(node.$container)) move(node, 'value', node.value);
    } else if (isDns(node)) move(node, 'value', node.value);
    else if (isNat(node)) move(node, 'source', node.source);
    else if (isRoute(node)) {
      move(node, 'dest', node.dest);
      move(node, 'via', node.via);
    }
  }
  return edits;
}

export const a10 = defineCheck({
  code: 'A10',
  severity: 'warning',
  title: 'Network that the host already has a route to',
  explanation:
    'The host has a route to the same addresses: a network of its own, of Docker (docker0) or of a VPN. When the environment starts, ' +
    'the kernel gets a second route, and what the host sends to those addresses goes to the one or the other. Take a network that ' +
    'is free here. Only the networks count in which the host itself has an address.',
  on: ['Spec'],
  check(spec, { facts, index, report }) {
    if (!facts?.routes) return;
    const taken = takenOf(facts.routes);
    const wiring = Wiring.of(index);
    const found = hostNetworks(wiring).flatMap((member) => {
      const route = taken.find((each) => overlap(each, member.subnet));
      return route ? [{ member, route }] : [];
    });
    if (found.length === 0) return;
    const used = wiring.segments
      .flatMap(({ attachments }) => attachments.flatMap(membershipsOf))
      .map(({ subnet }) => subnet);
    const free = new Map<number, Subnet | undefined>();

    function fixFor({ subnet, attachment: { segment } }: Membership): Fix[] {
      const key = subnet.family * 1000 + subnet.prefix;
      if (!free.has(key)) free.set(key, freeSubnet(subnet, [...taken, ...used]));
      const to = free.get(key);
      if (!to) return [];
      const title = message('Renumber to {0}', formatSubnet(to));
      // The whole file is gone through only for the repair that somebody looks at.
      return [
        {
          title,
          get edits() {
            return renumber(spec, segment, subnet, to);
          },
        },
      ];
    }

    for (const { member, route } of found) {
      report(
        { node: member.use.node, property: 'value' },
        {
          message: message(
            'The host already has a route to {0}, which overlaps {1}.',
            formatSubnet(route),
            formatSubnet(member.subnet),
          ),
          fixes: fixFor(member),
        },
      );
    }
  },
});
