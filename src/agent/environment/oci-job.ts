import { readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import { message } from '../../base/message.ts';
import type { Hierarchy } from '../../model/cgroup/hierarchy.ts';
import type { OciRuntime } from '../../model/environment/engine/choose.ts';
import { ociConfig } from '../../model/environment/engine/oci/bundle.ts';
import type { OciDevice, OciMemory, OciSeccomp } from '../../model/environment/engine/oci/config.ts';
import { defaultSeccomp } from '../../model/environment/engine/oci/seccomp.ts';
import { stagingArgv } from '../../model/environment/engine/oci/staging.ts';
import type { Launch } from '../../model/environment/launch.ts';
import { parseMountinfo } from '../../model/mount.ts';
import { resolvePath } from '../../model/spec/posix-path.ts';
import type { SpecContainer } from '../../model/spec/spec.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { readHierarchies } from '../discover/hierarchies.ts';
import { textFile } from '../discover/host/text-file.ts';
import { deviceNumber } from '../run/device-number.ts';
import { refuseLinks } from './root-links.ts';
import type { Job } from './supervisor/job.ts';

/** Largest profile that is read, in bytes. */
const PROFILE_BYTES = 1024 * 1024;
/** About what the kernel tells where there is no limit, in bytes. */
const NO_LIMIT = 2 ** 62;

/** What a supervisor is told of a container that an OCI runtime is to make. @throws ProtocolError for a file that cannot be used */
export function ociJob(launch: Launch, runtime: OciRuntime): NonNullable<Job['oci']> {
  const { container, base, groups } = launch;
  if (container.root.kind === 'directory') refuseLinks(resolvePath(base, container.root.path), container);
  const seccomp = seccompOf(container, base);
  const hierarchies = hierarchiesHere();
  const cgroupsPath = pathOf(groups, hierarchies);
  const memory = memoryOf(groups);
  const config = ociConfig(launch, {
    ...(memory && { memory }),
    devices: container.devices.map(({ path }) => deviceAt(path)),
    forgetsFlags: runtime === 'crun',
    ...(seccomp && { seccomp }),
    ...(cgroupsPath !== undefined && { cgroupsPath }),
  });
  return { config, runtime: runtimeArgv(runtime, groups, hierarchies), staging: stagingArgv(launch) };
}

/**
 * crun refuses a host with both versions of cgroups: it gets a mount namespace without that of v2, and is put into the group
 * there before.
 */
function runtimeArgv(
  runtime: OciRuntime,
  groups: readonly string[],
  hierarchies: readonly Hierarchy[],
): readonly string[] {
  const unified = hierarchies.find(({ version }) => version === 2)?.mount?.path;
  if (runtime !== 'crun' || unified === undefined || hierarchies.length === 1) return [runtime];
  const group = groups.find((each) => each.startsWith(`${unified}/`)) ?? unified;
  const script = 'echo $$ > "$1/cgroup.procs"; umount -l "$2"; shift 2; exec "$@"';
  return ['unshare', '--mount', '--propagation', 'slave', 'sh', '-euc', script, 'isolens', group, unified, runtime];
}

function hierarchiesHere(): readonly Hierarchy[] {
  return readHierarchies(parseMountinfo(textFile('/proc/self/mountinfo') ?? ''), textFile).filter(({ mount }) => mount);
}

/** Where groups are below the mounts of their hierarchies: it is the same in all. */
function pathOf(groups: readonly string[], hierarchies: readonly Hierarchy[]): string | undefined {
  const mounts = hierarchies.flatMap(({ mount }) => mount?.path ?? []);
  const [found] = groups.flatMap((group) => {
    const mount = mounts.filter((path) => group.startsWith(`${path}/`)).sort((a, b) => b.length - a.length)[0];
    return mount === undefined ? [] : group.slice(mount.length);
  });
  return found;
}

/** Groups at the same place in hierarchies where the container has none: a runtime makes them without being asked. */
export function groupsBeside(groups: readonly string[]): readonly string[] {
  const hierarchies = hierarchiesHere();
  const path = pathOf(groups, hierarchies);
  if (path === undefined) return [];
  return hierarchies.map(({ mount }) => `${mount?.path ?? ''}${path}`).filter((group) => !groups.includes(group));
}

/** The limits that a group of v1 has. */
function memoryOf(groups: readonly string[]): OciMemory | undefined {
  const [limit, swap] = ['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes'].map((file) => {
    const value = groups.map((group) => textFile(`${group}/${file}`)).find((text) => text !== undefined);
    return value === undefined || Number(value) >= NO_LIMIT ? undefined : Number(value);
  });
  return limit === undefined ? undefined : { limit, ...(swap !== undefined && { swap }) };
}

function deviceAt(path: string): OciDevice {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  const type = stat?.isCharacterDevice() ? 'c' : stat?.isBlockDevice() ? 'b' : undefined;
  if (stat === undefined || type === undefined) throw new ProtocolError('failed', message('{0} is no device.', path));
  const [major = 0, minor = 0] = deviceNumber(stat.rdev).split(':').map(Number);
  const fileMode = Number(stat.mode & 0o777n);
  return { path, type, major, minor, fileMode, uid: Number(stat.uid), gid: Number(stat.gid) };
}

function seccompOf({ seccomp, capabilities }: SpecContainer, base: string): OciSeccomp | undefined {
  if (!seccomp) return undefined;
  if (seccomp.kind === 'file') return readProfile(resolvePath(base, seccomp.path));
  if (seccomp.name === 'default') return defaultSeccomp(capabilities, os.machine());
  throw new ProtocolError('failed', message('There is no seccomp profile {0}.', seccomp.name));
}

function readProfile(file: string): OciSeccomp {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= PROFILE_BYTES) {
      const profile: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (typeof profile === 'object' && profile !== null && 'defaultAction' in profile) return { ...profile };
    }
  } catch {
    // Said below.
  }
  throw new ProtocolError(
    'failed',
    message('{0} is no seccomp profile.', file),
    message('It must be JSON with defaultAction and syscalls, as the OCI runtime specification has it.'),
  );
}
