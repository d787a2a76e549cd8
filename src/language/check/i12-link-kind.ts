import { message } from '../../base/message.ts';
import { isNetem, type Link } from '../generated/ast.ts';
import { type CheckContext, defineCheck } from './check.ts';

/** What the kernel calls the kinds of wires (IFLA_INFO_KIND); netem is a queueing discipline, a module all the same. */
const KINDS: Readonly<Record<Link['$type'], string>> = {
  Bridge: 'bridge',
  Ipvlan: 'ipvlan',
  Macvlan: 'macvlan',
  Veth: 'veth',
  Vlan: 'vlan',
  Vxlan: 'vxlan',
};

export const i12 = defineCheck({
  code: 'I12',
  severity: 'warning',
  title: 'A kind of link that the kernel of the host lacks',
  explanation:
    'Every kind of link is a module of the kernel, and small kernels (of virtual machines, WSL, appliances) leave some out: making ' +
    'one says “Unknown device type” or “Operation not supported”. Load the module with modprobe(8) where it exists, or use a ' +
    'veth or a bridge.',
  on: ['Bridge', 'Ipvlan', 'Macvlan', 'Veth', 'Vlan', 'Vxlan'],
  check(node, { facts, report }: CheckContext) {
    const kinds = facts?.linkKinds;
    if (!kinds) return;
    const kind = KINDS[node.$type];
    if (!kinds.includes(kind)) {
      report(
        { node, keyword: kind },
        { message: message('The kernel of this host has no links of the kind {0}.', kind) },
      );
    }
    const netem = node.body.find(isNetem);
    if (netem && !kinds.includes('netem')) {
      report({ node: netem, keyword: 'netem' }, { message: message('The kernel of this host has no {0}.', 'netem') });
    }
  },
});
