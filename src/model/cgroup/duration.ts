/** Microseconds in a unit of time, as systemd.time(7) spells them. */
const UNITS: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
};

/** Microseconds of `500ms`, `2s`, `7d`; a bare number is microseconds; undefined for other text. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s|m|h|d)?$/.exec(text);
  return match ? Math.round(Number(match[1]) * (UNITS[match[2] ?? 'us'] ?? 1)) : undefined;
}

/** `500ms`, `2s`: in the largest unit up to the second that divides it. */
export function formatDuration(us: number): string {
  if (us !== 0 && us % 1_000_000 === 0) return `${us / 1_000_000}s`;
  return us !== 0 && us % 1000 === 0 ? `${us / 1000}ms` : `${us}us`;
}
