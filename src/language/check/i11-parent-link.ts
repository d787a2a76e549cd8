import { message } from '../../base/message.ts';
import { isBridge, isInterface, isNetns } from '../generated/ast.ts';
import { interfacesOf, type SpecIndex } from '../spec-index.ts';
import { Wiring } from '../wiring.ts';
import { type CheckContext, defineCheck } from './check.ts';
import { nearest } from './nearest.ts';
import { replace } from './spans.ts';

/** Links of the host that the file makes itself. */
function hostLinksOf(index: SpecIndex): ReadonlySet<string> {
  const bridges = index.wires.filter((wire) => isBridge(wire) && !isNetns(index.placeOfBridge(wire)));
  return new Set([...bridges, ...index.hosts.flatMap(interfacesOf)].map(({ name }) => name));
}

/** Cards of the host, without what other programs come and go with. */
function parentsOf({ facts }: CheckContext): readonly string[] | undefined {
  return facts?.links?.filter(({ name, kind }) => name !== 'lo' && kind !== 'veth').map(({ name }) => name);
}

export const i11 = defineCheck({
  code: 'I11',
  severity: 'error',
  title: 'A parent link that does not serve',
  explanation:
    'macvlan, ipvlan and vlan are children of a network card of the host (`parent`); it must be there. A wireless card lets only its ' +
    'own hardware address through: macvlan does not work on it, ipvlan does. And a host never talks with its own macvlan or ' +
    'ipvlan children through their parent: it needs a child of its own, or a bridge.',
  on: ['Macvlan', 'Ipvlan', 'Vlan'],
  check(wire, context) {
    const { facts, index, report } = context;
    if (wire.parent === undefined) return;
    const at = { node: wire, property: 'parent' };
    const parents = parentsOf(context);
    const known = facts?.links?.find(({ name }) => name === wire.parent);
    if (parents && !known && !hostLinksOf(index).has(wire.parent)) {
      const near = nearest(wire.parent, parents) ?? (parents.length === 1 ? parents[0] : undefined);
      report(at, {
        message: message('The host has no link {0}.', wire.parent),
        fixes: near === undefined ? [] : [{ title: message('Use {0}', near), edits: [replace(at, near)] }],
      });
    }
    if (wire.$type === 'Macvlan' && known?.wireless) {
      report(at, {
        severity: 'warning',
        message: message('{0} is wireless: it lets through no hardware address but its own.', wire.parent),
        fixes: wire.mode
          ? []
          : [{ title: message('Make it an ipvlan'), edits: [replace({ node: wire, keyword: 'macvlan' }, 'ipvlan')] }],
      });
    }
    if (wire.$type === 'Vlan' || !hasAddressOnHost(wire.parent, context)) return;
    report(at, {
      severity: 'information',
      message: message('The host cannot reach the interfaces on {0} through {1}.', wire.name, wire.parent),
    });
  },
});

/** Whether the file gives the parent an address on the host, which somebody will want to reach. */
function hasAddressOnHost(parent: string, { index }: CheckContext): boolean {
  return Wiring.of(index).host.attachments.some(
    ({ owner, addresses }) => (isInterface(owner) || isBridge(owner)) && owner.name === parent && addresses.length > 0,
  );
}
