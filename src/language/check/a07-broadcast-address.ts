import { message } from '../../base/message.ts';
import { formatAddress, formatSubnet, hostRange, lastOf } from '../../model/spec/address.ts';
import { narrowOn, plainAddresses } from '../wire-subnets.ts';
import { Wiring } from '../wiring.ts';
import { FreeAddresses, once, setAddress } from './address-fixes.ts';
import { defineCheck } from './check.ts';

export const a07 = defineCheck({
  code: 'A07',
  severity: 'error',
  title: 'Broadcast address as the address of an interface',
  explanation:
    'What is sent to the last address of an IPv4 network goes to all who are on the wire. The kernel accepts it as the address of an ' +
    'interface silently, but nobody can speak to that interface. Networks of /31 (two ends of a cable, RFC 3021) and /32 have no ' +
    'broadcast address, and IPv6 has none at all.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    const free = new FreeAddresses();
    once(
      plainAddresses(Wiring.of(index)).flatMap((each) => {
        const { ip, subnet, use } = each;
        const last = lastOf(subnet);
        return ip.value === last && hostRange(subnet).last < last ? [{ node: use.node, ...each }] : [];
      }),
      ({ node, use, ip, subnet, attachment: { segment } }) => {
        if (narrowOn(segment, ip.family)) return;
        const text = formatAddress({ ...ip, prefix: undefined });
        report(
          { node, property: 'value' },
          {
            message: message('{0} is the broadcast address of {1}.', text, formatSubnet(subnet)),
            fixes: setAddress(use, free.proposeNear(segment, subnet, ip.value - 1n)),
          },
        );
      },
    );
  },
});
