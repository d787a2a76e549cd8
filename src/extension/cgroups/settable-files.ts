import { fileFacts, type GroupFile } from '../../model/cgroup/file-facts.ts';
import type { FileFacts } from '../../model/cgroup/interface-file.ts';
import { clearing, isNoLimit } from '../../model/cgroup/restore.ts';
import { formatSize } from '../../model/cgroup/size.ts';

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

/** The files of a group that can be set, by controller and name; those of cgroups themselves last. */
export function settableFiles(files: readonly GroupFile[], version: 1 | 2): SettableFile[] {
  const found = files.flatMap(({ name, text }): SettableFile[] => {
    const facts = fileFacts(name, version)?.facts;
    if (!facts || facts.access === 'r' || OTHERS.includes(facts.value) || RARE.test(name)) return [];
    return [{ name, facts, ...(text !== undefined && { text }) }];
  });
  const rank = ({ facts, name }: SettableFile) => `${facts.controller === 'core' ? 1 : 0}${facts.controller} ${name}`;
  return found.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
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
