/** Values over time: null where nothing is known. */
export type Values = readonly (number | null)[];

/** A limit is drawn when it is at most this many times what is used; one that is far away would flatten the rest. */
const NEAR = 4;
/** Room above the highest value. */
const HEADROOM = 1.1;

/** The upper end of a plot's scale. @param limits lines that are drawn only where they are near */
export function topOf(used: readonly Values[], limits: readonly Values[], least: number): number {
  const most = Math.max(least, ...used.map(highest));
  const near = Math.max(0, ...limits.map(highest).filter((limit) => limit <= most * NEAR));
  return Math.max(most, near) * HEADROOM;
}

function highest(values: Values): number {
  return values.reduce<number>((most, value) => (value !== null && value > most ? value : most), 0);
}

/** Lowest and highest of what is known; undefined for nothing. */
export function rangeOf(values: Values): { readonly low: number; readonly high: number } | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : { low: Math.min(...known), high: Math.max(...known) };
}

/** Numbers of the kind that people count in, from 0 to below `top`: 1, 2, 5 × 10ⁿ, or powers of 2 for bytes. */
export function ticks(top: number, most: number, binary: boolean): number[] {
  const step = binary ? 2 ** Math.ceil(Math.log2(top / most)) : decimalStep(top / most);
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, at) => at * step);
}

function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((each) => each * power >= least) ?? 10);
}
