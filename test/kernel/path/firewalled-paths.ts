import type { BrokenPath } from './broken-paths.ts';

/** A chain of nft(8) at a hook, in table `t`. */
function chain(name: string, hook: string, policy: string): string[] {
  const definition = `{ type filter hook ${hook} priority 0 ; policy ${policy} ; }`;
  return [`${name}: nft add table inet t`, `${name}: nft add chain inet t c ${definition}`];
}

const nft = (name: string) => [`${name}: nft list ruleset`];
const iptables = (name: string) => [`${name}: iptables -w -L -n`];

/** Ways to break a path by what filters packets. */
export const FIREWALLED_PATHS: readonly BrokenPath[] = [
  {
    network: 'cable',
    does: 'the receiver lets nothing in',
    by: chain('b', 'input', 'drop'),
    code: 'firewall',
    needs: nft('b'),
    repairs: 'not alone',
  },
  {
    network: 'cable',
    does: 'the receiver rejects the sender',
    by: [...chain('b', 'input', 'accept'), 'b: nft add rule inet t c ip saddr 10.0.0.1 reject'],
    to: 'b 10.0.0.2',
    code: 'firewall',
    needs: nft('b'),
  },
  {
    network: 'cable',
    does: 'the sender lets nothing out to the receiver',
    by: [...chain('a', 'output', 'accept'), 'a: nft add rule inet t c ip daddr { 10.0.0.2, 10.0.0.3 } drop'],
    to: 'b 10.0.0.2',
    code: 'firewall',
    needs: nft('a'),
  },
  {
    network: 'cable',
    does: 'the receiver translates to its loopback',
    by: [
      'b: nft add table ip n',
      'b: nft add chain ip n c { type nat hook prerouting priority -100 ; }',
      'b: nft add rule ip n c ip daddr 10.0.0.2 dnat to 127.0.0.1',
    ],
    to: 'b 10.0.0.2',
    code: 'martian',
    needs: nft('b'),
  },
  {
    network: 'cable',
    does: 'the answer is not let in',
    by: [...chain('a', 'input', 'accept'), 'a: nft add rule inet t c icmp type echo-reply drop'],
    to: 'b 10.0.0.2',
    code: 'firewall',
    direction: 'back',
    needs: nft('a'),
  },
  {
    network: 'cable',
    does: 'a port is closed by a rule',
    by: [...chain('b', 'input', 'accept'), 'b: nft add rule inet t c tcp dport 80 drop'],
    to: 'b 10.0.0.2',
    port: 80,
    code: 'firewall',
    needs: nft('b'),
    repairs: 'not alone',
  },
  {
    network: 'cable',
    does: 'nothing listens on the port',
    by: [],
    to: 'b 10.0.0.2',
    port: 80,
    code: 'port-closed',
    repairs: 'no command',
  },
  {
    network: 'cable',
    does: 'IPv6 is let in by nobody',
    by: [...chain('b', 'input', 'accept'), 'b: nft add rule inet t c icmpv6 type echo-request drop'],
    to: 'b fd00::2',
    code: 'firewall',
    needs: nft('b'),
  },
  {
    network: 'router',
    does: 'the router forwards nothing',
    by: chain('r', 'forward', 'drop'),
    code: 'firewall',
    needs: nft('r'),
    repairs: 'not alone',
  },
  {
    network: 'router',
    does: 'the router forgets the answer',
    by: [...chain('r', 'forward', 'drop'), 'r: nft add rule inet t c iifname to-a accept'],
    code: 'firewall',
    direction: 'back',
    needs: nft('r'),
  },
  {
    network: 'router',
    does: 'the router jumps to a chain that drops',
    by: [
      ...chain('r', 'forward', 'accept'),
      'r: nft add chain inet t own',
      'r: nft add rule inet t own oifname to-b drop',
      'r: nft add rule inet t c jump own',
    ],
    code: 'firewall',
    needs: nft('r'),
  },
  {
    network: 'cable',
    does: 'iptables drops what comes from the sender',
    by: ['b: iptables -A INPUT -s 10.0.0.1/32 -j DROP'],
    to: 'b 10.0.0.2',
    code: 'firewall',
    needs: iptables('b'),
  },
  {
    network: 'router',
    does: 'iptables forwards nothing',
    by: ['r: iptables -P FORWARD DROP'],
    code: 'firewall',
    needs: iptables('r'),
    repairs: 'not alone',
  },
  {
    network: 'nat',
    does: 'the router does not translate',
    by: ['r: nft delete table ip nat'],
    code: 'no-return-route',
    direction: 'back',
  },
  {
    network: 'bridge',
    does: 'the firewall looks at what the bridge passes on',
    by: ['sw: sysctl -qw net.bridge.bridge-nf-call-iptables=1', ...chain('sw', 'forward', 'drop')],
    code: 'firewall',
    needs: ['sw: sysctl net.bridge.bridge-nf-call-iptables', ...nft('sw')],
    repairs: 'not alone',
  },
];
