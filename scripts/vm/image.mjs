import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { mirrors, Unprepared } from './host-tools.mjs';
import { cache, isExecutable, nodeBinary, sshKey, uid } from './paths.mjs';
import { output } from './process.mjs';
import { FILES, kernelPin, PACKAGES, SUITES, UNITS_OFF, USER } from './suites.mjs';

/** @typedef {import('./suites.mjs').SuiteName} SuiteName */

/**
 * A bootable disk that is never written to.
 * @typedef {{ suite: SuiteName, disk: string, kernel: string, initrd: string, release: string }} Image
 */

/**
 * The image of a suite, built when there is none, when its recipe has changed or when asked to.
 * @param {SuiteName} suite
 * @param {{ rebuild: boolean, signal: AbortSignal }} options
 * @returns {Promise<Image>}
 */
export async function ensureImage(suite, { rebuild, signal }) {
  const folder = path.join(cache, suite);
  const recipe = await recipeOf(suite);
  if (!rebuild && readStamp(folder)?.recipe === recipe) return imageIn(suite, folder);
  if (uid !== 0) throw new Unprepared(`Building the ${suite} image needs root: run this once with sudo.`);
  await ensureKey();
  await build(suite, folder, signal);
  fs.writeFileSync(path.join(folder, 'stamp.json'), JSON.stringify({ recipe, built: new Date().toISOString() }));
  return imageIn(suite, folder);
}

/**
 * Changes with everything that goes into an image except the versions of Debian's packages.
 * @param {SuiteName} suite
 */
async function recipeOf(suite) {
  if (!isExecutable(nodeBinary)) throw new Unprepared(`${nodeBinary} is missing: run npm ci on linux-x64.`);
  const node = await output([nodeBinary, '--version']);
  const parts = [1, node, SUITES[suite], PACKAGES, USER, UNITS_OFF, FILES, kernelPin(suite)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * @param {string} folder
 * @returns {{ recipe: string } | undefined}
 */
function readStamp(folder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'stamp.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {SuiteName} suite
 * @param {string} folder
 * @returns {Image}
 */
function imageIn(suite, folder) {
  const kernel = fs.readdirSync(folder).find((name) => name.startsWith('vmlinuz-')) ?? '';
  const release = kernel.slice('vmlinuz-'.length);
  /** @param {string} name */
  const file = (name) => path.join(folder, name);
  return { suite, release, disk: file('disk.img'), kernel: file(kernel), initrd: file(`initrd.img-${release}`) };
}

async function ensureKey() {
  if (fs.existsSync(sshKey)) return;
  await output(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'isolens-vm', '-f', sshKey]);
}

/**
 * @param {SuiteName} suite
 * @param {string} folder
 * @param {AbortSignal} signal
 */
async function build(suite, folder, signal) {
  console.log(`building the ${suite} image in ${folder}`);
  fs.rmSync(folder, { recursive: true, force: true });
  const [tree, skeleton] = [path.join(folder, 'tree'), path.join(folder, 'skeleton')];
  fs.mkdirSync(folder, { recursive: true });
  try {
    writeSkeleton(skeleton, suite);
    await bootstrap(suite, tree, skeleton, signal);
    await customize(tree, signal);
    await makeDisk(folder, tree, signal);
  } finally {
    for (const each of [tree, skeleton]) fs.rmSync(each, { recursive: true, force: true });
  }
}

/**
 * @param {string} skeleton
 * @param {SuiteName} suite
 */
function writeSkeleton(skeleton, suite) {
  const pin = SUITES[suite].backportsKernel ? { 'etc/apt/preferences.d/kernel': kernelPin(suite) } : {};
  for (const [name, content] of Object.entries({ ...FILES, ...pin })) {
    const file = path.join(skeleton, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
}

/**
 * Installs the packages into a directory.
 * @param {SuiteName} suite
 * @param {string} tree
 * @param {string} skeleton
 * @param {AbortSignal} signal
 */
async function bootstrap(suite, tree, skeleton, signal) {
  const { packages, backportsKernel } = SUITES[suite];
  const { main, security } = await mirrors();
  const archives = [suite, `${suite}-updates`, ...(backportsKernel ? [`${suite}-backports`] : [])];
  const sources = [...archives.map((name) => `deb ${main} ${name} main`), `deb ${security} ${suite}-security main`];
  const options = [
    '--mode=root',
    '--variant=minbase',
    '--quiet',
    `--include=${[...PACKAGES, ...packages].join(',')}`,
    '--aptopt=APT::Install-Recommends "false"',
    '--dpkgopt=path-exclude=/usr/share/doc/*',
    '--dpkgopt=path-exclude=/usr/share/locale/*',
    `--setup-hook=sync-in ${skeleton} /`,
  ];
  await output(['mmdebstrap', ...options, suite, tree, ...sources], { seconds: 900, signal });
}

/**
 * Adds Node.js, the two users with their keys, and the services that start.
 * @param {string} tree
 * @param {AbortSignal} signal
 */
async function customize(tree, signal) {
  /** @param {readonly string[]} argv */
  const inside = (...argv) => output(['chroot', tree, ...argv], { seconds: 60, signal });
  fs.copyFileSync(nodeBinary, path.join(tree, 'usr/local/bin/node'));
  fs.chmodSync(path.join(tree, 'usr/local/bin/node'), 0o755);
  await inside('useradd', '--create-home', '--shell', '/bin/bash', '--groups', 'sudo', USER);
  await inside('sh', '-c', 'echo "$1:$1" | chpasswd', 'sh', USER);
  for (const home of ['root', `home/${USER}`]) allowKey(path.join(tree, home));
  await inside('chown', '-R', `${USER}:${USER}`, `/home/${USER}`);
  await inside('systemctl', 'enable', '--quiet', 'systemd-networkd', 'ssh');
  await inside('systemctl', 'mask', '--quiet', ...UNITS_OFF);
  // Made at boot, so that no two machines share them.
  fs.writeFileSync(path.join(tree, 'etc/machine-id'), '');
  await inside('sh', '-c', 'rm -f /etc/ssh/ssh_host_*');
}

/** @param {string} home */
function allowKey(home) {
  const folder = path.join(home, '.ssh');
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, 0o700);
  fs.copyFileSync(`${sshKey}.pub`, path.join(folder, 'authorized_keys'));
  fs.chmodSync(path.join(folder, 'authorized_keys'), 0o600);
}

/**
 * Puts kernel and initrd beside an ext4 file system made from the tree, without a loop mount.
 * @param {string} folder
 * @param {string} tree
 * @param {AbortSignal} signal
 */
async function makeDisk(folder, tree, signal) {
  for (const name of fs.readdirSync(path.join(tree, 'boot')).filter((name) => /^(vmlinuz|initrd\.img)-/.test(name)))
    fs.copyFileSync(path.join(tree, 'boot', name), path.join(folder, name));
  const ext4 = ['mke2fs', '-q', '-t', 'ext4', '-L', 'vmroot', '-E', 'lazy_itable_init=0', '-d', tree];
  await output([...ext4, path.join(folder, 'disk.img'), '8G'], { seconds: 300, signal });
}
