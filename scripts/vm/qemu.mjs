import fs from 'node:fs';
import path from 'node:path';
import { mirrors } from './host-tools.mjs';
import { cache, isExecutable } from './paths.mjs';
import { output } from './process.mjs';
import { CGROUP_WORDS } from './suites.mjs';

/** How to start QEMU: argv without machine. */
const PLAIN = ['qemu-system-x86_64'];

/**
 * The QEMU to use. Debian 12 has 7.2; the one of its backports emulates a machine that forks a lot about twice as fast,
 * so it is unpacked into the cache, beside the installed one.
 * @returns {Promise<readonly string[]>}
 */
export async function findQemu() {
  const folder = path.join(cache, 'qemu');
  const binary = path.join(folder, 'usr/bin/qemu-system-x86_64');
  if (!isDebian12()) return PLAIN;
  if (!isExecutable(binary))
    await unpackBackports(folder).catch((error) => console.log(`using the installed QEMU: ${error.message}`));
  return isExecutable(binary) ? [binary, '-L', `${folder}/usr/share/seabios`, '-L', `${folder}/usr/share/qemu`] : PLAIN;
}

function isDebian12() {
  return /^VERSION_CODENAME=bookworm$/m.test(fs.readFileSync('/etc/os-release', 'utf8'));
}

/**
 * Downloads and unpacks with lists of its own, so that the host's package configuration stays as it is.
 * @param {string} folder
 */
async function unpackBackports(folder) {
  const apt = path.join(cache, 'apt');
  fs.mkdirSync(path.join(apt, 'lists/partial'), { recursive: true });
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  fs.writeFileSync(
    path.join(apt, 'sources.list'),
    `deb [signed-by=${keyring}] ${(await mirrors()).main} bookworm-backports main\n`,
  );
  /** @param {readonly string[]} argv */
  const get = (...argv) => output(['apt-get', ...aptOptions(apt), ...argv], { cwd: apt, seconds: 300 });
  try {
    await get('update');
    await get('download', 'qemu-system-x86', 'qemu-system-common', 'qemu-system-data', 'seabios');
    for (const name of fs.readdirSync(apt).filter((name) => name.endsWith('.deb')))
      await output(['dpkg-deb', '--extract', path.join(apt, name), folder], { seconds: 120 });
  } finally {
    fs.rmSync(apt, { recursive: true, force: true });
  }
}

/** @param {string} apt */
function aptOptions(apt) {
  const settings = {
    'Dir::Etc::SourceList': `${apt}/sources.list`,
    'Dir::Etc::SourceParts': '-',
    'Dir::State::Lists': `${apt}/lists`,
    'APT::Sandbox::User': 'root',
  };
  return ['-qq', ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])];
}

/**
 * Hardware virtualization where it is fast: one nested in a paravirtual hypervisor is slower than emulation.
 * @returns {Accelerator}
 */
export function bestAccelerator() {
  try {
    fs.accessSync('/dev/kvm', fs.constants.R_OK | fs.constants.W_OK);
  } catch {
    return 'tcg';
  }
  return fs.existsSync('/sys/module/kvm_pvm') ? 'tcg' : 'kvm';
}

/** @typedef {'kvm' | 'tcg'} Accelerator */

/** @type {Readonly<Record<Accelerator, readonly string[]>>} */
const ACCELERATORS = {
  kvm: ['-accel', 'kvm', '-cpu', 'host,-arch-capabilities'],
  tcg: ['-accel', 'tcg,thread=multi,tb-size=512', '-cpu', 'max'],
};

/**
 * Arguments of a machine with two processors, one disk, a clock, entropy, a serial console that goes to a file,
 * and a network that reaches nothing: only ssh comes in, on a loopback port.
 * @param {{ image: import('./image.mjs').Image, disk: string, serial: string, port: number, accelerator: Accelerator, memory: number, cgroups: import('./suites.mjs').CgroupMode }} machine
 */
export function machineArguments({ image, disk, serial, port, accelerator, memory, cgroups }) {
  return [
    ['-name', `isolens-${image.suite}`, '-machine', 'q35,vmport=off'],
    ACCELERATORS[accelerator],
    ['-smp', '2', '-m', String(memory), '-nodefaults', '-no-user-config', '-display', 'none'],
    ['-serial', `file:${serial}`, '-device', 'virtio-rng-pci'],
    ['-drive', `file=${disk},if=none,id=disk,cache=unsafe,discard=unmap`, '-device', 'virtio-blk-pci,drive=disk'],
    ['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ['-device', 'virtio-net-pci,netdev=net,romfile=,mac=52:54:00:00:00:01'],
    ['-kernel', image.kernel, '-initrd', image.initrd, '-append', kernelCommandLine(image, cgroups)],
  ].flat();
}

/**
 * @param {import('./image.mjs').Image} image
 * @param {import('./suites.mjs').CgroupMode} cgroups
 */
function kernelCommandLine({ suite }, cgroups) {
  // panic=-1 and no restart: a machine whose kernel panics ends instead of hanging.
  const words = ['root=LABEL=vmroot', 'rw', 'console=ttyS0', 'quiet', 'systemd.show_status=1', 'panic=-1', 'psi=1'];
  return [...words, `systemd.hostname=${suite}`, ...CGROUP_WORDS[cgroups]].join(' ');
}
