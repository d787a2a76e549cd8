import { message } from '../../../base/message.ts';
import type { ResolvedSpec } from '../../spec/spec.ts';
import type { IpAction } from '../action.ts';
import { type Resource, realLink } from '../resource.ts';
import { linkId } from './links.ts';
import { netnsOf } from './netns.ts';

/** Addresses of interfaces and bridges. */
export function addressResources(spec: ResolvedSpec, made: ReadonlySet<string>): readonly Resource[] {
  const ofBridges = spec.wires.flatMap((wire) =>
    wire.kind === 'bridge' ? wire.addresses.map((address) => [wire.network, wire.name, address] as const) : [],
  );
  const ofInterfaces = spec.networks.flatMap((network) =>
    network.interfaces.flatMap(({ name, addresses }) =>
      addresses.map((address) => [network.name, name, address] as const),
    ),
  );
  return [...ofBridges, ...ofInterfaces].map(([network, name, address]) => {
    return addressResource(network, name, address, linkOf(network, name, made, spec));
  });
}

/** The resource that makes an interface: it may be the second end of a cable. */
export function linkOf(
  network: string,
  name: string,
  made: ReadonlySet<string>,
  spec: ResolvedSpec,
): string | undefined {
  const own = linkId(network, name);
  if (made.has(own)) return own;
  const wire = spec.wires.find(
    (each) => each.kind === 'veth' && each.ends.some((end) => end.network === network && end.interface === name),
  );
  const [first] = wire?.kind === 'veth' ? wire.ends : [];
  return first && linkId(first.network, first.interface);
}

function addressResource(network: string, dev: string, address: string, link: string | undefined): Resource {
  const netns = netnsOf(network);
  const family = address.includes(':') ? 'inet6' : 'inet';
  const act = (verb: string, ...more: readonly string[]): IpAction => {
    return { kind: 'ip', args: ['address', verb, address, 'dev', dev, ...more], ...(netns !== undefined && { netns }) };
  };
  const [local = '', length = ''] = address.split('/');
  return {
    id: `address:${network}/${dev}/${address}`,
    of: network,
    effect: message('Give {0} of {1} the address {2}', dev, network, address),
    call: 'RTM_NEWADDR',
    // A duplicate is found by the checks of the spec: nobody has to wait for the kernel to look for one.
    make: [act('replace', ...(family === 'inet6' ? ['nodad'] : []))],
    remove: [act('del')],
    needs: link === undefined ? [] : [link],
    within: link === undefined ? [] : [link],
    declared: { address },
    look: { networks: [network] },
    observe: (reality) => {
      const found = realLink(reality, network, dev);
      const there = found?.network.addresses.some(
        (each) =>
          each.index === found.link.index && each.prefixLength === Number(length) && each.local === local.toLowerCase(),
      );
      return there ? { state: 'there', real: { address } } : { state: 'absent' };
    },
  };
}
