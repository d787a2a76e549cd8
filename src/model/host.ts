import type { NamespaceId, NamespaceKind } from './namespace.ts';

/** Identity of a host as an agent sees it: 12 hex digits, stable over reboots; another one inside a container. */
export type HostId = string;

/** A key that is unique over hosts, as every key of the interface is. */
export type HostKey = string;

export function hostKey(host: HostId, id: string): HostKey {
  return `${host}/${id}`;
}

/** What the kernel sits on and what it allows. Absent fields could not be read or do not apply. */
export interface Host {
  readonly id: HostId;
  readonly hostname: string;
  readonly bootId: string;
  /** `uname -s -r -v -m`. */
  readonly kernel: { readonly release: string; readonly version: string; readonly machine: string };
  /** PRETTY_NAME of os-release(5). */
  readonly distribution?: string;
  /** 1 or 2 on the Windows Subsystem for Linux. */
  readonly wsl?: 1 | 2;
  /** What the agent itself runs in: `docker`, `podman`, `lxc`, `systemd-nspawn`, … */
  readonly container?: string;
  readonly hypervisor?: string;
  readonly cpu: CpuVirtualization;
  readonly cgroups: CgroupMode;
  readonly userNamespaces: UserNamespacePolicy;
  /** The agent's rights. */
  readonly agent: AgentRights;
  /** Optional kernel interfaces that were found. */
  readonly features: { readonly nsGetId: boolean; readonly listns: boolean; readonly processEvents: boolean };
  /** The agent's own namespaces. */
  readonly namespaces: Readonly<Partial<Record<NamespaceKind, NamespaceId>>>;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  /** Seconds since the Epoch. */
  readonly bootTime: number;
  /** Clock ticks a second (sysconf(_SC_CLK_TCK)), the unit of a process's start time. */
  readonly clockTicks: number;
}

/** What `/proc/cpuinfo` tells of virtualization. */
export interface CpuVirtualization {
  readonly model?: string;
  /** The processor can run guests: `vmx` (Intel) or `svm` (AMD). */
  readonly hardware?: 'vmx' | 'svm';
  /** Second level address translation: `ept` (Intel) or `npt` (AMD). */
  readonly nestedPaging?: 'ept' | 'npt';
  /** Tagged TLB: `vpid` (Intel) or `flushbyasid` (AMD). */
  readonly taggedTlb?: 'vpid' | 'flushbyasid';
  /** The kernel runs as a guest itself (flag `hypervisor`). */
  readonly guest: boolean;
  /** `kvm-clock`, `hyperv_clocksource_tsc_page`, `xen`: the paravirtual clock in use or available. */
  readonly paravirtualClock?: string;
}

export interface CgroupMode {
  readonly mode: 'v1' | 'v2' | 'hybrid' | 'none';
  /** Mount points of cgroup hierarchies with their controllers; `''` for v2. Raw text. */
  readonly mounts: readonly { readonly path: string; readonly version: 1 | 2; readonly controllers: string }[];
}

export interface UserNamespacePolicy {
  /** `/proc/sys/user/max_user_namespaces`. */
  readonly max?: number;
  /** `kernel.unprivileged_userns_clone` (Debian): absent means the kernel has no such switch. */
  readonly unprivilegedClone?: boolean;
  /** `kernel.apparmor_restrict_unprivileged_userns` (Ubuntu 23.10 and later). */
  readonly apparmorRestricted?: boolean;
}

export interface AgentRights {
  readonly uid: number;
  readonly user?: string;
  /** Effective capabilities, as 16 hex digits (CapEff of `/proc/self/status`). */
  readonly capEff: string;
  readonly noNewPrivs: boolean;
  /** `root`: full rights over this kernel; `root-limited`: uid 0 without CAP_SYS_ADMIN or CAP_SYS_PTRACE, or in a user namespace. */
  readonly level: 'root' | 'root-limited' | 'user';
}
