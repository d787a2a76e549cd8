import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import { linkState, rowKey } from '../../src/drawing/rows.ts';
import type { ChainRef, Firewall, FirewallRule } from '../../src/model/network/firewall.ts';
import { netemArgs } from '../../src/model/network/ip-args.ts';
import type { Link, LinkIndex, Network, Route } from '../../src/model/network/network.ts';
import type { NetworkInside } from '../../src/model/network/network-inside.ts';
import type { Say } from '../panel/say.ts';
import { byteRate, count } from '../panel/words.ts';
import type { Rates } from './rates.ts';
import { wireguardRows } from './wireguard-rows.ts';
import { stateText } from './words.ts';

/** What the tabs of one namespace are made of. */
export interface Sight {
  readonly network: Network;
  /** Missing while it is being read. */
  readonly inside: NetworkInside | undefined;
  readonly rates: Rates;
}

/** One tab: a table. */
export interface DetailTab {
  readonly id: string;
  readonly label: string;
  readonly headings: readonly string[];
  /** Undefined while it is not known. */
  readonly rows: (sight: Sight) => readonly (readonly string[])[] | undefined;
  /** It is read only when somebody looks. */
  readonly inside?: true;
  /** Its rows are the links of the namespace, which can be changed. */
  readonly links?: true;
}

/** The tabs of a namespace, in their order. */
export function detailTabs(say: Say): readonly DetailTab[] {
  const link = say(message('Link'));
  const state = say(message('State'));
  const address = say(message('Address'));
  return [
    {
      id: 'links',
      label: say(message('Interfaces')),
      headings: [link, say(message('Kind')), state, say(message('MTU')), address],
      links: true,
      rows: ({ network }) => network.links.map((each) => linkCells(each, network, say)),
    },
    {
      id: 'routes',
      label: say(message('Routes')),
      headings: [say(message('Destination')), say(message('Via')), link, say(message('Table'))],
      rows: ({ network }) => network.routes.filter(isOwnChoice).map((route) => routeCells(route, network)),
    },
    {
      id: 'rules',
      label: say(message('Rules')),
      headings: [say(message('Priority')), say(message('For')), say(message('Table'))],
      rows: ({ network }) => network.rules.map(ruleCells),
    },
    {
      id: 'neighbours',
      label: say(message('Neighbours')),
      headings: [address, say(message('Hardware address')), link, state],
      rows: ({ network }) =>
        network.neighbours.map(({ destination, linkLayerAddress = '', index, state: is }) => [
          destination,
          linkLayerAddress,
          linkName(network, index),
          is,
        ]),
    },
    {
      id: 'fdb',
      label: say(message('FDB')),
      headings: [say(message('Hardware address')), say(message('Port')), say(message('VLAN')), state],
      inside: true,
      rows: ({ network, inside }) =>
        inside &&
        (inside.fdb ?? []).map(({ linkLayerAddress, index, vlan, state: is, destination }) => [
          linkLayerAddress,
          destination === undefined ? linkName(network, index) : `${linkName(network, index)} → ${destination}`,
          vlan === undefined ? '' : String(vlan),
          is,
        ]),
    },
    {
      id: 'sockets',
      label: say(message('Sockets')),
      headings: [say(message('Listens on')), say(message('Protocol')), say(message('Process'))],
      inside: true,
      rows: ({ inside }) =>
        inside &&
        (inside.sockets ?? []).map(({ address: at, port, protocol, processes }) => [
          `${at}:${port}`,
          protocol,
          processes.map(({ comm, pid }) => `${printable(comm, 20)} ${pid}`).join(', '),
        ]),
    },
    {
      id: 'wireguard',
      label: say(message('WireGuard')),
      headings: [
        link,
        say(message('Public key')),
        say(message('Endpoint')),
        say(message('Allowed IPs')),
        say(message('Latest handshake')),
        say(message('Received')),
        say(message('Sent')),
      ],
      inside: true,
      rows: ({ network, inside }) => inside && wireguardRows(network, inside.wireguard, say),
    },
    {
      id: 'nat',
      label: say(message('NAT')),
      headings: [say(message('Rule')), say(message('Chain'))],
      inside: true,
      rows: ({ inside }) => inside && ruleRows(inside.firewall, isNat),
    },
    {
      id: 'firewall',
      label: say(message('Firewall')),
      headings: [say(message('Rule')), say(message('Chain'))],
      inside: true,
      rows: ({ inside }) => inside && firewallRows(inside.firewall, say),
    },
    {
      id: 'counters',
      label: say(message('Counters')),
      headings: [link, say(message('Received')), say(message('Sent')), say(message('Errors')), say(message('Dropped'))],
      rows: ({ network, rates }) => network.links.map((each) => counterCells(each, network, rates)),
    },
    {
      id: 'settings',
      label: say(message('Settings')),
      headings: [say(message('Setting')), say(message('Value'))],
      inside: true,
      rows: (sight) => settingRows(sight, say),
    },
  ];
}

function linkName({ links }: Network, index: LinkIndex | undefined): string {
  const found = links.find((each) => each.index === index);
  return found ? printable(found.name, 32) : index === undefined ? '' : `#${index}`;
}

function linkCells(link: Link, network: Network, say: Say): string[] {
  const { name, kind, linkType, mtu, index, address, master } = link;
  const own = network.addresses.filter((each) => each.index === index);
  const texts = own.map(({ local, prefixLength }) => `${local}/${prefixLength}`);
  const port = master === undefined ? '' : ` ⊂ ${linkName(network, master)}`;
  return [
    printable(name, 32),
    printable(`${kind ?? linkType}${port}`, 60),
    stateText(linkState(link), say),
    String(mtu),
    [...texts, ...(address === undefined ? [] : [address])].join(' '),
  ];
}

/** Not what the kernel makes of every address by itself (table local), nor multicast. */
function isOwnChoice({ table, type }: Route): boolean {
  return table !== 255 && type !== 'multicast';
}

const TABLES: Readonly<Record<number, string>> = { 253: 'default', 254: 'main', 255: 'local' };

function tableName(table: number): string {
  return TABLES[table] ?? String(table);
}

function routeCells({ destination, type, table, nextHops, metric }: Route, network: Network): string[] {
  const special = type === 'unicast' ? '' : `${type} `;
  const links = [...new Set(nextHops.map(({ index }) => linkName(network, index)))];
  const via = nextHops.flatMap(({ gateway }) => gateway ?? []);
  return [
    `${special}${destination}${metric === undefined ? '' : ` (${metric})`}`,
    via.join(', '),
    links.join(', '),
    tableName(table),
  ];
}

function ruleCells({ priority, from, to, iif, oif, fwmark, action, table, not }: Network['rules'][number]): string[] {
  const words = [
    not && 'not',
    from !== undefined && `from ${from}`,
    to !== undefined && `to ${to}`,
    iif !== undefined && `iif ${printable(iif, 32)}`,
    oif !== undefined && `oif ${printable(oif, 32)}`,
    fwmark !== undefined && `fwmark ${fwmark}`,
  ].filter(Boolean);
  return [String(priority), words.join(' ') || 'all', table === undefined ? action : tableName(table)];
}

const NAT_ACTS = new Set(['masquerade', 'snat', 'dnat', 'redirect']);

function isNat({ act }: FirewallRule): boolean {
  return NAT_ACTS.has(act.kind);
}

function ruleRows(firewall: Firewall | undefined, fits: (rule: FirewallRule) => boolean): string[][] {
  return (firewall?.rules ?? []).filter(fits).map((rule) => [printable(rule.text, 300), chainName(rule)]);
}

function firewallRows(firewall: Firewall | undefined, say: Say): string[][] {
  const policies = (firewall?.chains ?? [])
    .filter(({ policy }) => policy === 'drop')
    .map((chain) => [say(message('what no rule decides about is dropped')), chainName(chain)]);
  return [...policies, ...ruleRows(firewall, (rule) => !isNat(rule))];
}

function chainName({ family, table, chain }: ChainRef): string {
  return printable(`${family} ${table} ${chain}`, 80);
}

function counterCells(link: Link, network: Network, rates: Rates): string[] {
  const key = rowKey(network, link);
  const { rx, tx } = rates.counters(key) ?? link;
  const rate = rates.of(key);
  const told = (bytes: number, speed: number | undefined) =>
    speed ? `${count(bytes)} (${byteRate(speed)})` : count(bytes);
  return [
    printable(link.name, 32),
    told(rx.bytes, rate?.rx),
    told(tx.bytes, rate?.tx),
    count(rx.errors + tx.errors),
    count(rx.dropped + tx.dropped),
  ];
}

function settingRows({ network, inside }: Sight, say: Say): string[][] {
  const { forwarding, qdiscs } = network;
  const on = (value: boolean) => (value ? '1' : '0');
  const filters = network.links.flatMap(({ index, name }) => {
    const filter = forwarding.links[index]?.rpFilter;
    return filter === undefined ? [] : [[`net.ipv4.conf.${printable(name, 32)}.rp_filter`, String(filter)]];
  });
  const delays = qdiscs.map(({ index, kind, netem }) => [
    say(message('queue of {0}', linkName(network, index))),
    netem ? `netem ${netemArgs(netem).join(' ')}` : printable(kind, 32),
  ]);
  const dns = inside?.dns ? [[say(message('name servers')), inside.dns.nameservers.join(' ')]] : [];
  const head = [
    ['net.ipv4.ip_forward', on(forwarding.ipv4)],
    ['net.ipv6.conf.all.forwarding', on(forwarding.ipv6)],
  ];
  return [...head, ...filters, ...delays, ...dns];
}
