import type { NETWORKS } from './networks.ts';

/** A way to break a path. */
export interface BrokenPath {
  readonly network: keyof typeof NETWORKS;
  readonly does: string;
  readonly by: readonly string[];
  readonly code: string;
  readonly direction?: 'back';
  /** `b` if not given. */
  readonly to?: string;
  readonly from?: string;
  readonly size?: number;
  /** Of TCP. */
  readonly port?: number;
  /** Commands of which one fails where this machine has not what it takes. */
  readonly needs?: readonly string[];
  /** If not given, the command that is told repairs it. */
  readonly repairs?: 'no command' | 'not alone';
  /** A ping is answered, but by the sender itself. */
  readonly answersItself?: true;
}

export const BROKEN_PATHS: readonly BrokenPath[] = [
  {
    network: 'cable',
    does: 'the sender has no address',
    by: ['a: ip addr flush dev eth0'],
    code: 'no-address',
  },
  {
    network: 'cable',
    does: 'the receiver has no address',
    by: ['b: ip addr flush dev eth0'],
    code: 'no-address',
  },
  {
    network: 'cable',
    does: 'the receiver has another address',
    by: ['b: ip addr del 10.0.0.2/24 dev eth0'],
    to: 'b 10.0.0.2',
    code: 'no-address',
  },
  {
    network: 'cable',
    does: 'nobody has the address',
    by: [],
    to: '10.0.0.77',
    code: 'nobody-answers',
    repairs: 'no command',
  },
  { network: 'cable', does: 'the link of the sender is down', by: ['a: ip link set eth0 down'], code: 'link-down' },
  { network: 'cable', does: 'the link of the receiver is down', by: ['b: ip link set eth0 down'], code: 'link-down' },
  {
    network: 'cable',
    does: 'the networks of the ends differ',
    by: ['b: ip addr flush dev eth0', 'b: ip addr add 10.5.0.2/24 dev eth0'],
    code: 'no-route',
    repairs: 'not alone',
  },
  {
    network: 'cable',
    does: 'a prefix is too long',
    by: ['a: ip addr flush dev eth0', 'a: ip addr add 10.0.0.1/32 dev eth0'],
    code: 'no-route',
  },
  {
    network: 'cable',
    does: 'the receiver has no way back',
    by: ['b: ip addr flush dev eth0', 'b: ip addr add 10.0.0.2/32 dev eth0'],
    code: 'no-return-route',
    direction: 'back',
  },
  {
    network: 'cable',
    does: 'a route is a black hole',
    by: ['a: ip route add blackhole 10.0.0.2/32'],
    code: 'route-blackhole',
  },
  {
    network: 'cable',
    does: 'a route says unreachable',
    by: ['a: ip route add unreachable 10.0.0.2/32'],
    code: 'route-unreachable',
  },
  {
    network: 'cable',
    does: 'a rule prohibits',
    by: ['a: ip rule add priority 100 to 10.0.0.2 prohibit'],
    code: 'route-prohibit',
  },
  {
    network: 'cable',
    does: 'a rule leads to an empty table with a throw',
    by: ['a: ip route add blackhole default table 77', 'a: ip rule add priority 100 from all lookup 77'],
    code: 'route-blackhole',
  },
  {
    network: 'cable',
    does: 'a neighbour was written down wrong',
    by: ['a: ip neigh replace 10.0.0.2 lladdr 02:aa:aa:aa:aa:aa nud permanent dev eth0'],
    code: 'neighbour-wrong',
  },
  { network: 'cable', does: 'the receiver does not answer ARP', by: ['b: ip link set eth0 arp off'], code: 'arp-off' },
  {
    network: 'cable',
    does: 'the loopback is down',
    by: ['a: ip link set lo down'],
    to: 'a 10.0.0.1',
    code: 'loopback-down',
  },
  {
    network: 'cable',
    does: 'both have the address',
    by: ['a: ip addr add 10.0.0.2/24 dev eth0'],
    to: 'b 10.0.0.2',
    code: 'own-address',
    answersItself: true,
    repairs: 'no command',
  },
  {
    network: 'cable',
    does: 'the receiver has the address of the sender, too',
    by: ['b: ip addr add 10.0.0.1/32 dev eth0'],
    code: 'own-source',
    from: 'a 10.0.0.1',
    repairs: 'no command',
  },
  {
    network: 'cable',
    does: 'the receiver ignores pings',
    by: ['b: sysctl -qw net.ipv4.icmp_echo_ignore_all=1'],
    code: 'echo-ignored',
  },
  {
    network: 'cable',
    does: 'the receiver takes only small packets',
    by: ['b: ip link set eth0 mtu 1000'],
    size: 1400,
    code: 'mtu',
  },
  {
    network: 'cable',
    does: 'the sender sends only small packets',
    by: ['a: ip link set eth0 mtu 1300'],
    size: 1400,
    code: 'mtu',
  },
  {
    network: 'cable',
    does: 'IPv6 is switched off',
    by: ['a: sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1'],
    to: 'fd00::2',
    code: 'ipv6-off',
    repairs: 'not alone',
  },
  {
    network: 'cable',
    does: 'there is no route of IPv6',
    by: ['a: ip -6 addr flush dev eth0', 'a: ip addr add fd00::1/128 dev eth0 nodad'],
    to: 'fd00::2',
    code: 'no-route',
  },
  { network: 'bridge', does: 'the bridge is down', by: ['sw: ip link set br0 down'], code: 'bridge-down' },
  {
    network: 'bridge',
    does: 'a port takes only small packets',
    by: ['sw: ip link set p-b mtu 1000'],
    size: 1400,
    code: 'mtu',
  },
  { network: 'bridge', does: 'a port is down', by: ['sw: ip link set p-b down'], code: 'link-down' },
  {
    network: 'bridge',
    does: 'a port was taken out',
    by: ['sw: ip link set p-b nomaster'],
    code: 'not-on-segment',
    repairs: 'no command',
  },
  {
    network: 'bridge',
    does: 'ports are isolated',
    by: ['sw: bridge link set dev p-a isolated on', 'sw: bridge link set dev p-b isolated on'],
    code: 'bridge-isolated',
  },
  {
    network: 'bridge',
    does: 'a port waits for the spanning tree',
    by: ['sw: ip link set br0 type bridge stp_state 1', 'sw: ip link set p-b down', 'sw: ip link set p-b up'],
    code: 'bridge-port-blocked',
  },
  {
    network: 'bridge',
    does: 'hardware addresses are the same',
    by: ['b: ip link set eth0 address 02:00:00:00:00:01'],
    code: 'duplicate-mac',
  },
  {
    network: 'bridge',
    does: 'the address is on the port, not on the bridge',
    by: ['sw: ip addr add 10.0.0.50/24 dev p-b'],
    to: 'sw 10.0.0.50',
    code: 'port-has-address',
    direction: 'back',
  },
  {
    network: 'router',
    does: 'the router does not forward',
    by: ['r: sysctl -qw net.ipv4.ip_forward=0'],
    code: 'forwarding-off',
  },
  {
    network: 'router',
    does: 'the router does not forward what comes in by one link',
    by: ['r: sysctl -qw net.ipv4.conf.to-a.forwarding=0'],
    code: 'forwarding-off',
  },
  { network: 'router', does: 'the sender has no default route', by: ['a: ip route del default'], code: 'no-route' },
  {
    network: 'router',
    does: 'the receiver has no route back',
    by: ['b: ip route del default'],
    code: 'no-return-route',
    direction: 'back',
  },
  {
    network: 'router',
    does: 'the router has a black hole',
    by: ['r: ip route add blackhole 10.0.2.1/32'],
    code: 'route-blackhole',
  },
  {
    network: 'router',
    does: 'the gateway is nobody',
    by: ['a: ip route replace default via 10.0.1.99'],
    code: 'nobody-answers',
    repairs: 'no command',
  },
  {
    network: 'router',
    does: 'the far link of the router is down',
    by: ['r: ip link set to-b down'],
    code: 'link-down',
  },
  {
    network: 'router',
    does: 'the far link of the router is small',
    by: ['r: ip link set to-b mtu 1000', 'b: ip link set eth0 mtu 1000'],
    size: 1400,
    code: 'mtu',
    repairs: 'not alone',
  },
  {
    network: 'router',
    does: 'routes lead in a circle',
    by: ['r: ip route add 10.7.0.0/16 via 10.0.1.1', 'a: sysctl -qw net.ipv4.ip_forward=1'],
    from: 'b',
    to: '10.7.0.1',
    code: 'route-loop',
    repairs: 'no command',
  },
  {
    network: 'twoCables',
    does: 'the way back is another link, and the receiver is strict',
    by: [
      'a: ip addr add 10.3.0.1/32 dev eth0',
      'b: ip route add 10.3.0.1/32 dev eth1',
      'b: sysctl -qw net.ipv4.conf.all.rp_filter=1',
    ],
    from: 'a 10.3.0.1',
    to: 'b 10.0.0.2',
    code: 'rp-filter',
  },
];
