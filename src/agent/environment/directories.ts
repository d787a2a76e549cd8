import { readdirSync } from 'node:fs';

/** A directory and those below it, those above first; none when it is not there. Those that vanish meanwhile are missing. */
export function directoriesFrom(top: string): readonly string[] {
  try {
    const entries = readdirSync(top, { withFileTypes: true });
    const below = entries.filter((each) => each.isDirectory()).flatMap(({ name }) => directoriesFrom(`${top}/${name}`));
    return [top, ...below];
  } catch {
    return [];
  }
}
