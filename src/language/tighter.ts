import type { Cgroup, Knob } from './generated/ast.ts';
import { ancestorsOf, bytesOf, cpuMaxOf, type KnobOwner, numberOf, settingsOf } from './knobs.ts';

/** Limits that hold for all below, each as a number. */
const LIMITS: Readonly<Record<string, (knob: Knob) => number | undefined>> = {
  'memory.max': bytesOf,
  'memory.high': bytesOf,
  'memory.swap.max': bytesOf,
  'pids.max': numberOf,
  'cpu.max': (knob) => {
    const max = cpuMaxOf(knob);
    return typeof max?.quota === 'number' ? max.quota / max.period : undefined;
  },
};

export interface Tighter {
  readonly group: Cgroup;
  readonly knob: Knob;
}

/** The nearest group above with a lower limit than a setting of a group says; undefined for what is no such limit. */
export function tighterAbove(owner: KnobOwner, knob: Knob): Tighter | undefined {
  const limit = LIMITS[knob.key]?.(knob);
  return limit === undefined ? undefined : below(owner, knob.key, limit)[0];
}

/** The lowest of these limits on the way up: it holds. The setting itself may say `max`. */
export function binding(owner: KnobOwner, knob: Knob): Tighter | undefined {
  const number = LIMITS[knob.key];
  const own = number?.(knob) ?? Number.POSITIVE_INFINITY;
  const lower = number ? below(owner, knob.key, own) : [];
  return lower.toSorted((a, b) => (number?.(a.knob) ?? 0) - (number?.(b.knob) ?? 0))[0];
}

function below(owner: KnobOwner, key: string, limit: number): Tighter[] {
  return ancestorsOf(owner).flatMap((group): Tighter[] => {
    const knob = settingsOf(group).get(key);
    const other = knob && LIMITS[key]?.(knob);
    return knob && other !== undefined && other < limit ? [{ group, knob }] : [];
  });
}
