import { readFileSync } from 'node:fs';

/** Text of a file of the host without the newline at its end; undefined when it is absent or unreadable. */
export function textFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
