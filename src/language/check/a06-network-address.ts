import { message } from '../../base/message.ts';
import { formatAddress, formatSubnet, hostRange } from '../../model/spec/address.ts';
import { narrowOn, plainAddresses } from '../wire-subnets.ts';
import { Wiring } from '../wiring.ts';
import { FreeAddresses, once, setAddress } from './address-fixes.ts';
import { defineCheck } from './check.ts';

export const a06 = defineCheck({
  code: 'A06',
  severity: 'error',
  title: 'Network address as the address of an interface',
  explanation:
    'The first address of an IPv4 network names the network, and old systems take it for a broadcast. The kernel accepts ' +
    '`ip address add 10.0.0.0/24` silently, but others may not answer to it. In IPv6 it is the address of every router of the ' +
    'network (RFC 4291, 2.6.1): a warning. Networks of /31, /32, /127 and /128 have no such address.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    const free = new FreeAddresses();
    once(
      plainAddresses(Wiring.of(index)).flatMap((each) => {
        const { ip, subnet, use } = each;
        const isNetwork = ip.value === subnet.base && hostRange(subnet).first > subnet.base;
        return isNetwork ? [{ node: use.node, ...each }] : [];
      }),
      ({ node, use, ip, subnet, attachment: { segment } }) => {
        if (narrowOn(segment, ip.family)) return;
        const text = formatAddress({ ...ip, prefix: undefined });
        const range = formatSubnet(subnet);
        report(
          { node, property: 'value' },
          {
            message:
              ip.family === 4
                ? message('{0} is the network {1} itself, not an address in it.', text, range)
                : message('{0} is the address of all routers of {1}.', text, range),
            fixes: setAddress(use, free.propose(segment, subnet)),
            ...(ip.family === 6 && { severity: 'warning' }),
          },
        );
      },
    );
  },
});
