import fs from 'node:fs';
import path from 'node:path';
import { isExecutable, uid } from './paths.mjs';
import { output } from './process.mjs';

/**
 * What a machine needs of the host: a file or a command, and the Debian package that has it.
 * @type {readonly (readonly [string, string])[]}
 */
const NEEDED = [
  ['qemu-system-x86_64', 'qemu-system-x86'],
  ['/usr/share/seabios/bios-256k.bin', 'seabios'],
  ['qemu-img', 'qemu-utils'],
  ['mmdebstrap', 'mmdebstrap'],
  ['/usr/share/keyrings/debian-archive-keyring.gpg', 'debian-archive-keyring'],
  ['mke2fs', 'e2fsprogs'],
  ['ssh', 'openssh-client'],
  ['setpriv', 'util-linux'],
  ['tar', 'tar'],
  ['git', 'git'],
];

/** Something the person has to do first; shown without a stack. */
export class Unprepared extends Error {}

/** Sees that all host packages are there: installs them as root, else says how to. */
export async function ensureHostTools() {
  const missing = NEEDED.filter(([thing]) => !isPresent(thing)).map(([, name]) => name);
  if (missing.length === 0) return;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (uid !== 0 || !isPresent('apt-get'))
    throw new Unprepared(
      `The machines need packages that are not installed. Run:\n  sudo apt-get update && sudo ${install.join(' ')}`,
    );
  console.log(`installing ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await output(['apt-get', 'update'], { env, seconds: 300 });
  await output(install, { env, seconds: 600 });
}

/** @param {string} thing */
function isPresent(thing) {
  if (thing.startsWith('/')) return fs.existsSync(thing);
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => isExecutable(path.join(folder, thing)));
}

/**
 * The package mirrors this host is set up for, so that images come from where everything else comes from.
 * @returns {Promise<{ main: string, security: string }>}
 */
export async function mirrors() {
  const lines = await output(['apt-get', 'indextargets', '--format', '$(SITE) $(RELEASE) $(ORIGIN)']).catch(() => '');
  const targets = lines
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , origin]) => origin === 'Debian');
  /** @param {RegExp} pattern */
  const site = (pattern) => targets.find(([, release = '']) => pattern.test(release))?.[0];
  return {
    main: site(/^[a-z]+$/) ?? 'http://deb.debian.org/debian',
    security: site(/-security$/) ?? 'http://deb.debian.org/debian-security',
  };
}
