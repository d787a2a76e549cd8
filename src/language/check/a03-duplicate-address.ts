import { message } from '../../base/message.ts';
import { formatAddress, nextFree } from '../../model/spec/address.ts';
import type { AddressUse } from '../spec-index.ts';
import { defineCheck, type Fix } from './check.ts';
import { replace } from './spans.ts';

/** Moves an address to the next free one of its subnet. */
function moveTo({ node, ip, subnet }: AddressUse, used: ReadonlySet<bigint>): Fix[] {
  const value = ip && subnet && nextFree(subnet, used, ip.value);
  if (!ip || value === undefined) return [];
  const text = formatAddress({ ...ip, value });
  return [
    {
      title: message('Use the next free address, {0}', text),
      edits: [replace({ node, property: 'value' }, text)],
      preferred: true,
    },
  ];
}

export const a03 = defineCheck({
  code: 'A03',
  severity: 'error',
  title: 'The same address twice on one wire',
  explanation:
    'Two interfaces on one wire that have the same address both answer for it (ARP, neighbour discovery): packets reach now the ' +
    'one, now the other. Give each its own address.',
  on: ['Veth', 'Bridge', 'Vxlan', 'Macvlan', 'Ipvlan', 'Vlan'],
  check(wire, { index, report }) {
    const uses = index.endsOf(wire).flatMap(({ addresses }) => addresses);
    const used = new Set(uses.flatMap(({ ip }) => ip?.value ?? []));
    const first = new Map<string, AddressUse>();
    for (const use of uses) {
      if (!use.ip) continue;
      const text = formatAddress({ ...use.ip, prefix: undefined });
      const other = first.get(text);
      if (!other) {
        first.set(text, use);
        continue;
      }
      report(
        { node: use.node, property: 'value' },
        {
          message: message('Address {0} is on {1} twice.', text, wire.name),
          fixes: moveTo(use, used),
          related: [{ at: { node: other.node, property: 'value' }, message: message('It is here too.') }],
        },
      );
    }
  },
});
