import { type Message, message } from '../../base/message.ts';
import { pathOf } from './cgroup.ts';
import type { EffectiveLimit, Limited } from './effective.ts';
import { roughSize } from './size.ts';

const NAMES: Readonly<Record<Limited, Message>> = {
  memory: message('memory'),
  'memory.high': message('memory before it is slowed down'),
  swap: message('swap'),
  pids: message('tasks'),
  cpu: message('CPUs'),
};

/** `memory: at most 64M, by /shop; 12M left`: what holds for a group, and which one above says so. */
export function limitText({ of, limit, binding, headroom, reachedFirst }: EffectiveLimit, group: string): Message {
  const isSize = of !== 'pids' && of !== 'cpu';
  const show = (value: number) => (isSize ? roughSize(value) : String(Number(value.toFixed(3))));
  const name = NAMES[of];
  if (limit === 'max' || binding === undefined) return message('{0}: no limit', name);
  const by = binding === group ? '' : pathOf(binding);
  const left = headroom === undefined ? '' : show(headroom);
  if (reachedFirst !== undefined) {
    const most =
      by === ''
        ? message('{0}: at most {1}', name, show(limit))
        : message('{0}: at most {1}, by {2}', name, show(limit), by);
    return message('{0}; {1} left in {2}', most, left, pathOf(reachedFirst));
  }
  if (by === '' && left === '') return message('{0}: at most {1}', name, show(limit));
  if (by === '') return message('{0}: at most {1}; {2} left', name, show(limit), left);
  if (left === '') return message('{0}: at most {1}, by {2}', name, show(limit), by);
  return message('{0}: at most {1}, by {2}; {3} left', name, show(limit), by, left);
}
