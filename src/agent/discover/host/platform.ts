import { existsSync } from 'node:fs';
import type { CpuVirtualization } from '../../../model/host.ts';
import { textFile } from './text-file.ts';

/** PRETTY_NAME of os-release(5), quotes removed. */
export function parseDistribution(text: string): string | undefined {
  const value = /^PRETTY_NAME=(.*)$/m.exec(text)?.[1];
  return value?.replace(/^(["'])(.*)\1$/, '$2');
}

/** Vendors and products of DMI tables, in the words of systemd-detect-virt(1). */
const DMI: readonly (readonly [RegExp, string])[] = [
  [/^QEMU/, 'QEMU'],
  [/KVM/, 'KVM'],
  [/^Amazon EC2/, 'Amazon EC2'],
  [/^Google/, 'Google Compute Engine'],
  [/^VMware/i, 'VMware'],
  [/VirtualBox|^innotek|^Oracle/, 'VirtualBox'],
  [/^Xen/, 'Xen'],
  [/^Microsoft/, 'Hyper-V'],
  [/^Parallels/, 'Parallels'],
  [/^Apple Virtualization/, 'Apple Virtualization'],
  [/^DigitalOcean|^Hetzner|^OpenStack/, 'KVM'],
];

/** Name of the hypervisor by DMI text (`vendor product`); undefined for real hardware. */
export function hypervisorFromDmi(texts: readonly string[]): string | undefined {
  return DMI.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1];
}

const BY_CLOCK: Readonly<Record<string, string>> = { kvm: 'KVM', hyperv: 'Hyper-V', xen: 'Xen' };

/** What the kernel runs under; `unknown` when only the processor says that there is something. */
export function hypervisor(cpu: CpuVirtualization): string | undefined {
  const dmi = ['product_name', 'sys_vendor', 'board_vendor', 'bios_vendor'];
  const texts = dmi.flatMap((name) => textFile(`/sys/class/dmi/id/${name}`) ?? []);
  const byClock = BY_CLOCK[/^[a-z]+/.exec(cpu.paravirtualClock ?? '')?.[0] ?? ''];
  const byType = textFile('/sys/hypervisor/type') === 'xen' ? 'Xen' : undefined;
  const found = byType ?? (cpu.guest ? (hypervisorFromDmi(texts) ?? byClock ?? 'unknown') : undefined);
  return found;
}

/** 1 or 2 on the Windows Subsystem for Linux, by the kernel's release text. */
export function wslVersion(release: string): 1 | 2 | undefined {
  if (!/microsoft/i.test(release)) return undefined;
  return /WSL2|microsoft-standard/i.test(release) ? 2 : 1;
}

/** What the agent itself runs in, in the words of systemd-detect-virt(1); undefined outside of a container. */
export function ownContainer(): string | undefined {
  if (existsSync('/.dockerenv')) return 'docker';
  if (existsSync('/run/.containerenv')) return 'podman';
  const environment = textFile('/proc/1/environ')?.split('\0') ?? [];
  const told = environment.find((line) => line.startsWith('container='))?.slice('container='.length);
  return told || textFile('/run/systemd/container') || undefined;
}
