import { spawnSync } from 'node:child_process';

const MARK = 'ISOLENS_BENCH_NETNS';

/**
 * Runs this program again in a mount namespace with an empty /run/netns, and ends as that does: named network namespaces end with
 * the bench, whatever ends it. Nothing where that is so already, or for an ordinary user.
 */
export function withPrivateNetns(): void {
  if (process.env[MARK] !== undefined || process.geteuid?.() !== 0) return;
  const script = 'mkdir -p /run/netns && mount -t tmpfs none /run/netns && exec "$@"';
  const argv = ['--mount', '--propagation', 'private', 'setpriv', '--pdeathsig', 'KILL', 'sh', '-c', script, 'sh'];
  const { status } = spawnSync('unshare', [...argv, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, [MARK]: '1' },
  });
  process.exit(status ?? 1);
}
