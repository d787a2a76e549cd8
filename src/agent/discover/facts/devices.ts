import { existsSync, readdirSync } from 'node:fs';
import type { HostFacts } from '../../../model/spec/host-facts.ts';

type BlockDevice = NonNullable<HostFacts['blockDevices']>[number];

const BLOCK = '/sys/class/block';
const HUGEPAGES = '/sys/kernel/mm/hugepages';

/** Names in a directory; undefined when it cannot be read. */
function names(dir: string): readonly string[] | undefined {
  try {
    return readdirSync(dir);
  } catch {
    return undefined;
  }
}

/** Yields after each name: a host may have thousands. */
function* each<T>(dir: string, of: (name: string) => T): Generator<void, readonly T[] | undefined> {
  const found = names(dir);
  if (!found) return undefined;
  const items: T[] = [];
  for (const name of found) {
    items.push(of(name));
    yield;
  }
  return items;
}

/** Disks and their partitions. In sysfs `!` stands for the `/` of a name. */
export function readBlockDevices(): Generator<void, readonly BlockDevice[] | undefined> {
  return each(BLOCK, (name): BlockDevice => {
    return { path: `/dev/${name.replaceAll('!', '/')}`, partition: existsSync(`${BLOCK}/${name}/partition`) };
  });
}

/** Sizes of huge pages as the files of hugetlb are named after them. */
export function readHugepageSizes(): readonly string[] | undefined {
  return names(HUGEPAGES)?.flatMap((name) => {
    const kib = Number(/^hugepages-(\d+)kB$/.exec(name)?.[1]);
    return kib > 0 ? [hugepageSuffix(kib)] : [];
  });
}

/** `2MB` of 2048 KiB. */
export function hugepageSuffix(kib: number): string {
  if (kib >= 1024 * 1024) return `${Math.floor(kib / 1024 / 1024)}GB`;
  return kib >= 1024 ? `${Math.floor(kib / 1024)}MB` : `${kib}KB`;
}
