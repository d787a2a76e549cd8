import type { Mount } from './mount.ts';
import type { CgroupMembership } from './process.ts';

/** `docker:3f2a…`, `systemd:ssh.service`: runtime and its own id. */
export type ContainerId = string;

export type ContainerRuntime =
  | 'docker'
  | 'podman'
  | 'containerd'
  | 'cri-o'
  | 'kubernetes'
  | 'lxc'
  | 'systemd-nspawn'
  | 'systemd'
  | 'runc'
  | 'crun';

/** A container, machine or systemd unit that processes belong to. */
export interface Container {
  readonly id: ContainerId;
  readonly runtime: ContainerRuntime;
  /** The runtime's own id or name: 64 hex digits, machine name, unit name. Raw text. */
  readonly nativeId: string;
  /** Name given by a person, where it could be read. Raw text. */
  readonly name?: string;
  /** Uid of the Kubernetes pod. */
  readonly pod?: string;
  /** `container`, `machine` (has an init system), or `unit` (a systemd service or scope: not a container, but often with its own namespaces). */
  readonly category: 'container' | 'machine' | 'unit';
  /** Where it was recognised. */
  readonly evidence: 'cgroup' | 'mounts' | 'runtime-state';
}

/** A container that runc or crun keeps in its state directory (`/run/runc`, `/run/crun`). */
export interface RuntimeState {
  readonly runtime: 'runc' | 'crun';
  readonly id: string;
  /** Pid of its first process. */
  readonly pid: number;
}

type Recognised = Omit<Container, 'id' | 'evidence'>;

function container(runtime: ContainerRuntime, nativeId: string, pod?: string): Recognised {
  return { runtime, nativeId, category: 'container', ...(pod && { pod }) };
}

function machine(runtime: ContainerRuntime, nativeId: string): Recognised {
  return { runtime, nativeId, category: 'machine' };
}

/** systemd escapes `-` in unit names as `\x2d` (systemd.unit(5)). */
export function unescapeUnit(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const HEX64 = '[0-9a-f]{64}';
const POD =
  '(?:^|/)(?:kubepods[^/]*/)?(?:[^/]*/)*?(?:kubepods(?:-[a-z]+)?-)?pod([0-9a-f]{8}[-_][0-9a-f_-]+|[0-9a-f]{32})(?:\\.slice)?/';

/** The first rule that matches a cgroup path wins. */
const CGROUP_RULES: readonly { readonly pattern: RegExp; readonly make: (match: RegExpExecArray) => Recognised }[] = [
  {
    pattern: new RegExp(`${POD}(?:cri-containerd-|crio-|docker-)?(${HEX64})(?:\\.scope)?`),
    make: (m) => container('kubernetes', m[2] ?? '', m[1]?.replaceAll('_', '-')),
  },
  { pattern: new RegExp(`/(?:docker-|docker/)(${HEX64})(?:\\.scope)?`), make: (m) => container('docker', m[1] ?? '') },
  { pattern: new RegExp(`/libpod-(${HEX64})(?:\\.scope)?`), make: (m) => container('podman', m[1] ?? '') },
  { pattern: new RegExp(`/cri-containerd-(${HEX64})\\.scope`), make: (m) => container('containerd', m[1] ?? '') },
  { pattern: new RegExp(`/crio-(${HEX64})\\.scope`), make: (m) => container('cri-o', m[1] ?? '') },
  { pattern: new RegExp(`/(?:nerdctl-)(${HEX64})\\.scope`), make: (m) => container('containerd', m[1] ?? '') },
  {
    pattern: new RegExp(`^/(?:default|k8s\\.io|moby|buildkit)/([\\w.-]+)$`),
    make: (m) => container('containerd', m[1] ?? ''),
  },
  { pattern: /\/lxc\.payload[./]([^/]+)/, make: (m) => machine('lxc', m[1] ?? '') },
  { pattern: /^\/lxc\/([^/]+)/, make: (m) => machine('lxc', m[1] ?? '') },
  {
    pattern: /\/systemd-nspawn@([^/]+)\.service\/payload/,
    make: (m) => machine('systemd-nspawn', unescapeUnit(m[1] ?? '')),
  },
  {
    pattern: /\/machine-([^/]+)\.scope(?:\/payload|$|\/init\.scope|\/system\.slice)/,
    make: (m) => machine('systemd-nspawn', unescapeUnit(m[1] ?? '')),
  },
  { pattern: /\/runc-([^/]+)\.scope/, make: (m) => container('runc', unescapeUnit(m[1] ?? '')) },
  { pattern: /\/crun-([^/]+)\.scope/, make: (m) => container('crun', unescapeUnit(m[1] ?? '')) },
];

/** The innermost service or scope; the user manager and session scopes only tell who is logged in, so they do not count. */
function unitOf(path: string): Recognised | undefined {
  const units = path.split('/').filter((part) => /\.(service|scope)$/.test(part));
  const unit = units.findLast((part) => !/^(user@\d+\.service|session-[^/]+\.scope|init\.scope)$/.test(part));
  return unit ? { runtime: 'systemd', nativeId: unescapeUnit(unit), category: 'unit' } : undefined;
}

function withId(recognised: Recognised, evidence: Container['evidence']): Container {
  return { id: `${recognised.runtime}:${recognised.nativeId}`, ...recognised, evidence };
}

/** Recognises the container of a process by the paths of its cgroups; containers before systemd units. */
export function containerFromCgroups(cgroups: readonly CgroupMembership[]): Container | undefined {
  const paths = [...new Set(cgroups.map((group) => group.path))].filter((path) => path !== '/');
  for (const { pattern, make } of CGROUP_RULES) {
    for (const path of paths) {
      const match = pattern.exec(path);
      if (match) return withId(make(match), 'cgroup');
    }
  }
  const unit = paths.map(unitOf).find((found) => found !== undefined);
  return unit && withId(unit, 'cgroup');
}

/** What a runtime mounts into its containers; tried on the `root` field of each mount. */
const MOUNT_RULES: typeof CGROUP_RULES = [
  {
    pattern: new RegExp(`/docker/containers/(${HEX64})/(?:hostname|hosts|resolv\\.conf)$`),
    make: (m) => container('docker', m[1] ?? ''),
  },
  { pattern: new RegExp(`/overlay-containers/(${HEX64})/userdata/`), make: (m) => container('podman', m[1] ?? '') },
  {
    pattern: new RegExp(`/io\\.containerd\\.grpc\\.v1\\.cri/(?:sandboxes|containers)/(${HEX64})/`),
    make: (m) => container('containerd', m[1] ?? ''),
  },
  { pattern: /\/systemd\/nspawn\/propagate\/([^/]+)$/, make: (m) => machine('systemd-nspawn', m[1] ?? '') },
  { pattern: /\/pods\/([0-9a-f-]{36})\/etc-hosts$/, make: (m) => container('kubernetes', `pod-${m[1]}`, m[1]) },
];

/** Recognises the container of a mount namespace by what its runtime mounts there. */
export function containerFromMounts(mounts: readonly Pick<Mount, 'root'>[]): Container | undefined {
  for (const { pattern, make } of MOUNT_RULES) {
    for (const mount of mounts) {
      const match = pattern.exec(mount.root);
      if (match) return withId(make(match), 'mounts');
    }
  }
  return undefined;
}

/** A container of runc or crun that no engine above them claims. */
export function containerFromRuntimeState(state: RuntimeState): Container {
  return withId(container(state.runtime, state.id), 'runtime-state');
}

/** `web (docker)`, `3f2a1b9c0d1e (podman)`: how a person calls it. Raw text. */
export function containerLabel(c: Container): string {
  const id = /^[0-9a-f]{64}$/.test(c.nativeId) ? c.nativeId.slice(0, 12) : c.nativeId;
  return c.category === 'unit' ? id : `${c.name ?? id} (${c.runtime})`;
}
