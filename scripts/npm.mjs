// Runs npm, quietly and without install scripts. Runs on Node 20 and without node_modules.
import { spawnSync } from 'node:child_process';

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

/**
 * Runs npm to its end; what it says goes to standard error.
 * @param {readonly string[]} args
 * @param {string} cwd a folder with a package.json of its own
 */
export function npm(args, cwd) {
  const { status, error } = spawnSync('npm', [...args, ...QUIET], { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}${error ? `: ${error.message}` : ''}`);
}
