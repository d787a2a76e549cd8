import { CompletionItemKind } from 'vscode-languageserver-protocol';
import { message } from '../../../base/message.ts';
import { NAMESPACE_KINDS } from '../../../model/namespace.ts';
import { CAPABILITIES } from '../../../model/spec/capability.ts';
import { MOUNT_KINDS, mountKind, usualTarget } from '../../../model/spec/mount-kind.ts';
import { NAMESPACE_DOCS } from '../../../model/spec/namespace-docs.ts';
import { resolvePath } from '../../../model/spec/posix-path.ts';
import { RLIMITS } from '../../../model/spec/rlimit.ts';
import { SYSCTLS, sysctlNamespace } from '../../../model/spec/sysctl.ts';
import { isBridge } from '../../generated/ast.ts';
import { REFERENCES, type Wanted } from '../../references.ts';
import { OPTION_WORDS, SETTING_WORDS } from '../../setting-words.ts';
import { interfacesOf, type Named } from '../../spec-index.ts';
import { addressesOfFile, addressValues, hopValues, networkValues } from './address-values.ts';
import { knobKeys, knobValues } from './knob-values.ts';
import { interfacesAround, placeAround, type Spot, valueOf, valuesOf } from './place.ts';
import type { Proposal } from './proposal.ts';

type Values = (spot: Spot) => readonly Proposal[] | Promise<readonly Proposal[]>;

/** Words of the language that have no meaning of their own. */
function words(...labels: readonly string[]): Values {
  return () => labels.map((label) => ({ label, kind: CompletionItemKind.EnumMember }));
}

/** Some of many possible values. */
function samples(...labels: readonly string[]): Values {
  return () => labels.map((label) => ({ label, kind: CompletionItemKind.Value }));
}

/** What can stand for a property, by rule and name of the grammar. */
const VALUES: Readonly<Record<string, Values>> = {
  ...Object.fromEntries(
    Object.entries(SETTING_WORDS).map(([rule, { property, words: few }]) => [`${rule}.${property}`, words(...few)]),
  ),
  'Address.value': addressValues,
  'Bridge.name': (spot) => freeName(spot, 'br'),
  'Capabilities.caps': (spot) => without(capabilities(), valuesOf(spot, 'Capabilities.caps')),
  'Capabilities.keyword': words('default', 'none', 'all'),
  'Clock.kind': words('monotonic', 'boottime'),
  'Clock.offset': samples('+7d', '+1h', '-1h'),
  'Device.access': words('r', 'rw', 'rwm'),
  'Device.path': samples('/dev/net/tun', '/dev/fuse', '/dev/kvm', '/dev/null'),
  'Env.key': samples('PATH', 'HOME', 'TERM', 'LANG'),
  'Exits.status': samples('0', '1', '137'),
  'Expect.within': samples('5s', '10s', '1m'),
  'Gateway.value': hopValues,
  'IdMap.count': samples('65536', '1'),
  'IdMap.inside': samples('0'),
  'IdMap.kind': words('ids', 'uids', 'gids'),
  'IdMap.outside': outsideIds,
  'Interface.name': (spot) => freeInterface(spot),
  'Ipvlan.parent': parents,
  'Join.kind': kinds,
  'Knob.key': knobKeys,
  'KnobAtom.value': knobValues,
  'Listens.port': samples('80', '443', '8080'),
  'Macvlan.parent': parents,
  'Mount.kind': () =>
    MOUNT_KINDS.map(({ name, doc }) => ({ label: name, kind: CompletionItemKind.EnumMember, detail: doc })),
  'Mount.source': paths,
  'Mount.target': (spot) => samples(usualTarget(valueOf(spot, 'Mount.kind') ?? '') ?? '/mnt', '/tmp', '/srv')(spot),
  'Mtu.value': samples('1500', '9000', '1450', '1280'),
  'Namespaces.kinds': (spot) => without(kinds(), valuesOf(spot, 'Namespaces.kinds')),
  'Nat.dev': (spot) => [{ label: 'default', kind: CompletionItemKind.Keyword }, ...interfaceNames(spot)],
  'Nat.source': networkValues,
  'OomScore.value': samples('0', '-500', '500', '1000'),
  'Option.key': options,
  'Port.dev': parents,
  'Processes.count': samples('1', '2', '0'),
  'Publish.hostPort': samples('8080', '8443'),
  'Publish.port': samples('80', '443', '8080'),
  'Reaches.address': addressesOfFile,
  'Reaches.port': samples('80', '443', '8080'),
  'Rlimit.kind': () =>
    RLIMITS.map(({ name, doc }) => ({ label: name, kind: CompletionItemKind.EnumMember, detail: doc })),
  'Rlimit.soft': samples('unlimited', '1024'),
  'Rlimit.hard': samples('unlimited', '4096'),
  'Rootfs.path': paths,
  'Route.dest': networkValues,
  'Route.via': hopValues,
  'Seccomp.path': paths,
  'Sysctl.key': sysctls,
  'Sysctl.value': samples('1', '0'),
  'UdpPort.value': samples('4789'),
  'User.value': samples('0:0', '1000:1000'),
  'Vlan.parent': parents,
  'Workdir.path': samples('/', '/srv', '/tmp'),
};

/** What can stand for a property: a value, or a name of the file. */
export async function valuesFor(property: string, spot: Spot): Promise<readonly Proposal[]> {
  const [rule = '', name] = property.split('.');
  const [referring, wanted] = REFERENCES[rule] ?? [];
  if (wanted && referring === name) return names(wanted, spot, rule);
  return (await VALUES[property]?.(spot)) ?? [];
}

function names({ is, type }: Wanted, spot: Spot, rule: string): Proposal[] {
  const visible = type === 'Interface' ? interfacesAround(spot) : [...spot.index.byName.values()].flat();
  const own = [valueOf(spot, `${rule}.name`), valueOf(spot, 'Expect.subject'), placeAround(spot)?.name];
  return (visible as readonly Named[])
    .filter((each) => is(each) && !own.includes(each.name))
    .map((each) => ({ label: each.name, kind: CompletionItemKind.Reference, detail: each.$type.toLowerCase() }));
}

function without(proposals: readonly Proposal[], taken: readonly string[]): readonly Proposal[] {
  return proposals.filter(({ label }) => !taken.includes(label));
}

function kinds(): readonly Proposal[] {
  return NAMESPACE_KINDS.map((label) => ({
    label,
    kind: CompletionItemKind.EnumMember,
    detail: NAMESPACE_DOCS[label],
  }));
}

function capabilities(): readonly Proposal[] {
  return CAPABILITIES.map(({ name, doc }) => ({ label: name, kind: CompletionItemKind.EnumMember, detail: doc }));
}

function outsideIds({ environment: { facts } }: Spot): Proposal[] {
  const ranges = facts?.subuids ?? [{ first: 100_000, count: 65_536 }];
  return ranges.map(({ first, count }) => ({
    label: String(first),
    kind: CompletionItemKind.Value,
    detail: `${first}–${first + count - 1}`,
  }));
}

/** Links of the host that can be a parent or a port. */
function parents({ index, environment: { facts } }: Spot): Proposal[] {
  const known = (facts?.links ?? []).filter(({ name }) => name !== 'lo');
  const own = [...index.hosts.flatMap(interfacesOf), ...index.wires.filter(isBridge)];
  return [
    ...known.map(({ name, kind }) => ({ label: name, kind: CompletionItemKind.Reference, detail: kind })),
    ...own.map(({ name }) => ({ label: name, kind: CompletionItemKind.Reference })),
  ];
}

function interfaceNames(spot: Spot): Proposal[] {
  return interfacesAround(spot).map(({ name }) => ({ label: name, kind: CompletionItemKind.Reference }));
}

function freeInterface(spot: Spot): Proposal[] {
  const place = placeAround(spot);
  const taken = new Set(place ? interfacesOf(place).map(({ name }) => name) : []);
  return [firstFree('eth', (name) => taken.has(name))];
}

function freeName({ index }: Spot, stem: string): Proposal[] {
  return [firstFree(stem, (name) => index.byName.has(name))];
}

function firstFree(stem: string, isTaken: (name: string) => boolean): Proposal {
  let count = 0;
  while (isTaken(`${stem}${count}`)) count++;
  return { label: `${stem}${count}`, kind: CompletionItemKind.Value, doc: message('A name that is free.') };
}

/** Options that want a value. */
const WITH_VALUE =
  /^(?:delay|loss|duplicate|corrupt|reorder|rate|limit|size|mode|uid|gid|nr_inodes|hidepid|lowerdir|upperdir|workdir|ptmxmode)$/;

function options(spot: Spot): readonly Proposal[] {
  const { rule } = spot.cursor;
  const kind = mountKind(valueOf(spot, 'Mount.kind') ?? '');
  const labels = OPTION_WORDS[rule ?? ''] ?? kind?.options ?? [];
  const taken = valuesOf(spot, 'Option.key');
  return labels
    .filter((label) => !taken.includes(label))
    .map((label) => ({
      label,
      kind: CompletionItemKind.EnumMember,
      ...(WITH_VALUE.test(label) && { insert: `${label}=` }),
    }));
}

function sysctls(spot: Spot): Proposal[] {
  const isContainer = placeAround(spot)?.$type === 'Container';
  const known = SYSCTLS.filter(({ name }) => isContainer || sysctlNamespace(name) === 'net');
  return known.map(({ name: label, doc: detail }) => ({
    label,
    kind: CompletionItemKind.Property,
    detail,
    insert: `${label} = `,
  }));
}

/** Files and directories below what is written so far, seen from the file. */
async function paths({ cursor, directory, environment: { files } }: Spot): Promise<readonly Proposal[]> {
  const written = cursor.word.before.slice(0, cursor.word.before.lastIndexOf('/') + 1) || './';
  if (!files || directory === undefined) return [];
  const found = (await files.list(resolvePath(directory, written))) ?? [];
  return found
    .filter((name) => /^[^\s"'{}[\],#]+$/.test(name) && !name.startsWith('.'))
    .slice(0, 200)
    .map((name) => ({ label: `${written}${name}`, kind: CompletionItemKind.File }));
}
