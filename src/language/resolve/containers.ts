import { parseDuration } from '../../model/cgroup/duration.ts';
import { parseSize } from '../../model/cgroup/size.ts';
import { type IdMapRange, NAMESPACE_KINDS, type NamespaceKind } from '../../model/namespace.ts';
import { CAPABILITIES, capability, DEFAULT_CAPABILITIES } from '../../model/spec/capability.ts';
import { usualTarget } from '../../model/spec/mount-kind.ts';
import type { SpecContainer, SpecMount, SpecNamespace, SpecRoot } from '../../model/spec/spec.ts';
import { sysctlNamespace } from '../../model/spec/sysctl.ts';
import { ownKinds } from '../container-namespaces.ts';
import {
  type Capabilities,
  type Clock,
  type Container,
  isAfter,
  isCapabilities,
  isClock,
  isCommand,
  isDevice,
  isEnv,
  isHostname,
  isImage,
  isJoin,
  isMount,
  isNoNewPrivs,
  isOomScore,
  isRlimit,
  isRootfs,
  isSeccomp,
  isSysctl,
  isUser,
  isWorkdir,
  type Join,
  type Mount,
  type Option,
  type Rootfs,
} from '../generated/ast.ts';
import { idMappings } from '../id-maps.ts';
import { DEFAULT_PATH } from '../root-of.ts';
import { groupOf, type SpecIndex, settingOf, statementsOf } from '../spec-index.ts';
import { resolveSettings } from './cgroups.ts';

/** All containers of a file in the order in which they start. */
export function resolveContainers({ containers }: SpecIndex): SpecContainer[] {
  return startOrder(containers.filter(({ name }) => name !== undefined)).map(container);
}

/** Those that others come after first, else as in the file; ends in cycles. */
function startOrder(containers: readonly Container[]): Container[] {
  const ordered = new Set<Container>();
  const visit = (container: Container, above: readonly Container[]): void => {
    if (ordered.has(container) || above.includes(container)) return;
    for (const before of [...afterOf(container), ...joinedBy(container)]) visit(before, [...above, container]);
    ordered.add(container);
  };
  for (const each of containers) visit(each, []);
  return [...ordered];
}

function afterOf(container: Container): Container[] {
  return statementsOf(container)
    .filter(isAfter)
    .flatMap(({ target }) => target?.ref ?? []);
}

/** A namespace can be joined when its container runs. */
function joinedBy(container: Container): Container[] {
  return statementsOf(container)
    .filter(isJoin)
    .flatMap(({ target }) => (target?.ref?.$type === 'Container' ? target.ref : []));
}

function container(node: Container): SpecContainer {
  const statements = statementsOf(node);
  const image = settingOf(node, isImage)?.ref;
  const hostname = settingOf(node, isHostname)?.value;
  const cgroup = groupOf(node)?.name;
  const score = settingOf(node, isOomScore)?.value;
  const seccomp = settingOf(node, isSeccomp);
  return {
    name: node.name,
    root: rootOf(settingOf(node, isRootfs)),
    ...(image !== undefined && { image }),
    namespaces: namespacesOf(node),
    ...(hostname !== undefined && { hostname }),
    uidMap: mapOf(node, 'uids'),
    gidMap: mapOf(node, 'gids'),
    clocks: Object.fromEntries(statements.filter(isClock).map(clockOf)),
    mounts: statements.filter(isMount).map(mountOf),
    capabilities: capabilitiesOf(settingOf(node, isCapabilities)),
    noNewPrivileges: settingOf(node, isNoNewPrivs)?.on !== 'off',
    env: { PATH: DEFAULT_PATH, ...Object.fromEntries(statements.filter(isEnv).map(({ key, value }) => [key, value])) },
    workdir: settingOf(node, isWorkdir)?.path ?? '/',
    user: userOf(settingOf(node, isUser)?.value),
    command: settingOf(node, isCommand)?.args ?? [],
    ...(cgroup !== undefined && { cgroup }),
    settings: resolveSettings(node),
    rlimits: statements.filter(isRlimit).map(({ kind, soft, hard }) => ({ name: kind, soft, hard: hard ?? soft })),
    devices: statements.filter(isDevice).map(({ path, access }) => ({ path, access: access ?? 'rw' })),
    ...(score !== undefined && { oomScoreAdj: Number(score) }),
    ...(seccomp && {
      seccomp:
        seccomp.path === undefined
          ? { kind: 'profile' as const, name: seccomp.profile ?? 'default' }
          : { kind: 'file' as const, path: seccomp.path },
    }),
    sysctls: statements
      .filter(isSysctl)
      .filter(({ key }) => sysctlNamespace(key) !== 'net')
      .map(({ key, value }) => ({ key, value })),
    after: afterOf(node).map(({ name }) => name),
  };
}

function rootOf(rootfs: Rootfs | undefined): SpecRoot {
  if (rootfs?.path === undefined) return { kind: 'host' };
  return { kind: 'directory', path: rootfs.path, options: rootfs.options.map(optionText) };
}

function namespacesOf(node: Container): Readonly<Record<NamespaceKind, SpecNamespace>> {
  const own = ownKinds(node);
  const joins = new Map(
    statementsOf(node)
      .filter(isJoin)
      .map((join) => [join.kind, join]),
  );
  const choose = (kind: NamespaceKind): SpecNamespace => {
    const join = joins.get(kind);
    return join ? joined(join) : { kind: own.has(kind) ? 'new' : 'host' };
  };
  return Object.fromEntries(NAMESPACE_KINDS.map((kind) => [kind, choose(kind)])) as Record<
    NamespaceKind,
    SpecNamespace
  >;
}

function joined({ path, pid, target }: Join): SpecNamespace {
  if (path !== undefined) return { kind: 'path', path };
  if (pid !== undefined) return { kind: 'process', pid: Number(pid) };
  const place = target?.ref;
  return place && place.$type !== 'Host' ? { kind: 'join', of: place.name } : { kind: 'host' };
}

function mapOf(node: Container, kind: 'uids' | 'gids'): IdMapRange[] {
  return idMappings(node, kind).map(({ inside, outside }) => ({
    inside: inside.first,
    outside: outside.first,
    count: inside.count,
  }));
}

function clockOf({ kind, offset }: Clock): [string, number] {
  const us = parseDuration(offset.replace(/^[+-]/, '')) ?? 0;
  return [kind, offset.startsWith('-') ? -us : us];
}

function mountOf({ kind, source, target, options }: Mount): SpecMount {
  const at = target ?? usualTarget(kind);
  return {
    kind,
    ...(source !== undefined && { source }),
    ...(at !== undefined && { target: at }),
    options: options.map(optionText),
  };
}

/** `size=64M` in bytes: not every file system reads units. */
function optionText({ key, value }: Option): string {
  if (value === undefined) return key;
  const bytes = key === 'size' ? parseSize(value) : undefined;
  return `${key}=${bytes ?? value}`;
}

function capabilitiesOf(node: Capabilities | undefined): string[] {
  if (!node || node.keyword === 'default') return [...DEFAULT_CAPABILITIES];
  if (node.keyword === 'all') return CAPABILITIES.map(({ name }) => name).toSorted();
  return [...new Set(node.caps.filter((name) => capability(name)))].toSorted();
}

/** `1000:100`; `1000` is the group too. */
function userOf(value: string | undefined): SpecContainer['user'] {
  const [uid = '0', gid = uid] = value?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}
