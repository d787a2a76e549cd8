/**
 * A file like those people write, only longer: racks of a bridge, a router and containers with profiles, groups,
 * comments and blank lines. It has at least `lines` lines and no mistake.
 */
export function largeSpec(lines: number): string {
  const parts = ['environment large\n', HEAD];
  let count = lineCount(parts.join('\n'));
  for (let at = 0; count < lines; at++) {
    const part = rack(at);
    parts.push(part);
    count += lineCount(part) + 1;
  }
  return parts.join('\n');
}

function lineCount(text: string): number {
  return text.split('\n').length - 1;
}

const HEAD = `# What all of them have in common.
profile base {
  rootfs ./rootfs/alpine
  namespaces [pid, net, mnt, ipc, uts, cgroup]
  mount standard
  mount tmpfs at /tmp [size=64M, mode=1777]
  capabilities [CAP_NET_BIND_SERVICE, CAP_CHOWN]
  env PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
}

cgroup all { memory.max = 900G }
`;

const CONTAINERS_IN_A_RACK = 5;

function rack(at: number): string {
  const net = `10.${at >> 8}.${at & 255}`;
  const containers = Array.from({ length: CONTAINERS_IN_A_RACK }, (_, index) => container(at, index, net));
  return `# Rack ${at}: a bridge with its router, and what runs on it.
bridge lan-${at} in router-${at} { address ${net}.1/24 }

netns router-${at} {
  sysctl net.ipv4.ip_forward = 1
}

cgroup rack-${at} in all {
  memory.max = 2G
  pids.max = 2000  # for all of the rack
  io.max = /dev/sda rbps=20M wiops=1200
}

${containers.join('\n')}`;
}

function container(at: number, index: number, net: string): string {
  return `container app-${at}-${index} {
  use base
  cgroup rack-${at}
  hostname app-${at}-${index}
  limits { memory.max = 128M  cpu.weight = ${100 + index * 10} }

  # Its own address on the bridge of the rack.
  interface eth0 on lan-${at} {
    address ${net}.${10 + index}/24
    gateway ${net}.1
    mtu 1500
  }
  mount bind ./data/${at}/${index} at /srv [ro, nosuid]
  env ROLE = "app"
  command ["httpd", "-f", "-p", "80"]${index > 0 ? `\n  after app-${at}-${index - 1}` : ''}
}
`;
}
