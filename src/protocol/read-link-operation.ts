import type { Netem } from '../model/network/qdisc.ts';
import {
  type AddAddress,
  type AddressFacts,
  addressProblem,
  type DeleteAddress,
} from '../model/operation/link/address.ts';
import { type CreateVeth, linkNameProblem, type VethEnd } from '../model/operation/link/create-veth.ts';
import type { DeleteLink } from '../model/operation/link/delete.ts';
import type { Lost } from '../model/operation/link/lost.ts';
import type { MasterRef, SetMaster } from '../model/operation/link/master.ts';
import type { SetNetem } from '../model/operation/link/netem.ts';
import type { LinkRef } from '../model/operation/link/place.ts';
import type { SetLink } from '../model/operation/link/set.ts';
import type { Operation, OperationKind } from '../model/operation/operation.ts';
import { invalid } from './fields.ts';
import { namespaceIdReader } from './namespace-id.ts';
import { addressReader, neighbourReader, portReader, routeReader, vlansReader } from './network-readers.ts';
import { type FieldReaders, flag, list, number, object, oneOf, optional, type Reader, text } from './reader.ts';

type LinkOperation = Extract<Operation, { kind: `link.${string}` | `address.${string}` }>;
type LinkKind = LinkOperation['kind'];

/** So many of one thing are dropped with a link, at the most: more are not read of one namespace. */
const MOST = 10_000;

/** The name that a link has; the kernel gives some that no person could choose. */
const name = text(64);
const index: Reader<number> = (value, place) => {
  const found = number(value, place);
  if (!Number.isInteger(found) || found < 1) throw invalid(place, 'the index of a link');
  return found;
};

const REF: FieldReaders<LinkRef> = { namespace: namespaceIdReader, index, name };
export const linkRefReader = object<LinkRef>(REF);

/** A field of a number that is not negative, and not more than `most`. */
const upTo = (most: number) =>
  optional<number>((value, place) => {
    const found = number(value, place);
    if (found < 0 || found > most) throw invalid(place, `a number from 0 to ${most}`);
    return found;
  });

const lost = object<Lost>({
  addresses: list(addressReader, MOST),
  routes: list(routeReader, MOST),
  neighbours: list(neighbourReader, MOST),
});

const address: Reader<string> = (value, place) => {
  const found = text(64)(value, place);
  if (addressProblem(found)) throw invalid(place, 'an address with the length of its network');
  return found;
};

const facts = object<AddressFacts>({
  peer: optional(text(64)),
  broadcast: optional(text(64)),
  scope: text(32),
  label: optional(text(64)),
  flags: list(text(32), 64),
});

const newName: Reader<string> = (value, place) => {
  const found = name(value, place);
  if (linkNameProblem(found)) throw invalid(place, 'a name for a link');
  return found;
};

const end = object<VethEnd>({ namespace: namespaceIdReader, name: newName });
const part = upTo(1);
const seconds = upTo(3600);
const netem = object<Partial<Netem>>({
  delay: seconds,
  jitter: seconds,
  loss: part,
  duplicate: part,
  corrupt: part,
  reorder: part,
  rate: upTo(1e12),
  limit: upTo(0xffff_ffff),
});

const READERS: { readonly [K in LinkKind]: Reader<Extract<LinkOperation, { kind: K }>> } = {
  'link.set': object<SetLink>({ kind: oneOf('link.set'), ...REF, up: flag, lost: optional(lost) }),
  'link.createVeth': object<CreateVeth>({ kind: oneOf('link.createVeth'), a: end, b: end }),
  'link.setMaster': object<SetMaster>({
    kind: oneOf('link.setMaster'),
    ...REF,
    master: optional(object<MasterRef>({ index, name })),
    port: optional(portReader),
    vlans: optional(vlansReader),
  }),
  'link.netem': object<SetNetem>({ kind: oneOf('link.netem'), ...REF, netem }),
  'link.delete': object<DeleteLink>({ kind: oneOf('link.delete'), ...REF }),
  'address.add': object<AddAddress>({
    kind: oneOf('address.add'),
    ...REF,
    address,
    facts: optional(facts),
    lost: optional(lost),
  }),
  'address.delete': object<DeleteAddress>({ kind: oneOf('address.delete'), ...REF, address }),
};

export function isLinkKind(kind: OperationKind): kind is LinkKind {
  return Object.hasOwn(READERS, kind);
}

/** An operation on links with fields of the right form. @throws ProtocolError invalid */
export function readLinkOperation(kind: LinkKind, value: unknown, place: string): LinkOperation {
  return READERS[kind](value, place);
}
