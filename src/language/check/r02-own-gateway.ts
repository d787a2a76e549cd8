import { message } from '../../base/message.ts';
import { formatAddress } from '../../model/spec/address.ts';
import { nextHopsOf } from '../routing.ts';
import { hasAddress, stackName, Wiring } from '../wiring.ts';
import { once, useLikelyHop } from './address-fixes.ts';
import { defineCheck } from './check.ts';

export const r02 = defineCheck({
  code: 'R02',
  severity: 'error',
  title: 'Gateway that is an own address',
  explanation:
    'A gateway is another place on the wire, which passes packets on. With an own address as the gateway the kernel looks for every ' +
    'destination on the wire itself (IPv4), or refuses the route: “Gateway can not be a local address” (IPv6). Name the address of ' +
    'the router.',
  on: ['Spec'],
  check(_spec, { index, report }) {
    for (const stack of Wiring.of(index).stacks) {
      once(nextHopsOf(stack), (nextHop) => {
        const { ip, node, property } = nextHop;
        if (!hasAddress(stack, ip)) return;
        report(
          { node, property },
          {
            message: message('{0} is an address of {1} itself.', formatAddress(ip), stackName(stack)),
            fixes: useLikelyHop(nextHop),
          },
        );
      });
    }
  },
});
