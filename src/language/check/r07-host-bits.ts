import { message } from '../../base/message.ts';
import { formatSubnet, parseAddress, subnetOf } from '../../model/spec/address.ts';
import { defineCheck } from './check.ts';
import { replace } from './spans.ts';

export const r07 = defineCheck({
  code: 'R07',
  severity: 'error',
  title: 'Destination of a route with bits behind its prefix',
  explanation:
    'The destination of a route is a network: behind its prefix all bits are zero. For IPv4 the kernel refuses others (“Invalid prefix ' +
    'for given prefix length”); for IPv6 it clears the bits silently (a warning). To reach one address only, write it with /32 or /128.',
  on: ['Route'],
  check(node, { report }) {
    const ip = node.dest === undefined ? undefined : parseAddress(node.dest);
    const subnet = ip && subnetOf(ip);
    if (!ip || !subnet || subnet.base === ip.value) return;
    const text = formatSubnet(subnet);
    report(
      { node, property: 'dest' },
      {
        message: message('{0} is an address in the network {1}, not a network.', node.dest, text),
        fixes: [
          { title: message('Use {0}', text), edits: [replace({ node, property: 'dest' }, text)], preferred: true },
        ],
        ...(ip.family === 6 && { severity: 'warning' }),
      },
    );
  },
});
