import type { NamespaceId } from '../namespace.ts';
import type { ResolvedSpec, SpecBridge, SpecInterface, SpecNetwork, SpecRoute, SpecWire } from '../spec/spec.ts';
import type { Address, Link, Network, Route } from './network.ts';
import type { Place } from './place.ts';
import type { Wire, WireEnd } from './wires.ts';

/** The wiring that a file declares, in the form of one that was read: as it is when everything is up. */
export interface DeclaredWiring {
  readonly networks: readonly Network[];
  readonly wires: readonly Wire[];
  readonly places: readonly Place[];
}

const HOST = 'host';
const NOTHING = { bytes: 0, packets: 0, errors: 0, dropped: 0 };

/** What a file declares, as networks and wires. Ids of namespaces are made up. */
export function declaredWiring(spec: ResolvedSpec): DeclaredWiring {
  const wires = new Map(spec.wires.map((wire) => [wire.name, wire]));
  const names = networkNames(spec);
  const drafts = new Map(names.map((name, at) => [name, new Draft(`net:[${at + 1}]`)]));
  const declared: Wire[] = [];
  for (const wire of spec.wires) if (wire.kind === 'bridge') addBridge(wire, drafts);
  for (const network of spec.networks) {
    for (const each of network.interfaces) addInterface(network, each, wires, drafts, declared);
    for (const route of network.routes) drafts.get(network.name)?.addRoute(route);
  }
  for (const wire of spec.wires) if (wire.kind === 'veth') declared.push(...cable(wire.ends, drafts));
  return {
    networks: names.flatMap(
      (name) => drafts.get(name)?.network(spec.networks.find((each) => each.name === name)) ?? [],
    ),
    wires: declared,
    places: names.map((name, at) => placeOf(name, at)),
  };
}

/** Also those that only a wire names: the host of a bridge. */
function networkNames({ networks, wires }: ResolvedSpec): string[] {
  const hosts = wires.flatMap((wire) => {
    if (wire.kind === 'bridge') return [wire.network];
    return 'parent' in wire ? [HOST] : [];
  });
  return [...new Set([...hosts, ...networks.map(({ name }) => name)])];
}

function placeOf(name: string, at: number): Place {
  return { namespace: `net:[${at + 1}]`, inode: at + 1, name, title: name, initial: name === HOST, processes: 0 };
}

/** A namespace that is being put together. */
class Draft {
  readonly #id: NamespaceId;
  readonly #links: Link[] = [];
  readonly #addresses: Address[] = [];
  readonly #routes: Route[] = [];

  constructor(id: NamespaceId) {
    this.#id = id;
  }

  find(name: string): Link | undefined {
    return this.#links.find((link) => link.name === name);
  }

  add(name: string, kind: string | undefined, more: Partial<Link> = {}): Link {
    const there = this.find(name);
    if (there) return there;
    const link: Link = {
      index: this.#links.length + 2,
      name,
      ...(kind !== undefined && { kind }),
      linkType: 'ether',
      flags: ['UP', 'LOWER_UP'],
      mtu: 1500,
      operstate: 'UP',
      rx: NOTHING,
      tx: NOTHING,
      details: {},
      ...more,
    };
    this.#links.push(link);
    return link;
  }

  addAddresses({ index }: Link, texts: readonly string[]): void {
    for (const text of texts) {
      const [local = '', length = ''] = text.split('/');
      const family = local.includes(':') ? 'inet6' : 'inet';
      this.#addresses.push({ index, family, local, prefixLength: Number(length), scope: 'global', flags: [] });
    }
  }

  addRoute({ to, family, via, dev, type }: SpecRoute): void {
    const index = dev === undefined ? undefined : this.find(dev)?.index;
    const hop = {
      weight: 1,
      flags: [],
      ...(via !== undefined && { gateway: via }),
      ...(index !== undefined && { index }),
    };
    this.#routes.push({
      family: family === 4 ? 'inet' : 'inet6',
      type,
      destination: to,
      table: 254,
      protocol: 3,
      scope: 'global',
      nextHops: type === 'unicast' ? [hop] : [],
    });
  }

  end({ index, name }: Link): WireEnd {
    return { namespace: this.#id, index, link: name };
  }

  network(spec: SpecNetwork | undefined): Network {
    const isOn = (key: string) => spec?.sysctls.some((each) => each.key === key && each.value !== '0') ?? false;
    return {
      namespace: this.#id,
      links: this.#links,
      addresses: this.#addresses,
      routes: this.#routes,
      rules: [],
      neighbours: [],
      forwarding: { ipv4: isOn('net.ipv4.ip_forward'), ipv6: isOn('net.ipv6.conf.all.forwarding'), links: {} },
      qdiscs: [],
    };
  }
}

type Drafts = ReadonlyMap<string, Draft>;

function addBridge({ name, network, addresses, vlanFiltering, ports }: SpecBridge, drafts: Drafts): void {
  const draft = drafts.get(network);
  const bridge = draft?.add(name, 'bridge', { details: { vlanFiltering } });
  if (!draft || !bridge) return;
  draft.addAddresses(bridge, addresses);
  for (const { dev } of ports) draft.add(dev, undefined, { master: bridge.index });
}

function addInterface(
  { name }: SpecNetwork,
  { name: own, wire: wireName, peer, addresses }: SpecInterface,
  wires: ReadonlyMap<string, SpecWire>,
  drafts: Drafts,
  declared: Wire[],
): void {
  const draft = drafts.get(name);
  const wire = wireName === undefined ? undefined : wires.get(wireName);
  if (!draft) return;
  const link = draft.add(own, kindOf(wire, name), { details: detailsOf(wire) });
  draft.addAddresses(link, addresses);
  if (wire?.kind === 'bridge') declared.push(...plugged(draft, link, wire, peer, drafts));
  else if (wire && 'parent' in wire) declared.push(...stacked(draft, link, wire, drafts));
}

/** An interface of the host without a wire is one that is there already. */
function kindOf(wire: SpecWire | undefined, network: string): string | undefined {
  if (!wire) return network === HOST ? undefined : 'dummy';
  return wire.kind === 'bridge' ? 'veth' : wire.kind;
}

function detailsOf(wire: SpecWire | undefined): Link['details'] {
  if (wire?.kind === 'vlan') return { vlanId: wire.id };
  if (wire?.kind === 'macvlan' || wire?.kind === 'ipvlan') return { mode: wire.mode };
  if (wire?.kind !== 'vxlan') return {};
  const { id, port, local, remote } = wire;
  return { vni: id, port, ...(local !== undefined && { local }), ...(remote !== undefined && { remote }) };
}

/** The other end of its cable is a port of the bridge. */
function plugged(draft: Draft, link: Link, bridge: SpecBridge, peer: string | undefined, drafts: Drafts): Wire[] {
  const there = drafts.get(bridge.network);
  const master = there?.find(bridge.name)?.index;
  if (!there || master === undefined || peer === undefined) return [];
  const port = there.add(peer, 'veth', { master });
  return [{ relation: 'pair', kind: 'veth', a: draft.end(link), b: there.end(port) }];
}

function stacked(
  draft: Draft,
  link: Link,
  { kind, parent }: SpecWire & { readonly parent: string },
  drafts: Drafts,
): Wire[] {
  const host = drafts.get(HOST);
  if (!host) return [];
  const lower = host.add(parent, undefined);
  return [{ relation: 'stack', kind, a: draft.end(link), b: host.end(lower) }];
}

function cable(
  [a, b]: readonly [
    { readonly network: string; readonly interface: string },
    { readonly network: string; readonly interface: string },
  ],
  drafts: Drafts,
): Wire[] {
  const end = ({ network, interface: name }: typeof a) => {
    const draft = drafts.get(network);
    const link = draft?.find(name);
    return draft && link && draft.end(link);
  };
  const [from, to] = [end(a), end(b)];
  return from && to ? [{ relation: 'pair', kind: 'veth', a: from, b: to }] : [];
}
