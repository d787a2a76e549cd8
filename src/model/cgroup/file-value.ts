import { message } from '../../base/message.ts';
import { err, ok } from '../../base/result.ts';
import { type Atom, type Expanded, expandSetting, type ValueFile } from './setting.ts';

/**
 * What is written into a file of a group of that version for a value as a person writes it: sizes, times and shares
 * expanded. A device stays a path where one was given: only the host knows its number.
 */
export function expandValue(file: ValueFile, version: 1 | 2, text: string): Expanded {
  const trimmed = text.trim();
  const words = trimmed.split(/\s+/);
  if (/[\n\r\0]/.test(trimmed)) return fault(file, 'type', 'one line');
  if (version === 1 && file.default === '-1') return withoutLimit(file, trimmed, words);
  switch (file.value) {
    case 'cpu list':
    case 'node list':
      return trimmed === '' && version === 2 ? ok('') : expandSetting(file, atoms(words));
    case 'bytes by device':
      return byDevice(file, words, 'bytes');
    case 'int by device':
      return version === 1 ? byDevice(file, words, 'int') : expandSetting(file, atoms(words));
    case 'int by interface':
      return byInterface(file, words);
    case 'device rule':
      return deviceRule(file, words);
    case 'bytes [swappiness=N]':
      return reclaim(file, words);
    case 'text':
      return ok(trimmed);
    case 'map':
      return /^\d+:\d+( [a-z]+=\S+)+$/.test(words.join(' '))
        ? ok(words.join(' '))
        : fault(file, 'type', '8:0 key=value');
    case 'int':
      return file.file === 'net_cls.classid' ? classId(file, trimmed) : expandSetting(file, atoms(words));
    default:
      return expandSetting(file, atoms(words));
  }
}

function atoms(words: readonly string[]): Atom[] {
  return words.map((word) => {
    const at = word.indexOf('=');
    return at > 0 ? { key: word.slice(0, at), value: word.slice(at + 1) } : { value: word };
  });
}

function fault(file: ValueFile, kind: 'type' | 'unit' | 'device', example: string, better?: string): Expanded {
  const text = message('{0} is written as {1}.', file.file, example);
  return err({ fault: kind, message: text, ...(better !== undefined && { better }) });
}

const UNLIMITED = /^(?:max|unlimited|infinity|none)$/i;

/** Limits of v1, which -1 takes away. */
function withoutLimit(file: ValueFile, text: string, words: readonly string[]): Expanded {
  if (text === '-1') return ok('-1');
  if (!UNLIMITED.test(text)) return expandSetting(file, atoms(words));
  return err({ fault: 'unit', message: message('In v1 no limit is written -1.'), better: '-1' });
}

const DEVICE = /^(?:\/\S+|\d+:\d+)$/;

/** `8:0 2M`, `/dev/sda 2M`: the kernel reads `2M` as 2. */
function byDevice(file: ValueFile, [device = '', ...rest]: readonly string[], value: 'bytes' | 'int'): Expanded {
  const example = value === 'bytes' ? '8:0 2M' : '8:0 100';
  if (!DEVICE.test(device)) return fault(file, 'device', example);
  if (rest.length === 0) return fault(file, 'type', example);
  const expanded = expandSetting({ ...file, value }, atoms(rest));
  if (expanded.ok) return ok(`${device} ${expanded.value}`);
  const { better, ...why } = expanded.error;
  return err({ ...why, ...(better !== undefined && { better: `${device} ${better}` }) });
}

function byInterface(file: ValueFile, [name, priority, ...rest]: readonly string[]): Expanded {
  if (name === undefined || priority === undefined || rest.length > 0) return fault(file, 'type', 'eth0 5');
  const expanded = expandSetting({ ...file, value: 'int' }, [{ value: priority }]);
  return expanded.ok ? ok(`${name} ${expanded.value}`) : expanded;
}

/** `c 1:3 rw`, `b *:* m`, `a` for all, or the path of a node instead of kind and number. */
function deviceRule(file: ValueFile, words: readonly string[]): Expanded {
  const [first = '', second = '', third = ''] = words;
  const rights = /^(?=.)r?w?m?$/;
  if (words.length === 1 && first === 'a') return ok('a');
  if (words.length === 2 && first.startsWith('/') && rights.test(second)) return ok(`${first} ${second}`);
  const isRule = /^[abc]$/.test(first) && /^(?:\d+|\*):(?:\d+|\*)$/.test(second) && rights.test(third);
  return isRule && words.length === 3 ? ok(words.join(' ')) : fault(file, 'type', 'c 1:3 rwm');
}

/** `64M`, `64M swappiness=10`. */
function reclaim(file: ValueFile, [size = '', ...rest]: readonly string[]): Expanded {
  const expanded = expandSetting({ ...file, value: 'bytes' }, [{ value: size }]);
  if (!expanded.ok || rest.length === 0) return expanded;
  const [swappiness = ''] = rest;
  const isRight = rest.length === 1 && /^swappiness=(?:\d{1,3}|max)$/.test(swappiness);
  return isRight ? ok(`${expanded.value} ${swappiness}`) : fault(file, 'type', '64M swappiness=10');
}

/** `0x100001`, or `10:1` as tc(8) writes the same handle; the kernel gives it back as a decimal number. */
function classId(file: ValueFile, text: string): Expanded {
  const handle = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(text);
  if (handle) return ok(String(Number.parseInt(handle[1] ?? '', 16) * 0x1_0000 + Number.parseInt(handle[2] ?? '', 16)));
  const number = /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) : undefined;
  return number === undefined ? fault(file, 'type', '10:1') : expandSetting(file, [{ value: String(number) }]);
}
