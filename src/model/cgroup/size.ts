/** Powers of 1024, as the kernel's memparse() and systemd read them. */
const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E'] as const;

/** Bytes of `10M`, `4096`; undefined for other text. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+)([KMGTPE]?)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * 1024 ** UNITS.indexOf(match[2] as (typeof UNITS)[number]);
}

/** `10M` for a whole number of the largest unit that divides it: nothing is lost. */
export function formatSize(bytes: number): string {
  let power = 0;
  let rest = bytes;
  while (rest > 0 && rest % 1024 === 0 && power < UNITS.length - 1) {
    rest /= 1024;
    power++;
  }
  return `${rest}${UNITS[power]}`;
}

/** `12.4M`: for a person who wants to see how much, not the exact number. */
export function roughSize(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))}${UNITS[power]}`;
}

/** What a size was surely meant to be: `100M` for `100MB`, `1G` for `1 GiB` and `1Gi`, `512M` for `512m`. */
export function meantSize(text: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgtpe])?(?:i?b(?:ytes?)?|i)?$/i.exec(text.trim().replace(/(?<=\d)_(?=\d)/g, ''));
  if (!match) return undefined;
  const power = UNITS.indexOf((match[2] ?? '').toUpperCase() as (typeof UNITS)[number]);
  return formatSize(Math.floor(Number(match[1]) * 1024 ** power));
}
