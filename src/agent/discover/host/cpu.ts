import type { CpuVirtualization } from '../../../model/host.ts';

/** Words of a `key : words` line of `/proc/cpuinfo` (its first processor). */
function words(cpuinfo: string, key: string): ReadonlySet<string> {
  const line = new RegExp(`^${key}\\s*:\\s*(.*)$`, 'm').exec(cpuinfo)?.[1];
  return new Set(line?.split(/\s+/));
}

function pick<T extends string>(flags: ReadonlySet<string>, ...names: readonly T[]): T | undefined {
  return names.find((name) => flags.has(name));
}

/** kvm-clock, Hyper-V's and Xen's clock sources: the time of a guest without a trap for each reading. */
function paravirtualClock(clocksources: string): string | undefined {
  return clocksources.split(/\s+/).find((name) => /^(?:kvm-clock|hyperv|xen)/.test(name));
}

/**
 * What `/proc/cpuinfo` and the list of clock sources tell of virtualization.
 * Intel lists EPT and VPID under `vmx flags`, older kernels and AMD (NPT, flush by ASID) under `flags`.
 */
export function parseCpu(cpuinfo: string, clocksources: string): CpuVirtualization {
  const flags = new Set([...words(cpuinfo, 'flags'), ...words(cpuinfo, 'vmx flags')]);
  const model = /^model name\s*:\s*(.*)$/m.exec(cpuinfo)?.[1];
  const hardware = pick(flags, 'vmx', 'svm');
  const nestedPaging = pick(flags, 'ept', 'npt');
  const taggedTlb = pick(flags, 'vpid', 'flushbyasid');
  const clock = paravirtualClock(clocksources);
  return {
    guest: flags.has('hypervisor'),
    ...(model !== undefined && { model }),
    ...(hardware && { hardware }),
    ...(nestedPaging && { nestedPaging }),
    ...(taggedTlb && { taggedTlb }),
    ...(clock !== undefined && { paravirtualClock: clock }),
  };
}
