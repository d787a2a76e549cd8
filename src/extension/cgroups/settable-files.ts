import { fileFacts, type GroupFile } from '../../model/cgroup/file-facts.ts';
import { type FileFacts, filePattern, INTERFACE_FILES } from '../../model/cgroup/interface-file.ts';
import { clearing, isNoLimit } from '../../model/cgroup/restore.ts';
import { formatSize } from '../../model/cgroup/size.ts';
import { V1_FILES } from '../../model/cgroup/v1-file.ts';

/** A file of a group that a person may set. */
export interface SettableFile {
  readonly name: string;
  readonly facts: FileFacts;
  /** What it says now; absent when it can only be written. */
  readonly text?: string;
}

/** Kinds that other commands are for, or that are for programs. */
const OTHERS: readonly string[] = ['pid', 'tid', 'controller list', 'psi'];

/** Files that only matter for the kernel's own interface to programs of long ago. */
const RARE =
  /^(?:cgroup\.(?:kill|event_control|clone_children|type)|release_agent|notify_on_release|memory\.pressure_level)$/;

/** Files of each version in the order in which they are explained: what matters most comes first. */
const ORDER: Readonly<Record<1 | 2, readonly string[]>> = {
  1: [...V1_FILES.map(({ file }) => file), ...INTERFACE_FILES.map(({ v1, file }) => v1?.file ?? file)],
  2: INTERFACE_FILES.map(({ file }) => file),
};

/** By controller, those of the group itself last; in a controller limits before counters that can be set back. */
function rank({ facts, name }: SettableFile, version: 1 | 2): readonly (string | number)[] {
  const isLimit = facts.default !== undefined || / by /.test(facts.value);
  const at = ORDER[version].indexOf(filePattern(name));
  return [
    facts.controller === 'core' ? 1 : 0,
    facts.controller,
    isLimit ? 0 : 1,
    at < 0 ? ORDER[version].length : at,
    name,
  ];
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}

/** The files of a group that can be set, what matters most first. */
export function settableFiles(files: readonly GroupFile[], version: 1 | 2): SettableFile[] {
  const found = files.flatMap(({ name, text }): SettableFile[] => {
    const facts = fileFacts(name, version)?.facts;
    if (!facts || facts.access === 'r' || OTHERS.includes(facts.value) || RARE.test(name)) return [];
    return [{ name, facts, ...(text !== undefined && { text }) }];
  });
  return found.sort((a, b) => compare(rank(a, version), rank(b, version)));
}

/** What a file says now on one line, as a person says it. */
export function shownValue({ facts, text = '' }: SettableFile): string {
  const content = text.trim();
  if (facts.unit === 'bytes' && /^\d+$/.test(content)) return isNoLimit(content) ? '-1' : formatSize(Number(content));
  return content.split('\n').join(', ');
}

/** A value that shows how one is written. */
export function exampleOf({ facts }: SettableFile): string {
  switch (facts.value) {
    case 'bytes':
    case 'bytes|max':
      return '10M';
    case 'quota period':
      return '50%';
    case 'cpu list':
      return '0-1,3';
    case 'node list':
      return '0';
    case 'percent|max':
      return '12.5';
    case 'bytes by device':
      return '/dev/sda 2M';
    case 'int by device':
      return '/dev/sda 100';
    case 'limits by device':
      return facts.controller === 'rdma' ? 'mlx4_0 hca_handle=2' : '/dev/sda rbps=2M wiops=100';
    case 'target by device':
      return '/dev/sda target=75ms';
    case 'device rule':
      return '/dev/null rw';
    case 'bytes by region':
    case 'bytes|max by region':
      return 'drm/0000:03:00.0/vram0 8G';
    case 'int by resource':
    case 'int|max by resource':
      return 'sev 5';
    case 'int by interface':
      return 'eth0 5';
    case 'bytes [swappiness=N]':
      return '64M';
    default:
      return facts.unit === 'us' ? '50ms' : (facts.default ?? '');
  }
}

/** The words that a file takes; undefined for one that takes more than a few. */
export function choicesOf({ facts }: SettableFile): readonly string[] | undefined {
  if (facts.value === 'bool') return facts.least === 1 ? ['1'] : ['0', '1'];
  return facts.value === 'enum' ? facts.words : undefined;
}

/** A limit that is set now, with what takes it away. */
export interface ClearableFile extends SettableFile {
  readonly lines: readonly string[];
}

/** The files that limit something now. */
export function clearableFiles(files: readonly GroupFile[], version: 1 | 2): ClearableFile[] {
  return settableFiles(files, version).flatMap((file) => {
    const lines = clearing(file.facts, version, file.text ?? '');
    const now = shownValue(file);
    return !lines || lines.length === 0 || now === '' || isCleared(now, lines) ? [] : [{ ...file, lines }];
  });
}

/** `oom_kill_disable 0, …` and `max 100000` are as usual, too. */
function isCleared(now: string, lines: readonly string[]): boolean {
  return lines.length === 1 && (now === lines[0] || now.startsWith(`oom_kill_disable ${lines[0]},`));
}
