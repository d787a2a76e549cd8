import { realpathSync } from 'node:fs';
import path from 'node:path';

/** Path of another program of the agent, beside the running one `main`: a bundle, or its source in a checkout. */
export function programBeside(main: string, bundle: string, source: string): string {
  const dir = path.dirname(realpathSync(main));
  return main.endsWith('.ts') ? path.join(dir, '../agent', source) : path.join(dir, bundle);
}
