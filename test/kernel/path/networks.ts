/** A network to break, as commands of `Netlab.run`; its ends are `a` and `b`. */
export interface NetworkToBreak {
  readonly names: readonly string[];
  readonly make: readonly string[];
  /** Pairs of ends that reach each other. */
  readonly works?: readonly (readonly [string, string])[];
  /** Not the other way round. */
  readonly oneWay?: true;
  /** Commands of which one fails where this machine has not what it takes. */
  readonly needs?: readonly string[];
}

/** Something for other links to stand on. */
const CABLE = 'a: ip link add x9 type veth peer name y9';

export const NETWORKS: Readonly<Record<string, NetworkToBreak>> = {
  /** Two namespaces and a cable. */
  cable: {
    works: [
      ['a', 'b 10.0.0.2'],
      ['a fd00::1', 'b fd00::2'],
    ],
    names: ['a', 'b'],
    make: [
      'a: ip link add eth0 type veth peer name eth0 netns @b',
      'a: ip addr add 10.0.0.1/24 dev eth0',
      'b: ip addr add 10.0.0.2/24 dev eth0',
      'a: ip addr add fd00::1/64 dev eth0 nodad',
      'b: ip addr add fd00::2/64 dev eth0 nodad',
      'a: ip link set eth0 up',
      'b: ip link set eth0 up',
    ],
  },
  /** Three namespaces on a bridge in a fourth. */
  bridge: {
    works: [
      ['a', 'b'],
      ['b', 'c'],
    ],
    names: ['a', 'b', 'c', 'sw'],
    make: [
      'sw: ip link add br0 type bridge',
      'sw: ip link set br0 up',
      ...['a', 'b', 'c'].flatMap((name, at) => [
        `sw: ip link add p-${name} type veth peer name eth0 netns @${name}`,
        `sw: ip link set p-${name} master br0 up`,
        `${name}: ip link set eth0 address 02:00:00:00:00:0${at + 1} up`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev eth0`,
      ]),
    ],
  },
  /** A router between two networks. */
  router: {
    works: [
      ['a', 'b'],
      ['a', 'r 10.0.2.254'],
    ],
    names: ['a', 'b', 'r'],
    make: [
      'r: ip link add to-a type veth peer name eth0 netns @a',
      'r: ip link add to-b type veth peer name eth0 netns @b',
      'r: ip addr add 10.0.1.254/24 dev to-a',
      'r: ip addr add 10.0.2.254/24 dev to-b',
      'r: ip link set to-a up',
      'r: ip link set to-b up',
      'r: sysctl -qw net.ipv4.ip_forward=1',
      'a: ip link set eth0 up',
      'b: ip link set eth0 up',
      'a: ip addr add 10.0.1.1/24 dev eth0',
      'b: ip addr add 10.0.2.1/24 dev eth0',
      'a: ip route add default via 10.0.1.254',
      'b: ip route add default via 10.0.2.254',
    ],
  },
  /** A router that hides one network behind its address; the other does not know of it. */
  nat: {
    oneWay: true,
    works: [['a', 'b']],
    names: ['a', 'b', 'r'],
    needs: ['r: nft add table ip t9'],
    make: [
      'r: ip link add to-a type veth peer name eth0 netns @a',
      'r: ip link add to-b type veth peer name eth0 netns @b',
      'r: ip addr add 10.0.1.254/24 dev to-a',
      'r: ip addr add 10.0.2.254/24 dev to-b',
      'r: ip link set dev to-a up',
      'r: ip link set dev to-b up',
      'r: sysctl -qw net.ipv4.ip_forward=1',
      'a: ip link set dev eth0 up',
      'b: ip link set dev eth0 up',
      'a: ip addr add 10.0.1.1/24 dev eth0',
      'b: ip addr add 10.0.2.1/24 dev eth0',
      'a: ip route add default via 10.0.1.254',
      'r: nft add table ip nat',
      'r: nft add chain ip nat out { type nat hook postrouting priority 100 ; }',
      'r: nft add rule ip nat out oifname to-b masquerade',
    ],
  },
  /** Two cables, and a second network on the second of them. */
  twoCables: {
    works: [
      ['a', 'b 10.0.0.2'],
      ['a', 'b 10.0.9.2'],
    ],
    names: ['a', 'b'],
    make: [
      'a: ip link add eth0 type veth peer name eth0 netns @b',
      'a: ip link add eth1 type veth peer name eth1 netns @b',
      ...['a', 'b'].flatMap((name, at) => [
        `${name}: ip link set eth0 up`,
        `${name}: ip link set eth1 up`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev eth0`,
        `${name}: ip addr add 10.0.9.${at + 1}/24 dev eth1`,
      ]),
    ],
  },
  /** Two macvlans on a cable that leads to a third namespace; `h` has the link that they stand on. */
  macvlan: {
    works: [['a', 'b']],
    names: ['a', 'b', 'h', 'out'],
    make: [
      'h: ip link add eth0 type veth peer name eth0 netns @out',
      'h: ip link set eth0 up',
      'out: ip link set eth0 up',
      'h: ip addr add 10.0.0.9/24 dev eth0',
      'h: ip link add link eth0 name ma type macvlan mode bridge',
      'h: ip link set dev ma netns @a',
      'h: ip link add link eth0 name mb type macvlan mode bridge',
      'h: ip link set dev mb netns @b',
      'a: ip link set dev ma up',
      'b: ip link set dev mb up',
      'a: ip addr add 10.0.0.1/24 dev ma',
      'b: ip addr add 10.0.0.2/24 dev mb',
    ],
  },
  /** A VXLAN over a cable. */
  vxlan: {
    works: [['a', 'b 10.0.0.2']],
    names: ['a', 'b'],
    make: [
      'a: ip link add eth0 type veth peer name eth0 netns @b',
      ...['a', 'b'].flatMap((name, at) => [
        `${name}: ip link set eth0 up`,
        `${name}: ip addr add 192.168.0.${at + 1}/24 dev eth0`,
        `${name}: ip link add vx0 type vxlan id 7 remote 192.168.0.${2 - at} dstport 4789 dev eth0`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev vx0`,
        `${name}: ip link set vx0 up`,
      ]),
    ],
  },
  /** A VLAN over a cable. */
  vlan: {
    works: [['a', 'b']],
    names: ['a', 'b'],
    needs: [CABLE, 'a: ip link add link x9 name v9 type vlan id 9'],
    make: [
      'a: ip link add eth0 type veth peer name eth0 netns @b',
      ...['a', 'b'].flatMap((name, at) => [
        `${name}: ip link add link eth0 name eth0.5 type vlan id 5`,
        `${name}: ip link set dev eth0 up`,
        `${name}: ip link set dev eth0.5 up`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev eth0.5`,
      ]),
    ],
  },
  /** A bridge that filters by VLAN; the ends are in VLAN 10. */
  filter: {
    works: [['a', 'b']],
    names: ['a', 'b', 'sw'],
    needs: ['sw: ip link add br9 type bridge vlan_filtering 1'],
    make: [
      'sw: ip link add br0 type bridge vlan_filtering 1',
      'sw: ip link set dev br0 up',
      ...['a', 'b'].flatMap((name, at) => [
        `sw: ip link add p-${name} type veth peer name eth0 netns @${name}`,
        `sw: ip link set dev p-${name} master br0 up`,
        `sw: bridge vlan del dev p-${name} vid 1`,
        `sw: bridge vlan add dev p-${name} vid 10 pvid untagged`,
        `${name}: ip link set dev eth0 up`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev eth0`,
      ]),
    ],
  },
  /** Two cables, bonded. */
  bond: {
    works: [['a', 'b']],
    names: ['a', 'b'],
    needs: ['a: ip link add bond9 type bond mode active-backup'],
    make: [
      'a: ip link add eth0 type veth peer name eth0 netns @b',
      'a: ip link add eth1 type veth peer name eth1 netns @b',
      ...['a', 'b'].flatMap((name, at) => [
        `${name}: ip link add bond1 type bond mode active-backup miimon 50`,
        `${name}: ip link set dev eth0 master bond1`,
        `${name}: ip link set dev eth1 master bond1`,
        `${name}: ip link set dev eth0 up`,
        `${name}: ip link set dev eth1 up`,
        `${name}: ip link set dev bond1 up`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev bond1`,
      ]),
    ],
  },
  /** The receiver has one of two cables in a VRF. */
  vrf: {
    oneWay: true,
    works: [
      ['a', 'b 10.0.0.2'],
      ['a', 'b 10.0.9.2'],
    ],
    names: ['a', 'b'],
    needs: ['b: ip link add blue type vrf table 10'],
    make: [
      'b: ip link set dev blue up',
      'a: ip link add eth0 type veth peer name eth0 netns @b',
      'a: ip link add eth1 type veth peer name eth1 netns @b',
      'b: ip link set dev eth0 master blue',
      ...['a', 'b'].flatMap((name, at) => [
        `${name}: ip link set dev eth0 up`,
        `${name}: ip link set dev eth1 up`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev eth0`,
        `${name}: ip addr add 10.0.9.${at + 1}/24 dev eth1`,
      ]),
    ],
  },
  gre: tunnel('gre', (local, remote) => `local ${local} remote ${remote}`),
  ipip: tunnel('ipip', (local, remote) => `local ${local} remote ${remote}`),
  geneve: tunnel('geneve', (_, remote) => `id 7 remote ${remote}`),
  /** Two ipvlans on a cable that leads to a third namespace; `h` has the link that they stand on. */
  ipvlan: {
    works: [['a', 'b']],
    names: ['a', 'b', 'h', 'out'],
    needs: [CABLE.replace('a:', 'h:'), 'h: ip link add link x9 name v9 type ipvlan mode l2'],
    make: [
      'h: ip link add eth0 type veth peer name eth0 netns @out',
      'h: ip link set dev eth0 up',
      'out: ip link set dev eth0 up',
      'h: ip addr add 10.0.0.9/24 dev eth0',
      ...['a', 'b'].flatMap((name, at) => [
        `h: ip link add link eth0 name i${name} type ipvlan mode l2`,
        `h: ip link set dev i${name} netns @${name}`,
        `${name}: ip link set dev i${name} up`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev i${name}`,
      ]),
    ],
  },
};

/** A tunnel of a kind over a cable. */
function tunnel(kind: string, options: (local: string, remote: string) => string): NetworkToBreak {
  return {
    works: [['a', 'b 10.0.0.2']],
    names: ['a', 'b'],
    needs: [`a: ip link add t9 type ${kind} ${options('192.168.9.1', '192.168.9.2')}`],
    make: [
      'a: ip link add eth0 type veth peer name eth0 netns @b',
      ...['a', 'b'].flatMap((name, at) => [
        `${name}: ip link set dev eth0 up`,
        `${name}: ip addr add 192.168.0.${at + 1}/24 dev eth0`,
        `${name}: ip link add t0 type ${kind} ${options(`192.168.0.${at + 1}`, `192.168.0.${2 - at}`)}`,
        `${name}: ip link set dev t0 up`,
        `${name}: ip addr add 10.0.0.${at + 1}/24 dev t0`,
      ]),
    ],
  };
}
