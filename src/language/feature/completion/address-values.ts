import { CompletionItemKind } from 'vscode-languageserver-protocol';
import { message } from '../../../base/message.ts';
import {
  formatAddress,
  formatSubnet,
  hostRange,
  parseAddress,
  type Subnet,
  subnetOf,
} from '../../../model/spec/address.ts';
import { freeSubnet } from '../../../model/spec/address-pool.ts';
import { FreeAddresses, likelyHop } from '../../check/address-fixes.ts';
import { membersOf, subnetsOn } from '../../wire-subnets.ts';
import { type Attachment, stackName, Wiring } from '../../wiring.ts';
import { ownerAround, type Spot, stackAround } from './place.ts';
import type { Proposal } from './proposal.ts';

const FAMILIES = [4, 6] as const;
/** Where a network begins when there is none yet. */
const FIRST = '10.0.0.0/24';

/** A free address in each network of the wire; where there is none, the first of a free network. */
export function addressValues(spot: Spot): Proposal[] {
  const owner = ownerAround(spot);
  const taken = networksOf(spot);
  const own = owner ? FAMILIES.flatMap((family) => subnetsOn(owner.segment, family)) : [];
  const free = own.flatMap((subnet) => freeIn(owner, subnet));
  return free.length > 0 ? free : newNetwork(taken);
}

function freeIn(owner: Attachment | undefined, subnet: Subnet): Proposal[] {
  const value = owner && new FreeAddresses().propose(owner.segment, subnet);
  if (value === undefined) return [];
  const label = formatAddress({ family: subnet.family, value, prefix: subnet.prefix });
  return [
    { label, kind: CompletionItemKind.Value, doc: message('The next free address of {0}.', formatSubnet(subnet)) },
  ];
}

function newNetwork(taken: readonly Subnet[]): Proposal[] {
  const start = parseAddress(FIRST);
  const subnet = start && subnetOf(start);
  const free = subnet && freeSubnet(subnet, taken);
  if (!free) return [];
  const label = formatAddress({ family: free.family, value: hostRange(free).first, prefix: free.prefix });
  return [{ label, kind: CompletionItemKind.Value, doc: message('The first address of a network that nothing uses.') }];
}

/** All networks of the file and of the host. */
function networksOf({ index, environment }: Spot): Subnet[] {
  const { segments } = Wiring.of(index);
  const own = segments.flatMap((segment) => FAMILIES.flatMap((family) => subnetsOn(segment, family)));
  const routes = (environment.facts?.routes ?? []).flatMap(({ to }) => parseAddress(to) ?? []);
  return [...own, ...routes.flatMap((ip) => subnetOf(ip) ?? [])];
}

/** Who could be the next hop: the bridge or router first, then everybody on the wires of this place. */
export function hopValues(spot: Spot): Proposal[] {
  const owner = ownerAround(spot);
  const attachments = owner ? [owner] : (stackAround(spot)?.attachments ?? []);
  const likely = attachments.flatMap((each) => each.addresses.flatMap(({ ip }) => (ip && likelyHop(each, ip)) ?? []));
  const all = attachments.flatMap(({ segment, stack }) =>
    FAMILIES.flatMap((family) => membersOf(segment, family))
      .filter(({ attachment }) => attachment.stack !== stack)
      .map(({ ip }) => ({ ...ip, prefix: undefined })),
  );
  const labels = new Set([...likely, ...all].map(formatAddress));
  return [...labels].slice(0, 50).map((label) => ({ label, kind: CompletionItemKind.Value }));
}

/** All addresses of the file, without their networks. */
export function addressesOfFile({ index }: Spot): Proposal[] {
  const { stacks } = Wiring.of(index);
  const found = stacks.flatMap((stack) =>
    stack.attachments.flatMap(({ addresses }) =>
      addresses.flatMap(({ ip }): [string, string][] =>
        ip ? [[formatAddress({ ...ip, prefix: undefined }), stackName(stack)]] : [],
      ),
    ),
  );
  return [...new Map(found)].map(([label, detail]) => ({ label, kind: CompletionItemKind.Value, detail }));
}

/** Networks of the wires of the file. */
export function networkValues({ index }: Spot): Proposal[] {
  const { segments } = Wiring.of(index);
  const found = segments.flatMap((segment) =>
    FAMILIES.flatMap((family) =>
      subnetsOn(segment, family).map((subnet): [string, string | undefined] => [
        formatSubnet(subnet),
        segment.wire?.name,
      ]),
    ),
  );
  return [...new Map(found)].map(([label, wire]) => ({
    label,
    kind: CompletionItemKind.Value,
    ...(wire !== undefined && { detail: wire }),
  }));
}
