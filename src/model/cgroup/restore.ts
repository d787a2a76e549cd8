import type { ValueFile } from './setting.ts';

/**
 * What is to be written so that a file says again what it said before a write.
 * @param before its content then
 * @param written the text of the write, expanded
 * @returns lines, each a write of its own; undefined when nothing takes the write back
 */
export function restoring(
  file: ValueFile,
  version: 1 | 2,
  before: string,
  written: string,
): readonly string[] | undefined {
  const content = before.trim();
  const [first = ''] = written.split(' ');
  switch (file.value) {
    case 'bool':
      return file.access === 'w' ? undefined : one(firstNumber(content));
    case 'bytes':
    case 'int':
      // A counter or a mark that was set back.
      if (file.default === undefined) return undefined;
      return [file.default === '-1' && isNoLimit(content) ? '-1' : content];
    case 'bytes|max':
    case 'int|max':
    case 'percent|max':
    case 'quota period':
    case 'text':
    case 'cpu list':
    case 'node list':
      return [content];
    case 'enum':
      return one(word(file, content));
    case 'int by device':
    case 'bytes by device':
    case 'limits by device':
    case 'target by device':
    case 'int by interface':
    case 'int by resource':
    case 'int|max by resource':
    case 'bytes by region':
    case 'bytes|max by region':
    case 'map':
      return one(lineOf(content, first) ?? nothingFor(file, version, first));
    default:
      return undefined;
  }
}

/** What is to be written so that a file limits nothing any more; undefined when it has no such state. */
export function clearing(file: ValueFile, version: 1 | 2, content: string): readonly string[] | undefined {
  const lines = content.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] ?? []);
  switch (file.value) {
    case 'cpu list':
    case 'node list':
      return version === 2 ? [''] : undefined;
    case 'int by device':
    case 'bytes by device':
    case 'limits by device':
    case 'target by device':
    case 'int by interface':
    case 'int by resource':
    case 'int|max by resource':
    case 'bytes by region':
    case 'bytes|max by region':
      return lines.filter(Boolean).flatMap((name) => one(nothingFor(file, version, name)) ?? []);
    default:
      return file.access === 'rw' ? one(file.default) : undefined;
  }
}

function one(line: string | undefined): readonly string[] | undefined {
  return line === undefined ? undefined : [line];
}

/** The kernel shows no limit as the largest number of pages, in bytes: 2⁶³ less a page. */
export function isNoLimit(content: string): boolean {
  return Number(content) >= 2 ** 63 - 2 ** 16;
}

/** `memory.oom_control` has more lines than the switch. */
function firstNumber(content: string): string | undefined {
  return /\d+/.exec(content)?.[0];
}

/** `root` of `root invalid (…)`, `FROZEN` of `FREEZING`. */
function word({ words = [] }: ValueFile, content: string): string | undefined {
  if (content === 'FREEZING') return 'FROZEN';
  return words
    .toSorted((a, b) => b.length - a.length)
    .find((each) => content === each || content.startsWith(`${each} `));
}

function lineOf(content: string, name: string): string | undefined {
  return content
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.trim();
}

/** The line that takes away what is set for one device, resource or interface. */
function nothingFor(file: ValueFile, version: 1 | 2, name: string): string | undefined {
  switch (file.value) {
    case 'limits by device':
      return `${name} ${(file.keys ?? []).map((key) => `${key}=max`).join(' ')}`;
    case 'target by device':
      return `${name} target=0`;
    case 'int|max by resource':
    case 'bytes|max by region':
      return `${name} ${file.default ?? 'max'}`;
    case 'int by device':
      if (version === 1) return `${name} 0`;
      return name === 'default' ? file.default : `${name} default`;
    case 'map':
      return undefined;
    default:
      return `${name} 0`;
  }
}
