import type { Forwarding } from '../../../model/network/forwarding.ts';
import { readSmallFile } from '../../kernel/fd.ts';
import type { AllSettings } from './parse-forwarding.ts';
import { present } from './values.ts';

/** Settings of a network namespace that netlink does not tell. */
export interface Sysctls {
  readonly all: AllSettings;
  readonly others: Pick<
    Forwarding,
    'icmpEchoIgnoreAll' | 'icmp6EchoIgnoreAll' | 'bridgeNetfilter' | 'bridgeNetfilter6'
  >;
}

/** Of the network namespace that the calling thread is in: /proc/sys/net shows that one. What cannot be read is as the kernel begins. */
export function readSysctls(): Sysctls {
  const all = (name: string) => setting(`ipv4/conf/all/${name}`) ?? 0;
  const isOn = (value: number | undefined) => (value === undefined ? undefined : value !== 0);
  return {
    all: {
      rpFilter: 0,
      proxyArp: false,
      acceptLocal: all('accept_local') !== 0,
      routeLocalnet: all('route_localnet') !== 0,
      arpIgnore: all('arp_ignore'),
      arpFilter: all('arp_filter') !== 0,
    },
    others: present({
      icmpEchoIgnoreAll: isOn(setting('ipv4/icmp_echo_ignore_all')),
      icmp6EchoIgnoreAll: isOn(setting('ipv6/icmp/echo_ignore_all')),
      bridgeNetfilter: isOn(setting('bridge/bridge-nf-call-iptables')),
      bridgeNetfilter6: isOn(setting('bridge/bridge-nf-call-ip6tables')),
    }),
  };
}

function setting(name: string): number | undefined {
  const text = readSmallFile(`/proc/sys/net/${name}`);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}
