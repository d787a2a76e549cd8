import { printable, shellLine } from '../../../base/text.ts';
import type { NamespaceId } from '../../namespace.ts';
import { addressArgs, neighbourCommand, netemArgs, routeCommand } from '../ip-args.ts';
import type { Address, Link, Network, Route } from '../network.ts';
import type { Place } from '../place.ts';
import { portCommands } from '../port-commands.ts';
import type { Wire, WireEnd } from '../wires.ts';
import { isStacked, PAIRED, tuntapArgs, typeArgs } from './make-link.ts';
import { type Member, membersOf } from './members.ts';
import { isOwnRule, ruleCommand } from './rule-command.ts';

/**
 * A script for a POSIX shell that makes these namespaces and how they are wired, with ip(8), bridge(8), tc(8) and sysctl(8): links,
 * addresses, routes, rules, neighbours made by hand, forwarding and netem. What it cannot make it tells in remarks.
 */
export function ipScript(
  networks: readonly Network[],
  wires: readonly Wire[],
  places: ReadonlyMap<NamespaceId, Place>,
): string {
  const members = membersOf(networks, wires, places);
  const lines = [
    '#!/bin/sh',
    '# Makes network namespaces and how they are wired. Run it as root.',
    '# Firewalls, keys and other settings of the kernel are not in it.',
    'set -e',
    ...members.flatMap(({ name }) => (name === undefined ? [] : shellLine(['ip', 'netns', 'add', name]))),
    ...new LinkMaker(members, wires).lines(),
    ...members.flatMap((member) => settings(member).map(shellLine)),
    ...members.flatMap((member) => downAgain(member).map(shellLine)),
  ];
  return `${lines.join('\n')}\n`;
}

/** `ip`, `bridge` or `tc` with arguments, in a member. */
function inside({ name }: Member, [tool = 'ip', ...rest]: readonly string[]): string[] {
  return name === undefined ? [tool, ...rest] : [tool, '-n', name, ...rest];
}

/** Makes links, those that others stand on first, and each cable once. */
class LinkMaker {
  readonly #members: ReadonlyMap<NamespaceId, Member>;
  readonly #wires: readonly Wire[];
  readonly #made = new Set<Link>();
  readonly #lines: string[] = [];

  constructor(members: readonly Member[], wires: readonly Wire[]) {
    this.#members = new Map(members.map((member) => [member.network.namespace, member]));
    this.#wires = wires;
  }

  lines(): readonly string[] {
    for (const member of this.#members.values()) {
      for (const link of member.network.links) this.#make(member, link);
    }
    return this.#lines;
  }

  #make(member: Member, link: Link): void {
    const { network, links, nameOf } = member;
    if (this.#made.has(link) || !links.has(link.index) || link.flags.includes('LOOPBACK')) return;
    this.#made.add(link);
    if (link.kind !== undefined && PAIRED.has(link.kind)) return this.#makePair(member, link);
    for (const below of [
      link.details.through,
      isStacked(link) && link.linkNetnsid === undefined ? link.link : undefined,
    ]) {
      const lower = network.links.find(({ index }) => index === below);
      if (lower && lower !== link) this.#make(member, lower);
    }
    if (isStacked(link)) return this.#makeStacked(member, link);
    const type = typeArgs(link, nameOf);
    const tuntap = tuntapArgs(link);
    if (type) this.#add(inside(member, ['ip', 'link', 'add', 'name', link.name, ...type]));
    else if (tuntap) this.#add(inside(member, ['ip', ...tuntap]));
    else this.#stub(member, link, `a link of kind ${link.kind ?? 'hardware'} cannot be made`);
  }

  #makePair(member: Member, link: Link): void {
    const end = this.#other('pair', member, link);
    const there = end && this.#members.get(end.namespace);
    const other = there?.network.links.find(({ index }) => index === end?.index);
    if (!there || !other || !there.links.has(other.index)) {
      this.#stub(member, link, 'the other end of the cable is not among them');
      return;
    }
    this.#made.add(other);
    const { kind = 'veth', details } = link;
    const mode = details.mode === undefined ? [] : ['mode', details.mode];
    // The host has no name: it is where the command runs.
    const [[from, own], [to, far]] =
      there.name === undefined
        ? ([
            [there, other],
            [member, link],
          ] as const)
        : ([
            [member, link],
            [there, other],
          ] as const);
    const netns = to === from || to.name === undefined ? [] : ['netns', to.name];
    const peer = ['peer', 'name', far.name, ...netns];
    this.#add(inside(from, ['ip', 'link', 'add', 'name', own.name, 'type', kind, ...mode, ...peer]));
  }

  #makeStacked(member: Member, link: Link): void {
    const end = link.linkNetnsid === undefined ? undefined : this.#other('stack', member, link);
    const there = link.linkNetnsid === undefined ? member : end && this.#members.get(end.namespace);
    const lower = there?.network.links.find(({ index }) => index === (end?.index ?? link.link));
    const type = typeArgs(link, member.nameOf);
    if (!there || !lower || !type) return this.#stub(member, link, 'the link that it stands on is not among them');
    this.#make(there, lower);
    const netns = there === member ? [] : ['netns', member.name ?? '1'];
    this.#add(inside(there, ['ip', 'link', 'add', 'link', lower.name, 'name', link.name, ...netns, ...type]));
  }

  #other(relation: Wire['relation'], { network: { namespace } }: Member, { index }: Link): WireEnd | undefined {
    const isIt = (end: WireEnd | undefined) => end?.namespace === namespace && end.index === index;
    const wire = this.#wires.find(({ relation: is, a, b }) => is === relation && (isIt(a) || isIt(b)));
    return wire && (isIt(wire.a) ? wire.b : wire.a);
  }

  /** Something in its place, so that what else is said of it holds. */
  #stub(member: Member, { name }: Link, why: string): void {
    this.#lines.push(`# ${printable(name, 40)}: ${why}; a dummy is in its place`);
    this.#add(inside(member, ['ip', 'link', 'add', 'name', name, 'type', 'dummy']));
  }

  #add(argv: readonly string[]): void {
    this.#lines.push(shellLine(argv));
  }
}

/** Everything but the links themselves: what they belong to before they are set up, and addresses before routes. */
function settings(member: Member): string[][] {
  const { network, links, nameOf } = member;
  const own = network.links.filter(({ index }) => links.has(index));
  const tool = (argv: readonly string[]) => inside(member, argv);
  return [
    ...forwarding(member),
    ...own.flatMap((link) => linkSettings(link, member)).map(tool),
    ...own
      .filter(({ flags }) => flags.includes('UP'))
      .map(({ name }) => tool(['ip', 'link', 'set', 'dev', name, 'up'])),
    ...own.flatMap((link) => addressesOf(network, link)).map(tool),
    ...routesOf(member).map((route) => tool(routeCommand(route, nameOf))),
    ...(member.name === undefined
      ? []
      : network.rules.filter((rule) => !isOwnRule(rule)).map((rule) => tool(ruleCommand(rule)))),
    ...network.neighbours
      .filter(({ state, index }) => state === 'PERMANENT' && links.has(index))
      .map((neighbour) => tool(neighbourCommand(neighbour, nameOf(neighbour.index) ?? ''))),
    ...network.qdiscs
      .filter(({ index, parent, netem }) => links.has(index) && parent === 'root' && netem)
      .map(({ index, netem = {} }) =>
        tool(['tc', 'qdisc', 'add', 'dev', nameOf(index) ?? '', 'root', 'netem', ...netemArgs(netem)]),
      ),
  ];
}

/** The kernel sets a VLAN up together with the link that it stands on, which may be in another member. */
function downAgain(member: Member): string[][] {
  return member.network.links
    .filter(({ index, kind, flags }) => kind === 'vlan' && member.links.has(index) && !flags.includes('UP'))
    .map(({ name }) => inside(member, ['ip', 'link', 'set', 'dev', name, 'down']));
}

function forwarding({ name, network: { forwarding: is } }: Member): string[][] {
  if (name === undefined) return [];
  const keys = [...(is.ipv4 ? ['net.ipv4.ip_forward'] : []), ...(is.ipv6 ? ['net.ipv6.conf.all.forwarding'] : [])];
  return keys.map((key) => ['ip', 'netns', 'exec', name, 'sysctl', '-qw', `${key}=1`]);
}

const USUAL_MTU = new Set(['veth', 'bridge', 'dummy']);

/** The length of packets, and what a link belongs to. */
function linkSettings(link: Link, { network, nameOf, links }: Member): string[][] {
  const { name, kind = '', mtu, flags, master, portKind } = link;
  const isUsual = flags.includes('LOOPBACK') ? mtu === 65536 : mtu === 1500 && USUAL_MTU.has(kind);
  const bridge = master !== undefined && links.has(master) ? nameOf(master) : undefined;
  const { defaultPvid } = network.links.find(({ index }) => index === master)?.details ?? {};
  return [
    ...(isUsual ? [] : [['ip', 'link', 'set', 'dev', name, 'mtu', String(mtu)]]),
    ...(bridge === undefined ? [] : [['ip', 'link', 'set', 'dev', name, 'master', bridge]]),
    ...(bridge !== undefined && portKind === 'bridge' ? portCommands(link, defaultPvid) : []),
  ];
}

/** Those that somebody gave; the kernel makes those of loopback, and link-local ones of IPv6. */
function addressesOf({ addresses }: Network, { index, name }: Link): string[][] {
  const isGiven = ({ family, scope, flags }: Address) =>
    scope !== 'host' && !(family === 'inet6' && scope === 'link') && flags.includes('permanent');
  const own = addresses.filter((address) => address.index === index && isGiven(address));
  return own.map((address) => ['ip', 'address', 'add', ...addressArgs(address, name)]);
}

/** RTPROT_KERNEL: the kernel makes it of an address. */
const KERNEL = 2;

/** Those that somebody made, next hops after the ways to them; of the host only through links that the script makes. */
function routesOf({ name, network, links }: Member): Route[] {
  const isTold = ({ protocol, type, nextHops }: Route) =>
    protocol !== KERNEL &&
    type !== 'multicast' &&
    (name !== undefined || nextHops.length > 0) &&
    nextHops.every(({ index }) => index === undefined || links.has(index));
  const gateways = ({ nextHops }: Route) => nextHops.filter(({ gateway }) => gateway !== undefined).length;
  return network.routes.filter(isTold).toSorted((a, b) => gateways(a) - gateways(b));
}
