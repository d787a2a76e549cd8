// The Debian packages that tests need, and how they get here.
import { spawnSync } from 'node:child_process';
import { executable } from './executable.mjs';

/** A command that a test level needs, and the Debian package that has it. */
const NEEDED = {
  chromium: 'chromium',
  ip: 'iproute2',
  unshare: 'util-linux',
  lsns: 'util-linux',
  ping: 'iputils-ping',
  setpriv: 'util-linux',
};
/** Tests that need one of these are skipped without it. */
const WANTED = {
  busybox: 'busybox-static',
  crun: 'crun',
  nft: 'nftables',
  nvim: 'neovim',
  runc: 'runc',
  sysctl: 'procps',
  'systemd-nspawn': 'systemd-container',
  tcpdump: 'tcpdump',
};

/** @param {Readonly<Record<string, string>>} commands */
function missing(commands) {
  const packages = Object.entries(commands).flatMap(([command, name]) => (executable(command) ? [] : [name]));
  return [...new Set(packages)];
}

/**
 * Installs what is missing when it may; says how to otherwise.
 * @returns {boolean} whether everything that must be there is
 */
export function installPackages() {
  const packages = [...missing(NEEDED), ...missing(WANTED)];
  if (packages.length > 0 && process.getuid?.() === 0 && executable('apt-get')) aptGet(packages);
  const left = missing(NEEDED);
  if (left.length > 0)
    console.error(`These are needed: ${left.join(' ')}\n  sudo apt-get install -y ${left.join(' ')}`);
  return left.length === 0;
}

/** @param {readonly string[]} packages */
function aptGet(packages) {
  console.log(`Installing ${packages.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (/** @type {string[]} */ args) =>
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  run(['update', '-q']);
  run(['install', '-q', '-y', '--no-install-recommends', ...packages]);
}
