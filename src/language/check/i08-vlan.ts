import { message } from '../../base/message.ts';
import {
  type Bridge,
  type Interface,
  isBridge,
  isPort,
  isTagVlan,
  isVlanFiltering,
  type Port,
  type TagVlan,
  type Vlan,
} from '../generated/ast.ts';
import { Wiring } from '../wiring.ts';
import { type CheckContext, defineCheck } from './check.ts';

/** IEEE 802.1Q: 0 means none, 4095 is reserved. */
const LAST_VLAN = 4094;

function isVlanId(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= LAST_VLAN;
}

function checkId(node: Vlan | TagVlan | Port, { report }: CheckContext): void {
  if (node.vid === undefined || isVlanId(node.vid)) return;
  const text = message('{0} is no VLAN: they are numbered from 1 to {1}.', node.vid, LAST_VLAN);
  report({ node, property: 'vid' }, { message: text });
}

function filters(bridge: Bridge): boolean {
  return bridge.body.some((each) => isVlanFiltering(each) && each.on === 'on');
}

/** The missing word is one mistake, however many interfaces say a VLAN. */
function checkBridge(bridge: Bridge, { index, report }: CheckContext): void {
  if (filters(bridge)) return;
  const owners = Wiring.of(index)
    .segmentsOf(bridge)
    .flatMap(({ attachments }) => attachments.map(({ owner }) => owner));
  const tags = owners.flatMap((owner): (TagVlan | Port)[] =>
    isBridge(owner) ? owner.body.filter(isPort).filter(({ vid }) => vid !== undefined) : owner.body.filter(isTagVlan),
  );
  const [first] = tags;
  if (!first) return;
  report(
    { node: first, property: 'vid' },
    { message: message('The bridge {0} does not look at VLANs: it has no vlan_filtering on.', bridge.name ?? '?') },
  );
}

/** Only the port of a bridge is in a VLAN; on other wires nothing would read it. */
function checkWire({ wire, body }: Interface, { report }: CheckContext): void {
  const target = wire?.ref;
  const tag = body.find(isTagVlan);
  if (!tag || !target || isBridge(target)) return;
  report(
    { node: tag },
    { message: message('{0} is no bridge: interfaces on it are in no VLAN of their own.', target.name ?? '?') },
  );
}

export const i08 = defineCheck({
  code: 'I08',
  severity: 'error',
  title: 'VLAN that cannot be, or that the bridge does not look at',
  explanation:
    'VLANs are numbered from 1 to 4094 (IEEE 802.1Q). A bridge keeps those of its ports apart only with `vlan_filtering on`; without ' +
    'it the number is kept and nothing is filtered: everybody still hears everybody. A `vlan` in an interface means the port of a ' +
    'bridge; to be in a VLAN of a network card, declare a wire `vlan NAME parent … id …`.',
  on: ['Bridge', 'Interface', 'Port', 'TagVlan', 'Vlan'],
  check(node, context) {
    if (node.$type === 'Bridge') checkBridge(node, context);
    else if (node.$type === 'Interface') checkWire(node, context);
    else checkId(node, context);
  },
});
