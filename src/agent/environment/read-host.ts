import { accessSync, constants, existsSync, statSync } from 'node:fs';
import type { Hierarchy } from '../../model/cgroup/hierarchy.ts';
import type { OrdinaryUser, PlanHost } from '../../model/environment/host.ts';
import { parseMountinfo } from '../../model/mount.ts';
import type { ResolvedSpec } from '../../model/spec/spec.ts';
import { parseSubordinateIds } from '../discover/facts/subordinate-ids.ts';
import { readHierarchies } from '../discover/hierarchies.ts';
import { userNamespacePolicy } from '../discover/host/rights.ts';
import { textFile } from '../discover/host/text-file.ts';
import { Users } from '../discover/users.ts';
import { deviceNumber } from '../run/device-number.ts';
import { runtimeDirectory } from '../run/runtime-directory.ts';
import { hasTool } from '../run/tool.ts';

/** Tools that resources are made with, and that a host may not have. */
const TOOLS = [
  'ip',
  'nft',
  'tc',
  'bridge',
  'sysctl',
  'nsenter',
  'unshare',
  'setpriv',
  'mount',
  'systemd-run',
  'hostname',
  'newuidmap',
  'newgidmap',
];

/**
 * What plans must know of this host, as it is now.
 * @param who whether it is for this user, or for root
 */
export function readPlanHost(spec: ResolvedSpec, stateDir: string, who: 'self' | 'root' = 'self'): PlanHost {
  const mounts = parseMountinfo(textFile('/proc/self/mountinfo') ?? '');
  const hierarchies = readHierarchies(mounts, textFile).filter(({ mount }) => mount && !mount.readOnly);
  const isRoot = process.geteuid?.() === 0;
  const user = isRoot || who === 'root' ? undefined : ordinaryUser();
  const manager = user ? userManager(user) : '/';
  const systemd = existsSync('/run/systemd/system');
  const pureV2 = hierarchies.length === 1 && hierarchies[0]?.version === 2;
  const usable = user ? [] : isRoot ? hierarchies.filter(isWritable) : hierarchies;
  const byUnit = systemd && pureV2 && manager !== undefined;
  return {
    hierarchies: byUnit ? hierarchies.map((each) => handedTo(manager, each)) : usable,
    groups: byUnit ? 'unit' : usable.length > 0 ? 'root' : 'none',
    ...(user && { user }),
    manager: manager ?? '/',
    devices: deviceNumbers(spec),
    stateDir,
    cpus: textFile('/sys/devices/system/cpu/online') ?? '0',
    memoryNodes: textFile('/sys/devices/system/node/online') ?? '0',
    missing: TOOLS.filter((name) => !hasTool(name)),
  };
}

/** Who this program runs as, when that is not root. */
export function ordinaryUser(): OrdinaryUser {
  const [uid, gid] = [process.geteuid?.() ?? -1, process.getegid?.() ?? -1];
  const users = new Users();
  users.refresh();
  const given = (file: string) => parseSubordinateIds(textFile(file) ?? '', uid, users.name(uid));
  return {
    uid,
    gid,
    subuids: given('/etc/subuid'),
    subgids: given('/etc/subgid'),
    oomScoreAdj: Number(textFile('/proc/self/oom_score_adj') ?? 0),
    policy: userNamespacePolicy(),
  };
}

function isWritable({ mount }: Hierarchy): boolean {
  try {
    accessSync(mount?.path ?? '', constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The user's systemd has what the one of the host hands to it. */
function handedTo(manager: string, hierarchy: Hierarchy): Hierarchy {
  const controllers = textFile(`${hierarchy.mount?.path}${manager}/cgroup.controllers`);
  return { ...hierarchy, controllers: controllers?.split(' ').filter(Boolean) ?? hierarchy.controllers };
}

/** The group of the systemd of this user, which is asked by its bus: `/user.slice/user-1000.slice/user@1000.service`. */
function userManager({ uid }: OrdinaryUser): string | undefined {
  const manager = `/user.slice/user-${uid}.slice/user@${uid}.service`;
  const bus = `${runtimeDirectory(uid, process.env) ?? ''}/bus`;
  return existsSync(`/sys/fs/cgroup${manager}`) && existsSync(bus) ? manager : undefined;
}

/** Numbers of the devices that settings name. */
function deviceNumbers(spec: ResolvedSpec): Readonly<Record<string, string>> {
  const words = [...spec.cgroups, ...spec.containers].flatMap(({ settings }) =>
    settings.flatMap(({ value }) => value.split(' ').filter((word) => word.startsWith('/dev/'))),
  );
  const found = words.flatMap((path): [string, string][] => {
    const rdev = statSync(path, { throwIfNoEntry: false, bigint: true })?.rdev;
    return rdev === undefined ? [] : [[path, deviceNumber(rdev)]];
  });
  return Object.fromEntries(found);
}
