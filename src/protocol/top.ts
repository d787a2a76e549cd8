import type { TopRow } from '../model/cgroup/top.ts';
import { groupPathReader } from './cgroup-readers.ts';
import { either, flag, list, number, object, oneOf, type Reader } from './reader.ts';

/** Groups that can be in sight at once. */
const MOST_IN_SIGHT = 500;

/** What is asked of all groups. */
export interface TopParams {
  /** The number of one hierarchy; null: all, merged by path. */
  readonly hierarchy: number | null;
  /** Of the answer before; 0 for none. */
  readonly epoch: number;
  /** `upTo` of the answer before. */
  readonly since: number;
  /** Paths that are read whole, because somebody looks at them. */
  readonly sight: readonly string[];
  /** Pressure is read of all groups, not only of those in sight. */
  readonly pressure: boolean;
}

export const readTopParams: Reader<TopParams> = object<TopParams>({
  hierarchy: either(number, oneOf(null)),
  epoch: number,
  since: number,
  sight: list(groupPathReader, MOST_IN_SIGHT),
  pressure: flag,
});

/** What changed of all groups since the answer before. */
export interface TopReading {
  /** Another one than before: the rows are all that there are. */
  readonly epoch: number;
  readonly rows: readonly TopRow[];
  /** Paths. */
  readonly gone: readonly string[];
  readonly upTo: number;
  /** The pass is not at its end, or not all was told: ask again at once. */
  readonly more: boolean;
  /** Processor time of the last pass that came to its end, in ms. */
  readonly cost: number;
  /** How many groups there are. */
  readonly groups: number;
}
