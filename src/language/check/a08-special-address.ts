import { type Message, message } from '../../base/message.ts';
import { formatAddress, type IpAddress, parseAddress } from '../../model/spec/address.ts';
import { type SpecialUse, specialUse } from '../../model/spec/special-addresses.ts';
import { defineCheck, type Severity } from './check.ts';

/** What an interface cannot do with such an address; undefined: it is fine. */
function complaint(use: SpecialUse | undefined, text: string): Message | undefined {
  switch (use) {
    case 'multicast':
      return message('{0} is a multicast address: it means a group, not an interface.', text);
    case 'this-network':
      return message('{0} is in 0.0.0.0/8, which only a sender without an address uses.', text);
    case 'unspecified':
      return message('{0} means no address.', text);
    case 'loopback':
      return message('{0} never leaves its place: only the interface lo may have it.', text);
    case 'reserved':
      return message('{0} is in 240.0.0.0/4, which is reserved: other systems refuse it.', text);
    default:
      return undefined;
  }
}

function severityOf(use: SpecialUse | undefined, ip: IpAddress): Severity {
  return use === 'reserved' && ip.value !== 0xffffffffn ? 'warning' : 'error';
}

export const a08 = defineCheck({
  code: 'A08',
  severity: 'error',
  title: 'Address that is set aside for something else',
  explanation:
    'Some ranges are set aside: 224.0.0.0/4 and ff00::/8 for groups (multicast), 0.0.0.0/8 and `::` for “no address”, 127.0.0.0/8 and ' +
    '`::1` for the loopback interface, 240.0.0.0/4 for the future (a warning: Linux can use it, others cannot). For IPv4 the kernel ' +
    'accepts them on any interface and then drops the packets; for IPv6 it refuses. Take an address of 10.0.0.0/8, 172.16.0.0/12, ' +
    '192.168.0.0/16 or fd00::/8.',
  on: ['Address'],
  check(node, { report }) {
    const ip = node.value === undefined ? undefined : parseAddress(node.value);
    if (!ip) return;
    const use = specialUse(ip);
    if (use === 'loopback' && node.$container.name === 'lo') return;
    const found = complaint(use, formatAddress({ ...ip, prefix: undefined }));
    if (found) report({ node, property: 'value' }, { message: found, severity: severityOf(use, ip) });
  },
});
