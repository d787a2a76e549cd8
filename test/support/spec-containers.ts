import { NAMESPACE_KINDS, type NamespaceKind } from '../../src/model/namespace.ts';
import { DEFAULT_CAPABILITIES } from '../../src/model/spec/capability.ts';
import type { SpecContainer, SpecNamespace } from '../../src/model/spec/spec.ts';

/** Namespaces of a container: those kinds are new, the others the host's. */
export function newKinds(...kinds: readonly NamespaceKind[]): Readonly<Record<NamespaceKind, SpecNamespace>> {
  const entries = NAMESPACE_KINDS.map((kind) => [kind, { kind: kinds.includes(kind) ? 'new' : 'host' }]);
  return Object.fromEntries(entries) as Record<NamespaceKind, SpecNamespace>;
}

/** Ids inside are those from 100000 on outside. */
export const MAPPED = [{ inside: 0, outside: 100_000, count: 65_536 }] as const;

/** A container that sleeps in namespaces of its own, with the root of the host. */
export const SIMPLE: SpecContainer = {
  name: 'box',
  root: { kind: 'host' },
  namespaces: newKinds('pid', 'mnt', 'net', 'ipc', 'uts', 'cgroup'),
  uidMap: [],
  gidMap: [],
  clocks: {},
  mounts: [{ kind: 'standard', options: [] }],
  capabilities: DEFAULT_CAPABILITIES,
  noNewPrivileges: true,
  env: { PATH: '/bin' },
  workdir: '/',
  user: { uid: 0, gid: 0 },
  command: ['sleep', '1000'],
  settings: [],
  rlimits: [],
  devices: [],
  sysctls: [],
  after: [],
};
