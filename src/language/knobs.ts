import { type CpuMax, parseCpuMax } from '../model/cgroup/cpu-max.ts';
import { type Atom } from '../model/cgroup/setting.ts';
import { parseSize } from '../model/cgroup/size.ts';
import type { Span } from './check/check.ts';
import { spanOf } from './check/spans.ts';
import type { Cgroup, Container, Knob } from './generated/ast.ts';
import { groupOf, knobsOf } from './spec-index.ts';

/** What has settings of its own: a group, or a container with its leaf. */
export type KnobOwner = Cgroup | Container;

/** The words of a setting, as far as they are there. */
export function wordsOf(knob: Knob): Atom[] {
  return (knob.values ?? []).flatMap(({ key, value }): Atom[] =>
    value === undefined ? [] : [key === undefined ? { value } : { key, value }],
  );
}

/** The value of a setting as it stands: `2 cpus`. */
export function valueText(knob: Knob): string {
  return wordsOf(knob)
    .map(({ key, value }) => (key === undefined ? value : `${key}=${value}`))
    .join(' ');
}

/** Where the value stands, all its words. */
export function valueSpan(knob: Knob): Span {
  const values: readonly unknown[] | undefined = knob.values;
  if (!values?.length) return spanOf({ node: knob });
  const first = spanOf({ node: knob, property: 'values', index: 0 });
  const last = spanOf({ node: knob, property: 'values', index: values.length - 1 });
  return { offset: first.offset, end: last.end };
}

/** Settings in the same block, this one included. */
export function blockOf(knob: Knob): readonly Knob[] {
  return knob.$container.knobs;
}

const SETTINGS = new WeakMap<KnobOwner, ReadonlyMap<string, Knob>>();

/** All settings that hold for a group or the leaf of a container, by key. */
export function settingsOf(owner: KnobOwner): ReadonlyMap<string, Knob> {
  let settings = SETTINGS.get(owner);
  if (!settings) {
    settings = owner.$type === 'Container' ? knobsOf(owner) : new Map(owner.knobs.map((knob) => [knob.key, knob]));
    SETTINGS.set(owner, settings);
  }
  return settings;
}

/** Groups further up are not looked at, so that the time stays small. */
export const MAX_DEPTH = 256;

/** The group above, and those above it; ends in cycles. */
export function ancestorsOf(owner: KnobOwner): Cgroup[] {
  const found = new Set<Cgroup>();
  const above = (of: KnobOwner) => (of.$type === 'Container' ? groupOf(of) : of.parent?.ref);
  for (let next = above(owner); next && !found.has(next) && found.size < MAX_DEPTH; next = above(next)) found.add(next);
  return [...found];
}

/** Bytes of a size that is alone in its setting; undefined for `max` and what is no size. */
export function bytesOf(knob: Knob | undefined): number | undefined {
  return knob && parseSize(valueText(knob));
}

/** A whole number that is alone in its setting. */
export function numberOf(knob: Knob | undefined): number | undefined {
  const text = knob && valueText(knob);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function cpuMaxOf(knob: Knob | undefined): CpuMax | undefined {
  return knob && parseCpuMax(valueText(knob).split(' '));
}
