import type { NamespaceKind } from '../model/namespace.ts';
import {
  type ResolvedSpec,
  SPEC_VERSION,
  type SpecBridge,
  type SpecCgroup,
  type SpecContainer,
  type SpecEnd,
  type SpecInterface,
  type SpecMount,
  type SpecNamespace,
  type SpecNetwork,
  type SpecPublish,
  type SpecRoot,
  type SpecRoute,
  type SpecSetting,
  type SpecSysctl,
  type SpecVeth,
  type SpecVxlan,
  type SpecWire,
} from '../model/spec/spec.ts';
import { readExpectation } from './expectation-reader.ts';
import { invalid } from './fields.ts';
import { flag, list, number, object, oneOf, optional, type Reader, record, text } from './reader.ts';

/** So many things of one kind are in a spec, at the most. */
const MANY = 20_000;

/** Text that a pattern takes: what is given to commands and paths has no other signs. */
function matching(pattern: RegExp, what: string): Reader<string> {
  const any = text();
  return (value, place) => {
    const found = any(value, place);
    if (!pattern.test(found)) throw invalid(place, what);
    return found;
  };
}

/** A name of the file: of a netns, container, group or wire. */
const name = matching(/^[A-Za-z_][\w.-]{0,200}$/, 'a name of letters, digits, “_”, “.” and “-”');
/** Of an interface (dev_valid_name() of the kernel), and nothing that a command takes for an option. */
const device = matching(/^(?!-)(?!\.{1,2}$)[^\s/:\u0000-\u001f"'`$\\]{1,15}$/, 'the name of an interface');
const environment = matching(/^[A-Za-z0-9_-]{1,200}$/, 'the name of an environment');
/** Addresses, networks, hardware addresses. */
const address = matching(/^[0-9A-Fa-f:.]+(?:\/\d{1,3})?$/, 'an address');
const network = matching(/^(?:default|[0-9A-Fa-f:.]+(?:\/\d{1,3})?)$/, 'a network or default');
const file = matching(/^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)+$/, 'the name of a file of a cgroup');
const key = matching(/^(?!-)[A-Za-z0-9_][\w./-]*$/, 'a system setting');
/** One line, as files of the kernel take it. */
const line = matching(/^[^\u0000\n]*$/, 'one line');
/** Whatever a person writes: argv, paths, values. */
const words = matching(/^[^\u0000]*$/, 'text without zero bytes');
const word = matching(/^(?!-)[^\s\u0000]+$/, 'a word');

const setting = object<SpecSetting>({ file, value: line, written: optional(line) });
const sysctl = object<SpecSysctl>({ key, value: line });
const cgroup = object<SpecCgroup>({ name, parent: optional(name), settings: list(setting, MANY) });

const wired = { name, mtu: optional(number), netem: optional(list(word, 100)) };
const end = object<SpecEnd>({ network: name, interface: device });
const veth: Reader<SpecVeth> = (value, place) => {
  const read = object<Omit<SpecVeth, 'ends'> & { readonly ends: readonly SpecEnd[] }>({
    ...wired,
    kind: oneOf('veth'),
    ends: list(end, 2),
  })(value, place);
  const [a, b] = read.ends;
  if (!a || !b) throw invalid(`${place}.ends`, 'two ends');
  return { ...read, ends: [a, b] };
};
const bridge = object<SpecBridge>({
  ...wired,
  kind: oneOf('bridge'),
  network: name,
  addresses: list(address, MANY),
  stp: flag,
  vlanFiltering: flag,
  ports: list(object<SpecBridge['ports'][number]>({ dev: device, vlan: optional(number), tagged: flag }), MANY),
});
const vxlan = object<SpecVxlan>({
  ...wired,
  kind: oneOf('vxlan'),
  id: number,
  local: optional(address),
  remote: optional(address),
  port: number,
});
const onParent = object<Extract<SpecWire, { mode: string }>>({
  ...wired,
  kind: oneOf('macvlan', 'ipvlan'),
  parent: device,
  mode: word,
});
const vlan = object<Extract<SpecWire, { kind: 'vlan' }>>({ ...wired, kind: oneOf('vlan'), parent: device, id: number });

const wire: Reader<SpecWire> = (value, place) => {
  const kinds = ['veth', 'bridge', 'vxlan', 'macvlan', 'ipvlan', 'vlan'] as const;
  const { kind } = object<{ kind: (typeof kinds)[number] }>({ kind: oneOf(...kinds) })(value, place);
  switch (kind) {
    case 'veth':
      return veth(value, place);
    case 'bridge':
      return bridge(value, place);
    case 'vxlan':
      return vxlan(value, place);
    case 'vlan':
      return vlan(value, place);
    default:
      return onParent(value, place);
  }
};

const route = object<SpecRoute>({
  to: network,
  family: oneOf(4, 6),
  via: optional(address),
  dev: optional(device),
  type: oneOf('unicast', 'blackhole', 'unreachable'),
});

const interfaces = object<SpecInterface>({
  name: device,
  wire: optional(name),
  peer: optional(device),
  addresses: list(address, MANY),
  mac: optional(address),
  mtu: optional(number),
  vlan: optional(number),
});

const networks = object<SpecNetwork>({
  name,
  kind: oneOf('host', 'netns', 'container'),
  interfaces: list(interfaces, MANY),
  routes: list(route, MANY),
  nat: list(object({ from: address, via: device }), MANY),
  publish: list(
    object<SpecPublish>({ hostPort: number, target: name, address: optional(address), port: number }),
    MANY,
  ),
  sysctls: list(sysctl, MANY),
  dns: list(address, 100),
});

const joins: Reader<SpecNamespace> = (value, place) => {
  const { kind } = object({ kind: oneOf('host', 'new', 'join', 'path', 'process') })(value, place);
  switch (kind) {
    case 'join':
      return object({ kind: oneOf('join'), of: name })(value, place);
    case 'path':
      return object({ kind: oneOf('path'), path: words })(value, place);
    case 'process':
      return object({ kind: oneOf('process'), pid: number })(value, place);
    default:
      return { kind };
  }
};

const namespaces = object<Readonly<Record<NamespaceKind, SpecNamespace>>>({
  pid: joins,
  mnt: joins,
  net: joins,
  ipc: joins,
  uts: joins,
  user: joins,
  cgroup: joins,
  time: joins,
});

const root: Reader<SpecRoot> = (value, place) => {
  const { kind } = object({ kind: oneOf('host', 'directory') })(value, place);
  if (kind === 'host') return { kind };
  return object({ kind: oneOf('directory'), path: words, options: list(word, 100) })(value, place);
};

const mount = object<SpecMount>({
  kind: word,
  source: optional(words),
  target: optional(words),
  options: list(words, 100),
});

const range = object({ inside: number, outside: number, count: number });

const container = object<SpecContainer>({
  name,
  root,
  image: optional(words),
  namespaces,
  hostname: optional(line),
  uidMap: list(range, 340),
  gidMap: list(range, 340),
  clocks: object<SpecContainer['clocks']>({ monotonic: optional(number), boottime: optional(number) }),
  mounts: list(mount, MANY),
  capabilities: list(word, 100),
  noNewPrivileges: flag,
  env: record(words, MANY),
  workdir: words,
  user: object({ uid: number, gid: number }),
  command: list(words, MANY),
  cgroup: optional(name),
  settings: list(setting, MANY),
  rlimits: list(object({ name: word, soft: word, hard: word }), 100),
  devices: list(object({ path: words, access: word }), MANY),
  oomScoreAdj: optional(number),
  seccomp: optional((value, place) => {
    const { kind } = object({ kind: oneOf('profile', 'file') })(value, place);
    return kind === 'profile'
      ? object({ kind: oneOf('profile'), name: word })(value, place)
      : object({ kind: oneOf('file'), path: words })(value, place);
  }),
  sysctls: list(sysctl, MANY),
  after: list(name, MANY),
});

/** A spec that comes over a border, with nothing in it that is not part of its form. @throws ProtocolError invalid */
export const readSpec: Reader<ResolvedSpec> = object<ResolvedSpec>({
  version: oneOf(SPEC_VERSION),
  environment,
  cgroups: list(cgroup, MANY),
  wires: list(wire, MANY),
  networks: list(networks, MANY),
  containers: list(container, MANY),
  expectations: list(readExpectation, MANY),
});
