import { type Message, message } from '../../base/message.ts';
import type { EffectiveLimit } from '../../model/cgroup/effective.ts';
import { roughSize } from '../../model/cgroup/size.ts';
import { pathOf } from './group-tree.ts';

/** `memory: at most 64M, by /shop; 12M left`: what holds for a group, and which one above says so. */
export function limitText({ of, limit, binding, headroom, reachedFirst }: EffectiveLimit, group: string): Message {
  const isSize = of !== 'pids' && of !== 'cpu';
  const show = (value: number) => (isSize ? roughSize(value) : String(Number(value.toFixed(3))));
  if (limit === 'max' || binding === undefined) return message('{0}: no limit', of);
  const by = binding === group ? '' : pathOf(binding);
  const left = headroom === undefined ? '' : show(headroom);
  if (reachedFirst !== undefined) {
    const most =
      by === ''
        ? message('{0}: at most {1}', of, show(limit))
        : message('{0}: at most {1}, by {2}', of, show(limit), by);
    return message('{0}; {1} left in {2}', most, left, pathOf(reachedFirst));
  }
  if (by === '' && left === '') return message('{0}: at most {1}', of, show(limit));
  if (by === '') return message('{0}: at most {1}; {2} left', of, show(limit), left);
  if (left === '') return message('{0}: at most {1}, by {2}', of, show(limit), by);
  return message('{0}: at most {1}, by {2}; {3} left', of, show(limit), by, left);
}
