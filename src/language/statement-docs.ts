import { type Message, message } from '../base/message.ts';

/** What a statement is, for completion, hover and the reference. */
export interface StatementDoc {
  /** Its shape: words as they are written, values in capitals, optional parts in brackets. */
  readonly form: string;
  readonly doc: Message;
  /** What completion puts in, as a snippet; by default its word and a blank. */
  readonly snippet?: string;
}

const BLOCK = '{\n  $0\n}';

/** All statements, by the rule of the grammar. */
export const STATEMENT_DOCS: Readonly<Record<string, StatementDoc>> = {
  Spec: {
    form: 'environment NAME',
    doc: message('Names the environment; without it the name of the file does.'),
    snippet: 'environment ${1:name}',
  },
  Netns: {
    form: 'netns NAME { … }',
    doc: message('A network namespace with a name, as “ip netns add” makes it.'),
    snippet: `netns \${1:name} ${BLOCK}`,
  },
  Host: {
    form: 'host { … }',
    doc: message('The network of the host itself: its ends of cables, routes, NAT, published ports.'),
    snippet: `host ${BLOCK}`,
  },
  Container: {
    form: 'container NAME { … }',
    doc: message('A process with namespaces, a group with limits and perhaps a root file system of its own.'),
    snippet: `container \${1:name} ${BLOCK}`,
  },
  Profile: {
    form: 'profile NAME { … }',
    doc: message('Statements for several containers, which take them over with “use”.'),
    snippet: `profile \${1:name} ${BLOCK}`,
  },
  Cgroup: {
    form: 'cgroup NAME [in GROUP] { FILE = VALUE … }',
    doc: message('A control group: what is below it shares its limits.'),
    snippet: `cgroup \${1:name} ${BLOCK}`,
  },
  Veth: {
    form: 'veth NAME [{ … }]',
    doc: message('A cable: exactly two interfaces are on it, one at each end.'),
    snippet: 'veth ${1:cable}',
  },
  Bridge: {
    form: 'bridge NAME [in PLACE] [{ … }]',
    doc: message('A switch: any number of interfaces are on it. With an address its place is on it too.'),
    snippet: 'bridge ${1:br0} { address ${2:10.0.0.1/24} }',
  },
  Macvlan: {
    form: 'macvlan NAME parent LINK [mode MODE] [{ … }]',
    doc: message('Interfaces with hardware addresses of their own on a network card of the host.'),
    snippet: 'macvlan ${1:name} parent ${2:eth0}',
  },
  Ipvlan: {
    form: 'ipvlan NAME parent LINK [mode MODE] [{ … }]',
    doc: message('Interfaces that share the hardware address of a network card of the host.'),
    snippet: 'ipvlan ${1:name} parent ${2:eth0}',
  },
  Vlan: {
    form: 'vlan NAME parent LINK id ID [{ … }]',
    doc: message('A VLAN (802.1Q) of a network card of the host.'),
    snippet: 'vlan ${1:name} parent ${2:eth0} id ${3:100}',
  },
  Vxlan: {
    form: 'vxlan NAME { id ID remote ADDRESS … }',
    doc: message('A tunnel of Ethernet over UDP to another machine (RFC 7348).'),
    snippet: 'vxlan ${1:name} {\n  id ${2:42}\n  remote ${3:192.0.2.1}\n}',
  },
  Interface: {
    form: 'interface NAME [on WIRE] [{ … }]',
    doc: message('A network interface of this place, on a wire.'),
    snippet: 'interface ${1:eth0} on ',
  },
  Address: {
    form: 'address ADDRESS/LENGTH',
    doc: message('An IPv4 or IPv6 address with the length of the prefix of its network.'),
  },
  Gateway: {
    form: 'gateway ADDRESS',
    doc: message('Where packets go for which there is no other route: the default route.'),
  },
  Mtu: { form: 'mtu BYTES', doc: message('The largest packet, in bytes; 1500 if nothing is said.') },
  Mac: { form: 'mac ADDRESS', doc: message('The hardware address: six bytes as 02:00:00:00:00:01.') },
  Peer: {
    form: 'peer NAME',
    doc: message('The name of the other end, beside the bridge; derived if nothing is said.'),
  },
  TagVlan: { form: 'vlan ID', doc: message('The VLAN of this port, on a bridge with vlan_filtering.') },
  Port: {
    form: 'port LINK [vlan ID [tagged]]',
    doc: message('Makes a link that is there already a port of the bridge.'),
  },
  Stp: { form: 'stp on|off', doc: message('The spanning tree protocol, against loops; off if nothing is said.') },
  VlanFiltering: {
    form: 'vlan_filtering on|off',
    doc: message('Keeps VLANs apart on this bridge; off if nothing is said.'),
  },
  Vni: { form: 'id ID', doc: message('The number of the network in the tunnel, up to 16777215.') },
  Local: { form: 'local ADDRESS', doc: message('The address from which the tunnel goes.') },
  Remote: { form: 'remote ADDRESS', doc: message('The other end of the tunnel, or a multicast group.') },
  UdpPort: { form: 'port PORT', doc: message('The UDP port of the tunnel; 4789 if nothing is said.') },
  Netem: {
    form: 'netem [delay=TIME, loss=PERCENT, …]',
    doc: message('Makes the cable slow or lossy, as tc-netem(8) does.'),
    snippet: 'netem [delay=${1:10ms}]',
  },
  Route: {
    form: 'route NETWORK via ADDRESS [dev INTERFACE] | dev INTERFACE | blackhole | unreachable',
    doc: message('A way to a network that is not on a wire of this place. “gateway” says the default route.'),
  },
  Nat: {
    form: 'nat from NETWORK via INTERFACE|default',
    doc: message('Packets of the network leave with the address of the interface (masquerading).'),
  },
  Publish: {
    form: 'publish PORT to PLACE port PORT',
    doc: message('What arrives at a port of this place goes on to a port of another.'),
    snippet: 'publish ${1:8080} to ',
  },
  Sysctl: {
    form: 'sysctl NAME = VALUE',
    doc: message('A setting of the kernel that this namespace has of its own, as sysctl(8) writes it.'),
  },
  Dns: { form: 'dns ADDRESS', doc: message('A name server for what runs here.') },
  Rootfs: {
    form: 'rootfs host | rootfs DIRECTORY [OPTIONS]',
    doc: message('The root directory: that of the host, or one of its own, entered by pivot_root(2).'),
  },
  Image: {
    form: 'image "REFERENCE"',
    doc: message('The image that stands for the root file system in exports; it is not used on this host.'),
    snippet: 'image "${1:docker.io/library/busybox:latest}"',
  },
  Namespaces: {
    form: 'namespaces [KIND, …]',
    doc: message('The namespaces that it has of its own: pid, net, mnt, ipc, uts, user, cgroup, time.'),
    snippet: 'namespaces [$0]',
  },
  Join: {
    form: 'join KIND of PLACE | of path "FILE" | of process PID',
    doc: message('Enters the namespace of another place, of a file, or of a process, instead of a new one.'),
  },
  Hostname: { form: 'hostname NAME', doc: message('The name of the host inside; needs a uts namespace.') },
  IdMap: {
    form: 'map ids|uids|gids FIRST to host FIRST count COUNT',
    doc: message('Which ids inside are which outside, in a user namespace.'),
    snippet: 'map ${1|ids,uids,gids|} ${2:0} to host ${3:100000} count ${4:65536}',
  },
  Clock: {
    form: 'clock monotonic|boottime OFFSET',
    doc: message('Moves a clock of a time namespace, as +7d or -90s.'),
  },
  Mount: {
    form: 'mount standard | mount KIND [SOURCE] at TARGET [OPTIONS]',
    doc: message('Mounts a file system inside; “standard” is /proc, /sys and /dev as container runtimes have them.'),
  },
  Capabilities: {
    form: 'capabilities default|none|all | capabilities [CAP_…, …]',
    doc: message('What root inside may do (capabilities(7)); 14 of them if nothing is said.'),
  },
  NoNewPrivs: {
    form: 'no_new_privs on|off',
    doc: message('Whether set-user-ID programs give no rights; on if nothing is said.'),
  },
  Env: { form: 'env NAME = "VALUE"', doc: message('An environment variable.'), snippet: 'env ${1:NAME} = "$2"' },
  Workdir: { form: 'workdir DIRECTORY', doc: message('The working directory inside; / if nothing is said.') },
  User: { form: 'user UID[:GID]', doc: message('Who the command runs as, inside; 0:0 if nothing is said.') },
  Command: {
    form: 'command ["PROGRAM", "ARGUMENT", …]',
    doc: message('What runs, and its arguments: no shell reads them.'),
    snippet: 'command ["${1:sh}"]',
  },
  CgroupRef: { form: 'cgroup GROUP', doc: message('The group that the own one of the container is below.') },
  Limits: {
    form: 'limits { FILE = VALUE … }',
    doc: message('Files of the own group of the container, as memory.max = 64M.'),
    snippet: `limits ${BLOCK}`,
  },
  Rlimit: {
    form: 'rlimit NAME SOFT [HARD]',
    doc: message('A limit of each process (getrlimit(2)), as nofile 1024 4096.'),
  },
  Use: { form: 'use PROFILE', doc: message('Takes over the statements of a profile; own ones replace them.') },
  After: { form: 'after CONTAINER', doc: message('Starts when the other one has started.') },
  Device: { form: 'device FILE [rwm]', doc: message('Gives a device of the host: to read, write or make it.') },
  OomScore: {
    form: 'oom_score_adj NUMBER',
    doc: message('From -1000 to 1000: who is killed first when memory runs out.'),
  },
  Seccomp: {
    form: 'seccomp default | seccomp FILE',
    doc: message('Filters system calls, by the profile of container runtimes or one in a file.'),
  },
  Expect: {
    form: 'expect NAME [not] … [within TIME]',
    doc: message(
      'What is tested when the environment is up. It may take five seconds until it is so, or the time told; with “not” it is not so at any time.',
    ),
  },
  Reaches: {
    form: 'reaches PLACE|ADDRESS [port PORT]',
    doc: message('A ping from the place comes to the other and back; with a port a connection of TCP is made.'),
  },
  Listens: {
    form: 'listens PORT',
    doc: message('A program listens on the TCP port in the network namespace of the place.'),
  },
  OomKilled: {
    form: 'oom_killed',
    doc: message('The kernel has killed a process of the container or group, as a limit of memory was reached.'),
  },
  Processes: {
    form: 'processes COUNT',
    doc: message('So many processes are in the container, or in the group and those below it.'),
  },
  Exits: {
    form: 'exits [STATUS]',
    doc: message('The command of the container has ended; 128 and the number of the signal where one killed it.'),
  },
  Knob: { form: 'FILE = VALUE', doc: message('Writes a file of the group (cgroups(7)).') },
};
