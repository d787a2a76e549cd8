import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import os from 'node:os';
import type { Host, HostId } from '../../../model/host.ts';
import type { Mount } from '../../../model/mount.ts';
import { INITIAL_INODES } from '../../../model/namespace.ts';
import { withFd } from '../../kernel/fd.ts';
import * as libc from '../../kernel/libc.ts';
import { hasListns } from '../../kernel/listns.ts';
import { nsGetId } from '../../kernel/nsfs.ts';
import { readBootTime } from './boot-time.ts';
import { cgroupMode } from './cgroup-mode.ts';
import { parseCpu } from './cpu.ts';
import { hypervisor, ownContainer, parseDistribution, wslVersion } from './platform.ts';
import { agentRights, userNamespacePolicy } from './rights.ts';
import { textFile } from './text-file.ts';

const SC_CLK_TCK = 2;

/** Facts that can change while the agent runs come from outside. */
export interface HostSources {
  /** Mounts of the agent's own mount namespace. */
  readonly mounts: readonly Mount[];
  readonly user: string | undefined;
  readonly namespaces: Host['namespaces'];
  readonly processEvents: boolean;
}

/**
 * Stable over reboots where the host has a machine-id(5); inside another pid namespace it differs from the
 * host's, also when the container shares the machine-id.
 */
function hostId(bootId: string): HostId {
  const machine = textFile('/etc/machine-id') || bootId;
  const pid = pidNamespace();
  const scope = pid === `pid:[${INITIAL_INODES.pid}]` ? '' : pid;
  return createHash('sha256').update(`isolens ${machine} ${scope}`).digest('hex').slice(0, 12);
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function hasNsGetId(): boolean {
  try {
    return withFd('/proc/self/ns/uts', nsGetId) !== undefined;
  } catch {
    return false;
  }
}

/** Reads what the kernel sits on. Nothing throws: what cannot be read is absent. */
export function readHost({ mounts, user, namespaces, processEvents }: HostSources): Host {
  const clocks = textFile('/sys/devices/system/clocksource/clocksource0/available_clocksource') ?? '';
  const cpu = parseCpu(textFile('/proc/cpuinfo') ?? '', clocks);
  const bootId = textFile('/proc/sys/kernel/random/boot_id') ?? '';
  const distribution = parseDistribution(textFile('/etc/os-release') ?? textFile('/usr/lib/os-release') ?? '');
  const wsl = wslVersion(os.release());
  const container = ownContainer();
  const under = hypervisor(cpu);
  return {
    id: hostId(bootId),
    hostname: os.hostname(),
    bootId,
    kernel: { release: os.release(), version: os.version(), machine: os.machine() },
    ...(distribution !== undefined && { distribution }),
    ...(wsl !== undefined && { wsl }),
    ...(container !== undefined && { container }),
    ...(under !== undefined && { hypervisor: under }),
    cpu,
    cgroups: cgroupMode(mounts),
    userNamespaces: userNamespacePolicy(),
    agent: agentRights(user),
    features: { nsGetId: hasNsGetId(), listns: hasListns(), processEvents },
    namespaces,
    cpus: os.availableParallelism(),
    memory: os.totalmem(),
    bootTime: readBootTime() ?? 0,
    clockTicks: libc.sysconf(SC_CLK_TCK),
  };
}
