import { type Message, message } from '../../base/message.ts';
import { bitsOf, contains, type IpAddress, parseAddress, splitPrefix } from '../../model/spec/address.ts';
import { type Address, isProfile, type Nat, type Route } from '../generated/ast.ts';
import type { SpecIndex } from '../spec-index.ts';
import { subnetsOn } from '../wire-subnets.ts';
import { Wiring } from '../wiring.ts';
import { defineCheck, type Fix } from './check.ts';
import { replace } from './spans.ts';

/** Prefix lengths that nearly every network of a student has. */
const USUAL: Readonly<Record<IpAddress['family'], number>> = { 4: 24, 6: 64 };

/** `255.255.255.0` is 24. */
function lengthOfMask(text: string): number | undefined {
  const mask = parseAddress(text);
  if (mask?.family !== 4) return undefined;
  const host = ~mask.value & 0xffffffffn;
  return (host & (host + 1n)) === 0n ? 32 - host.toString(2).replace(/^0$/, '').length : undefined;
}

/** The length of the wire's network that the address is in, or of the only one there. */
function lengthOnWire({ $container: owner }: Address, ip: IpAddress, index: SpecIndex): number {
  const wire = owner.$type === 'Interface' ? (isProfile(owner.$container) ? undefined : owner.wire?.ref) : owner;
  const segments = wire ? Wiring.of(index).segmentsOf(wire) : [];
  const segment = segments.find(({ attachments }) => attachments.some((each) => each.owner === owner));
  const subnets = segment ? subnetsOn(segment, ip.family) : [];
  return (subnets.find((subnet) => contains(subnet, ip)) ?? subnets[0])?.prefix ?? USUAL[ip.family];
}

function complaint(text: string, ip: IpAddress, length: string | undefined, isAddress: boolean): Message | undefined {
  if (length === undefined) {
    return isAddress ? message('{0} has no prefix length: it would be alone in its network.', text) : undefined;
  }
  const bits = bitsOf(ip.family);
  if (!/^(?:0|[1-9]\d*)$/.test(length)) return message('/{0} is no prefix length.', length);
  if (Number(length) > bits)
    return message('/{0} is longer than an IPv{1} address, which has {2} bits.', length, ip.family, bits);
  if (isAddress && length === '0') return message('With /0 every address would be on this wire.');
  return undefined;
}

function writtenIn(node: Address | Nat | Route) {
  if (node.$type === 'Nat') return { property: 'source', text: node.source };
  return node.$type === 'Route' ? { property: 'dest', text: node.dest } : { property: 'value', text: node.value };
}

export const a02 = defineCheck({
  code: 'A02',
  severity: 'error',
  title: 'Prefix length missing or out of range',
  explanation:
    'The prefix length says how many bits of the address are the network’s: `10.0.0.1/24` is in the network 10.0.0.0 to 10.0.0.255, ' +
    'and the kernel makes a route to it. Without one `ip address add` takes /32, so no other interface is in reach. It is 1 to 32 ' +
    'for IPv4 and 1 to 128 for IPv6; all interfaces on a wire should have the same.',
  on: ['Address', 'Route', 'Nat'],
  check(node, { index, report }) {
    const { property, text } = writtenIn(node);
    if (text === undefined) return;
    const { address, length } = splitPrefix(text);
    const ip = parseAddress(address);
    const found = ip && complaint(text, ip, length, node.$type === 'Address');
    if (!ip || !found) return;
    const mask = ip.family === 4 && length !== undefined ? lengthOfMask(length) : undefined;
    const right = mask || (node.$type === 'Address' ? lengthOnWire(node, ip, index) : undefined);
    const fixes: Fix[] = [];
    if (right !== undefined) {
      const edits = [replace({ node, property }, `${address}/${right}`)];
      fixes.push({ title: message('Use /{0}', right), edits, preferred: true });
    }
    report({ node, property }, { message: found, fixes });
  },
});
