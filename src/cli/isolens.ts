import module from 'node:module';
import { homedir } from 'node:os';
import { compiledDirectory } from './compiled.ts';

declare const __BUILD__: string;

/** Most of the time of a short run is compiling: what is kept of the last one starts in two thirds of it. Not before Node.js 22. */
function keepCompiled({ enableCompileCache }: Partial<Pick<typeof module, 'enableCompileCache'>>): void {
  const uid = process.geteuid?.() ?? -1;
  const directory = compiledDirectory(__BUILD__, { env: process.env, home: homedir(), uid });
  if (directory !== undefined) enableCompileCache?.(directory);
}

keepCompiled(module);
void import('./main.ts');
