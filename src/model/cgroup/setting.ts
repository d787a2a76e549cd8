import { type Message, message } from '../../base/message.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { formatCpuList, parseCpuList } from './cpu-list.ts';
import { formatCpuMax, parseCpuMax } from './cpu-max.ts';
import { parseDuration } from './duration.ts';
import type { FileFacts, ValueKind } from './interface-file.ts';
import { meantSize, parseSize } from './size.ts';

/** A word of a setting: `10M`, or `rbps=2M` with its key. */
export interface Atom {
  readonly key?: string;
  readonly value: string;
}

/** A file as far as its values go. */
export type ValueFile = FileFacts & {
  /** Keys of a file with several values. */
  readonly keys?: readonly string[];
};

/** Why a value cannot be written. */
export interface ValueFault {
  /** `unit`: it is clear what was meant; `quota`: one of the kernel's rules for cpu.max; `device`: it names none. */
  readonly fault: 'type' | 'range' | 'unit' | 'quota' | 'device';
  readonly message: Message;
  /** The whole value as it was surely meant. */
  readonly better?: string;
}

/** The text to write into the file, or what is wrong. */
export type Expanded = Result<string, ValueFault>;

type Expand = (words: readonly Atom[], file: ValueFile) => Expanded;

/**
 * What is written into a file for a value as a person writes it: units expanded, because many files read `2M` as 2 or
 * refuse it. The device of an io file stays a path: only the host knows its number.
 */
export function expandSetting(file: ValueFile, words: readonly Atom[]): Expanded {
  const expand = EXPAND[file.value];
  return expand ? expand(words, file) : wrong('type', message('{0} is not a setting.', file.file));
}

const EXPAND: Readonly<Partial<Record<ValueKind, Expand>>> = {
  bool: single(bool),
  bytes: single(size),
  'bytes|max': single(size),
  int: single(count),
  'int|max': single(count),
  'percent|max': single(percent),
  enum: single(word),
  'cpu list': single(list),
  'node list': single(list),
  'quota period': cpuMax,
  'int by device': weightByDevice,
  'limits by device': limitsByDevice,
  'target by device': limitsByDevice,
  'bytes by region': byName(size),
  'bytes|max by region': byName(size),
  'int by resource': byName(count),
  'int|max by resource': byName(count),
};

function wrong(fault: ValueFault['fault'], text: Message, better?: string): Expanded {
  return err({ fault, message: text, ...(better !== undefined && { better }) });
}

function textOf(words: readonly Atom[]): string {
  return words.map(({ key, value }) => (key === undefined ? value : `${key}=${value}`)).join(' ');
}

type One = (text: string, file: ValueFile) => Expanded;

/** A file of one value; what was written as several words is looked at as a whole, for what was meant. */
function single(one: One): Expand {
  return (words, file) => one(textOf(words), file);
}

function bool(text: string, { file }: ValueFile): Expanded {
  if (text === '0' || text === '1') return ok(text);
  const on = /^(?:on|yes|true)$/i.test(text);
  const off = /^(?:off|no|false)$/i.test(text);
  return wrong(on || off ? 'unit' : 'type', message('{0} is 0 or 1.', file), on ? '1' : off ? '0' : undefined);
}

const UNLIMITED = /^(?:-1|unlimited|infinity|none)$/i;

function size(text: string, { file, value }: ValueFile): Expanded {
  const mayBeMax = value.includes('max');
  if (text === 'max' && mayBeMax) return ok('max');
  const bytes = parseSize(text);
  if (bytes !== undefined) return inRange(bytes);
  if (UNLIMITED.test(text) && mayBeMax) return wrong('unit', message('No limit is written max.'), 'max');
  const meant = meantSize(text);
  if (meant !== undefined) {
    return wrong(
      'unit',
      message('“{0}” is no size: write {1} (K, M, G and T are powers of 1024).', text, meant),
      meant,
    );
  }
  return wrong('type', message('{0} is a size in bytes, as 10M{1}.', file, mayBeMax ? ', or max' : ''));
}

function inRange(bytes: number): Expanded {
  if (bytes <= Number.MAX_SAFE_INTEGER) return ok(String(bytes));
  return wrong('range', message('That is more than any computer has.'), 'max');
}

function count(text: string, file: ValueFile): Expanded {
  const mayBeMax = file.value.includes('max');
  if (text === 'max' && mayBeMax) return ok('max');
  if (/^-?\d+$/.test(text)) {
    if (text === '-1' && mayBeMax) return wrong('unit', message('No limit is written max.'), 'max');
    return clamp(Number(text), file);
  }
  const us = file.unit === 'us' ? parseDuration(text) : undefined;
  if (us !== undefined) return clamp(us, file);
  if (UNLIMITED.test(text) && mayBeMax) return wrong('unit', message('No limit is written max.'), 'max');
  const meant = parseSize(text.toUpperCase());
  if (meant !== undefined) return wrong('unit', message('{0} is a number without a unit.', file.file), String(meant));
  return wrong('type', message('{0} is a whole number{1}.', file.file, mayBeMax ? ', or max' : ''));
}

function clamp(number: number, { file, least, most }: ValueFile): Expanded {
  if (least !== undefined && number < least) {
    return wrong('range', message('{0} is at least {1}.', file, least), String(least));
  }
  if (most !== undefined && number > most) {
    return wrong('range', message('{0} is at most {1}.', file, most), String(most));
  }
  return ok(String(number));
}

function percent(text: string, file: ValueFile): Expanded {
  if (text === 'max') return ok('max');
  if (/^\d+(?:\.\d{1,2})?$/.test(text)) {
    const clamped = clamp(Number(text), file);
    return clamped.ok ? ok(text) : clamped;
  }
  const bare = /^(\d+(?:\.\d{1,2})?)\s*%$/.exec(text)?.[1];
  return wrong(
    bare === undefined ? 'type' : 'unit',
    message('{0} is a percentage without its sign, as 12.5, or max.', file.file),
    bare,
  );
}

function word(text: string, { file, words = [] }: ValueFile): Expanded {
  if (words.includes(text)) return ok(text);
  const meant = words.find((each) => each.toLowerCase().startsWith(text.toLowerCase()));
  return wrong('type', message('{0} is one of {1}.', file, words.join(', ')), meant);
}

function list(text: string, { file }: ValueFile): Expanded {
  const ids = parseCpuList(text);
  if (ids) return ok(formatCpuList(ids));
  const meant = parseCpuList(
    text
      .trim()
      .replace(/[\s,]+/g, ',')
      .replace(/\.\.|:/g, '-'),
  );
  const better = meant && formatCpuList(meant);
  return wrong(meant ? 'unit' : 'type', message('{0} is a list of numbers, as 0-3,9.', file), better);
}

/** The kernel's rules for quota and period, in µs (kernel/sched/core.c). */
const LEAST_QUOTA = 1000;
const MOST_PERIOD = 1_000_000;

/** Whole CPUs; parts of one are a percentage. */
const CPUS = /^(?:1 cpu|(?:[2-9]|\d\d+) cpus)$/;

function cpuMax(words: readonly Atom[], { file }: ValueFile): Expanded {
  const text = textOf(words);
  const parsed = parseCpuMax(text.split(' '));
  if (!parsed || (/cpus?$/.test(text) && !CPUS.test(text))) {
    const meant = meantCpuMax(text);
    const what = message('{0} is a share as 50% or 2 cpus, a quota and a period in µs, or max.', file);
    return wrong(meant === undefined ? 'type' : 'unit', what, meant);
  }
  const quota = parsed.quota === 'max' ? 'max' : Math.max(LEAST_QUOTA, parsed.quota);
  const period = Math.min(MOST_PERIOD, Math.max(LEAST_QUOTA, parsed.period));
  if (quota === parsed.quota && period === parsed.period) return ok(`${quota} ${period}`);
  const better = parsed.raw ? `${quota} ${period}` : formatCpuMax({ quota, period });
  return wrong('quota', message('The kernel takes a quota of at least 1 ms, and a period of 1 ms to 1 s.'), better);
}

/** `50 %`, `0.5 cpu`, `50pct`, `500m` of Kubernetes, `1.5` of Docker. */
function meantCpuMax(text: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(%|percent|pct|cpus?|cores?|m)$|^(\d+\.\d+)$/i.exec(text.trim());
  if (!match) return /^(?:-1|unlimited|none)$/i.test(text) ? 'max' : undefined;
  const unit = match[2]?.toLowerCase() ?? '';
  const share = Number(match[1] ?? match[3]) / (unit === 'm' ? 1000 : /^(?:%|p)/.test(unit) ? 100 : 1);
  return formatCpuMax({ quota: Math.round(share * 100_000), period: 100_000 });
}

const DEVICE = /^(?:\/dev\/\S+|\d+:\d+)$/;

/** `100`, `default 100`, `8:0 200` (io.weight). */
function weightByDevice(words: readonly Atom[], file: ValueFile): Expanded {
  const texts = textOf(words).split(' ');
  const [first = '', second] = texts;
  if (texts.length === 1) return prefixed('default', count(first, file));
  if (texts.length === 2 && (first === 'default' || DEVICE.test(first))) {
    return prefixed(first, count(second ?? '', file));
  }
  return wrong('type', message('{0} is a number, or a device and a number, as 8:0 200.', file.file));
}

function prefixed(prefix: string, expanded: Expanded): Expanded {
  if (expanded.ok) return ok(`${prefix} ${expanded.value}`);
  const { better, ...fault } = expanded.error;
  // A number alone is that of `default`.
  const whole = better !== undefined && prefix !== 'default' ? `${prefix} ${better}` : better;
  return err(whole === undefined ? fault : { ...fault, better: whole });
}

/** `/dev/sda rbps=2M wiops=100` (io.max), `8:0 target=75ms` (io.latency), `mlx4_0 hca_handle=2` (rdma.max). */
function limitsByDevice(words: readonly Atom[], file: ValueFile): Expanded {
  const [device, ...limits] = words;
  const isRdma = file.controller === 'rdma';
  const example = isRdma
    ? 'mlx4_0 hca_handle=2'
    : file.value === 'target by device'
      ? '8:0 target=75ms'
      : '8:0 rbps=2M';
  const form = message('{0} is a device and its limits, as {1}.', file.file, example);
  if (!device || device.key !== undefined || (!isRdma && !DEVICE.test(device.value))) return wrong('device', form);
  if (limits.length === 0) return wrong('type', form);
  const texts = [device.value];
  for (const { key, value } of limits) {
    if (key === undefined || !file.keys?.includes(key)) return wrong('type', form);
    const expanded = limitOf(key, value, file);
    if (!expanded.ok) return err(inWhole(expanded.error, words, key));
    texts.push(`${key}=${expanded.value}`);
  }
  return ok(texts.join(' '));
}

function limitOf(key: string, value: string, file: ValueFile): Expanded {
  if (key === 'target') return count(value, { ...file, unit: 'us', value: 'int' });
  const isBytes = key.endsWith('bps');
  return isBytes ? size(value, { ...file, value: 'bytes|max' }) : count(value, { ...file, value: 'int|max' });
}

/** A fault of one limit, with the whole value repaired. */
function inWhole({ better, ...fault }: ValueFault, words: readonly Atom[], key: string): ValueFault {
  if (better === undefined) return fault;
  return { ...fault, better: textOf(words.map((each) => (each.key === key ? { key, value: better } : each))) };
}

/** `drm/0000:03:00.0/vram0 8G` (dmem.max), `sev 5` (misc.max). */
function byName(one: One): Expand {
  return (words, file) => {
    const [name, ...rest] = words;
    if (!name || name.key !== undefined || rest.length === 0) {
      return wrong('type', message('{0} is a name and a number.', file.file));
    }
    return prefixed(name.value, one(textOf(rest), file));
  };
}
