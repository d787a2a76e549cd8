import { formatAddress, formatSubnet, type IpAddress, parseAddress, subnetOf } from '../../model/spec/address.ts';
import type { SpecInterface, SpecNetwork, SpecPublish, SpecRoute } from '../../model/spec/spec.ts';
import { sysctlNamespace } from '../../model/spec/sysctl.ts';
import {
  type Gateway,
  type Interface,
  isDns,
  isGateway,
  isInterface,
  isMac,
  isNat,
  isPublish,
  isRoute,
  isSysctl,
  isTagVlan,
  type Publish,
  type Route,
} from '../generated/ast.ts';
import { hiddenEnds } from '../hidden-ends.ts';
import { bytesOf, ownMtu } from '../mtu.ts';
import type { SpecIndex } from '../spec-index.ts';
import { type Attachment, type Stack, stackName, Wiring } from '../wiring.ts';
import { addressTexts } from './addresses.ts';

/** All network namespaces of a file that have something in them, and every `netns`; the host first. */
export function resolveNetworks(index: SpecIndex): SpecNetwork[] {
  const wiring = Wiring.of(index);
  const order = [wiring.host, ...wiring.stacks.filter((stack) => stack !== wiring.host)];
  const peers = new Map(hiddenEnds(index).map(({ owner, name }) => [owner, name]));
  return order.map((stack) => network(stack, peers, wiring)).filter((each) => each.kind === 'netns' || !isEmpty(each));
}

function isEmpty({ interfaces, routes, nat, publish, sysctls, dns }: SpecNetwork): boolean {
  return [interfaces, routes, nat, publish, sysctls, dns].every((list) => list.length === 0);
}

function kindOf(stack: Stack): SpecNetwork['kind'] {
  if (stack.isHost) return 'host';
  return stack.place?.$type === 'Container' ? 'container' : 'netns';
}

function network(stack: Stack, peers: ReadonlyMap<Interface, string>, wiring: Wiring): SpecNetwork {
  const { attachments, statements } = stack;
  return {
    name: stackName(stack),
    kind: kindOf(stack),
    interfaces: attachments.flatMap((each) => (isInterface(each.owner) ? interfaceOf(each, each.owner, peers) : [])),
    routes: [...attachments.flatMap(gateways), ...statements.filter(isRoute).flatMap(routeOf)],
    nat: statements.filter(isNat).flatMap(({ source, dev }) => {
      const ip = parseAddress(source);
      const subnet = ip && subnetOf(ip);
      return subnet ? [{ from: formatSubnet(subnet), via: dev }] : [];
    }),
    publish: statements.filter(isPublish).map((each) => publishOf(each, wiring)),
    sysctls: statements
      .filter(isSysctl)
      .filter(({ key }) => stack.isHost || sysctlNamespace(key) === 'net')
      .map(({ key, value }) => ({ key, value })),
    dns: statements.filter(isDns).map(({ value }) => value),
  };
}

function interfaceOf(attachment: Attachment, owner: Interface, peers: ReadonlyMap<Interface, string>): SpecInterface[] {
  const { name } = owner;
  if (name === undefined) return [];
  const wire = owner.wire?.ref?.name;
  const peer = peers.get(owner);
  const mac = owner.body.findLast(isMac)?.value;
  const mtu = bytesOf(ownMtu(attachment));
  const vlan = owner.body.findLast(isTagVlan)?.vid;
  return [
    {
      name,
      ...(wire !== undefined && { wire }),
      ...(peer !== undefined && { peer }),
      addresses: addressTexts(attachment.addresses),
      ...(mac !== undefined && { mac }),
      ...(mtu !== undefined && { mtu }),
      ...(vlan !== undefined && { vlan: Number(vlan) }),
    },
  ];
}

function gateways({ owner }: Attachment): SpecRoute[] {
  if (!isInterface(owner)) return [];
  return owner.body.filter(isGateway).flatMap(({ value }: Gateway) => {
    const via = parseAddress(value);
    return via
      ? [{ to: 'default', family: via.family, via: hostOf(via), dev: owner.name, type: 'unicast' as const }]
      : [];
  });
}

function hostOf({ family, value }: IpAddress): string {
  return formatAddress({ family, value, prefix: undefined });
}

function routeOf({ dest, via, dev, kind }: Route): SpecRoute[] {
  const ip = parseAddress(dest);
  const subnet = ip && subnetOf({ ...ip, prefix: ip.prefix ?? (ip.family === 4 ? 32 : 128) });
  const hop = via === undefined ? undefined : parseAddress(via);
  if (!subnet) return [];
  const name = dev?.$refText;
  return [
    {
      to: subnet.prefix === 0 ? 'default' : formatSubnet(subnet),
      family: subnet.family,
      ...(hop && { via: hostOf(hop) }),
      ...(name !== undefined && { dev: name }),
      type: kind ?? 'unicast',
    },
  ];
}

function publishOf({ hostPort, port, target }: Publish, wiring: Wiring): SpecPublish {
  const stack = target.ref && wiring.stackOf(target.ref);
  const address = stack?.attachments.flatMap(({ addresses }) => addresses).find(({ ip }) => ip?.family === 4)?.ip;
  return {
    hostPort: Number(hostPort),
    target: stack ? stackName(stack) : '',
    ...(address && { address: hostOf(address) }),
    port: Number(port),
  };
}
