import type { Netem } from './qdisc.ts';

type Units = Readonly<Record<string, number>>;

/** Factors to seconds; without a unit they are milliseconds. */
const TIME: Units = { '': 1e-3, us: 1e-6, ms: 1e-3, s: 1 };
/** To parts of one. */
const SHARE: Units = { '': 0.01, '%': 0.01 };
/** To bytes a second (tc(8)). */
const RATE: Units = { bit: 1 / 8, kbit: 125, mbit: 125e3, gbit: 125e6, bps: 1, kbps: 1e3, mbps: 1e6 };

/** What stands behind a word: fields of what netem does, with their units. */
const SETTINGS: Readonly<Record<string, { readonly fields: readonly (keyof Netem)[]; readonly units: Units }>> = {
  delay: { fields: ['delay', 'jitter'], units: TIME },
  loss: { fields: ['loss'], units: SHARE },
  duplicate: { fields: ['duplicate'], units: SHARE },
  corrupt: { fields: ['corrupt'], units: SHARE },
  reorder: { fields: ['reorder'], units: SHARE },
  rate: { fields: ['rate'], units: RATE },
};

/**
 * What `delay 100ms 10ms loss 1% rate 1mbit` says (tc-netem(8)); empty for nothing.
 * @returns undefined for what it does not understand
 */
export function parseNetem(text: string): Partial<Netem> | undefined {
  const line = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const parts = [...line.matchAll(/([a-z]+)((?: \d[\w.%]*)+)(?: |$)/gy)];
  if (parts.map(([whole]) => whole).join('') !== line) return undefined;
  const found: Record<string, number> = {};
  for (const [, name = '', values = ''] of parts) {
    const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
    const numbers = values
      .trim()
      .split(' ')
      .map((word) => amount(word, setting?.units ?? {}));
    if (!setting || numbers.length > setting.fields.length) return undefined;
    for (const [at, value] of numbers.entries()) {
      if (value === undefined || (setting.units === SHARE && value > 1)) return undefined;
      found[setting.fields[at] ?? name] = value;
    }
  }
  return found;
}

/** A number with one of these units. */
function amount(word: string, units: Units): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([a-z%]*)$/.exec(word) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
