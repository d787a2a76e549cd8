import { option } from '../ip-args.ts';
import type { NumberRange, Rule } from '../rule.ts';

/** Rules that every network namespace has from its beginning, by priority; and that which the first vrf brings. */
const OWN: Readonly<Record<number, number | undefined>> = { 0: 255, 32766: 254, 32767: 253 };
const VRF = 1000;

/** Whether the kernel makes it by itself. */
export function isOwnRule({ priority, table, l3mdev }: Rule): boolean {
  return l3mdev ? priority === VRF : Object.hasOwn(OWN, priority) && OWN[priority] === table;
}

/** `ip rule add` with what makes a rule as it is (ip-rule(8)). */
export function ruleCommand(rule: Rule): string[] {
  const { family, priority, not, from, to, iif, oif, tos, l3mdev, ipProtocol, uids, suppressPrefixLength } = rule;
  return [
    'ip',
    ...(family === 'inet6' ? ['-6'] : []),
    'rule',
    'add',
    ...(not ? ['not'] : []),
    'from',
    from ?? 'all',
    ...option('to', to),
    ...option('iif', iif),
    ...option('oif', oif),
    ...mark(rule),
    ...option('tos', tos === undefined ? undefined : `0x${tos.toString(16)}`),
    ...option('ipproto', ipProtocol),
    ...range('sport', rule.sourcePort),
    ...range('dport', rule.destinationPort),
    ...(uids ? ['uidrange', `${uids.from}-${uids.to}`] : []),
    ...(l3mdev ? ['l3mdev'] : []),
    'priority',
    String(priority),
    ...action(rule),
    ...option('suppress_prefixlength', suppressPrefixLength),
  ];
}

function mark({ fwmark, fwmask }: Rule): string[] {
  if (fwmark === undefined) return [];
  return ['fwmark', fwmask === undefined ? String(fwmark) : `${fwmark}/${fwmask}`];
}

function action({ action: is, table, goto }: Rule): string[] {
  if (is === 'lookup') return option('lookup', table);
  return is === 'goto' ? option('goto', goto) : [is];
}

function range(name: string, ports: NumberRange | undefined): string[] {
  if (!ports) return [];
  return [name, ports.from === ports.to ? String(ports.from) : `${ports.from}-${ports.to}`];
}
