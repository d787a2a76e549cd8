import { readdirSync, readFileSync } from 'node:fs';
import type { Container, RuntimeState } from '../../model/container.ts';

/** What tells the first process of a container in the directory that runc and crun keep for each. */
const STATES = [
  { runtime: 'runc', file: 'state.json', field: 'init_process_pid' },
  { runtime: 'crun', file: 'status', field: 'pid' },
] as const;

/** `/run`, and the runtime directories of users: in a login session they are used also by root. */
function runtimeDirs(): string[] {
  return ['/run', ...list('/run/user').map((uid) => `/run/user/${uid}`)];
}

/** Reads a JSON file of the host; undefined when it is absent, unreadable or no object. */
function readJson(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** The containers that runc and crun themselves keep. */
export function runtimeStates(): RuntimeState[] {
  const dirs = runtimeDirs();
  return STATES.flatMap(({ runtime, file, field }) =>
    dirs.flatMap((dir) =>
      list(`${dir}/${runtime}`).flatMap((id) => {
        const pid = readJson(`${dir}/${runtime}/${id}/${file}`)?.[field];
        return typeof pid === 'number' && pid > 0 ? [{ runtime, id, pid }] : [];
      }),
    ),
  );
}

function dockerName(id: string): string | undefined {
  const name = readJson(`/var/lib/docker/containers/${id}/config.v2.json`)?.['Name'];
  return typeof name === 'string' ? name.replace(/^\//, '') : undefined;
}

/** podman's static directory holds the OCI config, whose annotations carry no name; the storage index does. */
function podmanName(id: string): string | undefined {
  const roots = [
    '/var/lib/containers/storage',
    ...list('/home').map((home) => `/home/${home}/.local/share/containers/storage`),
  ];
  for (const root of roots) {
    const index: unknown = Object.values(
      readJson(`${root}/overlay-containers/containers.json`) ??
        readJson(`${root}/vfs-containers/containers.json`) ??
        {},
    );
    const row = Array.isArray(index) ? index.find((item: unknown) => isNamed(item) && item.id === id) : undefined;
    if (isNamed(row)) return row.names?.[0];
  }
  return undefined;
}

function isNamed(item: unknown): item is { id: string; names?: readonly string[] } {
  return typeof item === 'object' && item !== null && 'id' in item && (!('names' in item) || Array.isArray(item.names));
}

/** The kubelet links `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log`. */
function kubernetesName(id: string): string | undefined {
  const file = list('/var/log/containers').find((name) => name.endsWith(`-${id}.log`));
  const [pod, namespace, rest] = file?.split('_') ?? [];
  return pod && namespace && rest ? `${namespace}/${pod}/${rest.slice(0, -(id.length + 5))}` : undefined;
}

/** The name a person gave a container, from the files of its engine; undefined where there is none or it cannot be read. */
export function containerName(container: Container): string | undefined {
  switch (container.runtime) {
    case 'docker':
      return dockerName(container.nativeId);
    case 'podman':
      return podmanName(container.nativeId);
    case 'kubernetes':
      return kubernetesName(container.nativeId);
    default:
      return undefined;
  }
}
