import { message } from '../../base/message.ts';
import { FORWARDING, forwarding, isForwarding } from '../forwarding.ts';
import { nextHopsOf, Routing } from '../routing.ts';
import { type Stack, stackName } from '../wiring.ts';
import { defineCheck, type Fix } from './check.ts';
import { addStatement, replace } from './spans.ts';

function fixesFor(stack: Stack, family: 4 | 6, text: string): Fix[] {
  const setting = forwarding(stack, family);
  const statement = `sysctl ${FORWARDING[family][0]} = 1`;
  if (setting) {
    const edits = [replace({ node: setting, property: 'value' }, '1')];
    return [{ title: message('Set it to 1'), edits, preferred: true }];
  }
  if (!stack.place) return [];
  const edits = [addStatement(stack.place, statement, text)];
  return [{ title: message('Add {0}', statement), edits, preferred: true }];
}

export const r04 = defineCheck({
  code: 'R04',
  severity: 'warning',
  title: 'Gateway that does not forward',
  explanation:
    'A place passes packets on only when forwarding is switched on there: `sysctl net.ipv4.ip_forward = 1`, for IPv6 ' +
    '`sysctl net.ipv6.conf.all.forwarding = 1`. Else the kernel drops what is not for itself. A new network namespace takes the ' +
    'IPv4 setting over from the host, so without the line it works on one machine and not on another. Where there is `nat` or ' +
    '`publish`, and on the host, forwarding is switched on by itself.',
  on: ['Spec'],
  check(_spec, { index, report, text }) {
    const routing = Routing.of(index);
    const told = new Set<string>();
    const numbers = new Map(routing.wiring.stacks.map((stack, at) => [stack, at]));
    for (const stack of routing.wiring.stacks) {
      for (const nextHop of nextHopsOf(stack)) {
        const { node, property, ip } = nextHop;
        const router = routing.holderOf(nextHop);
        if (!router?.place || router.isHost || isForwarding(router, ip.family)) continue;
        const key = `${numbers.get(router)}/${ip.family}`;
        if (told.has(key)) continue;
        told.add(key);
        const setting = forwarding(router, ip.family);
        const name = stackName(router);
        report(setting ? { node: setting, property: 'value' } : { node: router.place, property: 'name' }, {
          message: message('{0} is a gateway, but {1} is not 1 in it.', name, setting?.key ?? FORWARDING[ip.family][0]),
          fixes: fixesFor(router, ip.family, text),
          related: [{ at: { node, property }, message: message('{0} sends packets through it.', stackName(stack)) }],
        });
      }
    }
  },
});
