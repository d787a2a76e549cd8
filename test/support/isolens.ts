import { spawnSync } from 'node:child_process';
import path from 'node:path';

const MAIN = path.join(import.meta.dirname, '../../src/cli/main.ts');

/** Runs the command line as a person would, from its source. */
export function isolens(...args: readonly string[]): {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
} {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], options);
  return { stdout, stderr, status };
}
