import { message } from '../../base/message.ts';
import { parseAddress } from '../../model/spec/address.ts';
import { isLocal, isRemote, isVni, type Vni, type Vxlan } from '../generated/ast.ts';
import { type CheckContext, defineCheck } from './check.ts';

/** 24 bits: RFC 7348, 5. */
const LAST_VNI = 2 ** 24 - 1;

function checkId(node: Vni, { report }: CheckContext): void {
  if (node.value === undefined || (/^\d+$/.test(node.value) && Number(node.value) <= LAST_VNI)) return;
  const text = message('{0} is no VXLAN: they are numbered from 0 to {1}.', node.value, LAST_VNI);
  report({ node, property: 'value' }, { message: text });
}

function checkRemotes(vxlan: Vxlan, { report }: CheckContext): void {
  const local = parseAddress(vxlan.body.findLast(isLocal)?.value ?? '');
  for (const node of vxlan.body.filter(isRemote)) {
    const remote = parseAddress(node.value ?? '');
    if (!local || !remote) continue;
    if (local.family !== remote.family) {
      const text = message('The local and the remote address must both be IPv4, or both IPv6.');
      report({ node, property: 'value' }, { message: text });
    } else if (local.value === remote.value) {
      const text = message('The remote address is the local one: {0} would send to itself.', vxlan.name ?? '?');
      report({ node, property: 'value' }, { message: text });
    }
  }
}

export const i09 = defineCheck({
  code: 'I09',
  severity: 'error',
  title: 'VXLAN without a number or a far end',
  explanation:
    'A VXLAN carries Ethernet frames in UDP to another machine. It needs a number (`id`, 0 to 16777215) that both ends know, and the ' +
    'address of the other end (`remote`), which is not the own one (`local`) and of the same family. The kernel makes one without a ' +
    'remote address, and it never sends anything.',
  on: ['Vni', 'Vxlan'],
  check(node, context) {
    if (node.$type === 'Vni') return checkId(node, context);
    const at = { node, property: 'name' };
    if (!node.body.some(isVni)) context.report(at, { message: message('This VXLAN has no id.') });
    if (node.body.some(isRemote)) checkRemotes(node, context);
    else context.report(at, { message: message('This VXLAN has no remote address to send to.') });
  },
});
