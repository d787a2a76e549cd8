import { message } from '../../base/message.ts';
import { parseAddress } from '../../model/spec/address.ts';
import { specialUse } from '../../model/spec/special-addresses.ts';
import { stackOfEnd } from '../expectations.ts';
import { hasAddress } from '../wiring.ts';
import { defineCheck } from './check.ts';

export const e05 = defineCheck({
  code: 'E05',
  severity: 'warning',
  title: 'A place is expected to reach itself',
  explanation:
    'Both ends are the same network namespace: packets take its loopback and no wire, so that nothing of the wiring is tested. A ' +
    'container that joins the network of another, or has that of the host, is in the same namespace. To see whether a program is ' +
    'ready for connections, expect that it `listens`.',
  on: ['Reaches'],
  check(node, { index, report }) {
    const { address, target, $container } = node;
    const from = stackOfEnd($container.subject, index);
    const ip = address === undefined ? undefined : parseAddress(address);
    const isOwn = ip
      ? specialUse(ip) === 'loopback' || (from && hasAddress(from, ip))
      : stackOfEnd(target, index) === from;
    if (!from || !isOwn) return;
    report(
      { node, property: ip ? 'address' : 'target' },
      {
        message: message(
          '{0} and {1} are in the same network namespace.',
          $container.subject.$refText,
          address ?? target?.$refText ?? '',
        ),
      },
    );
  },
});
