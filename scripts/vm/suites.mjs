export const SUITE_NAMES = /** @type {const} */ (['bookworm', 'trixie']);

/** @typedef {(typeof SUITE_NAMES)[number]} SuiteName */

/**
 * `listns`: whether its kernel has listns(2).
 * @typedef {{ listns: boolean, backportsKernel: boolean, packages: readonly string[] }} Suite
 */

/**
 * The machines the kernel suite runs in. Both have cgroup v2 alone (see {@link CGROUP_WORDS} for others), systemd as its only writer, PSI and every link kind.
 * @type {Readonly<Record<SuiteName, Suite>>}
 */
export const SUITES = {
  /** Debian 12: Linux 6.1, util-linux 2.38. */
  bookworm: { listns: false, backportsKernel: false, packages: [] },
  /** Debian 13 with the kernel of its backports: Linux 7, util-linux 2.41. */
  trixie: { listns: true, backportsKernel: true, packages: ['passt', 'systemd-resolved', 'util-linux-extra'] },
};

export const CGROUP_MODES = /** @type {const} */ (['v2', 'hybrid', 'legacy']);

/** @typedef {(typeof CGROUP_MODES)[number]} CgroupMode */

/**
 * Words of the kernel's command line that make systemd mount other hierarchies than v2 alone (systemd(1), up to version 255).
 * @type {Readonly<Record<CgroupMode, readonly string[]>>}
 */
export const CGROUP_WORDS = {
  v2: [],
  hybrid: ['systemd.unified_cgroup_hierarchy=0'],
  legacy: ['systemd.unified_cgroup_hierarchy=0', 'systemd.legacy_systemd_cgroup_controller=1'],
};

/** Debian packages of every machine. */
export const PACKAGES = [
  ['linux-image-amd64', 'initramfs-tools', 'kmod', 'udev', 'zstd'],
  ['systemd', 'systemd-sysv', 'libpam-systemd', 'dbus', 'dbus-user-session', 'systemd-container'],
  [
    'openssh-server',
    'sudo',
    'procps',
    'psmisc',
    'util-linux',
    'strace',
    'python3-minimal',
    'busybox-static',
    'ca-certificates',
  ],
  ['iproute2', 'iputils-ping', 'bridge-utils', 'nftables', 'iptables', 'ethtool', 'wireguard-tools'],
  ['podman', 'crun', 'runc', 'uidmap', 'slirp4netns', 'fuse-overlayfs', 'netavark', 'aardvark-dns', 'catatonit'],
].flat();

/** The ordinary user of every machine; password the same word, may use sudo with it. */
export const USER = 'dev';

/** Units that only cost time in a machine that lives for minutes. */
export const UNITS_OFF = [
  'systemd-networkd-wait-online.service',
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
  'getty@tty1.service',
  'podman-auto-update.timer',
  'podman-auto-update.service',
  'podman-restart.service',
];

/** Configuration that is in place before the first package is unpacked. */
export const FILES = {
  // An initramfs with four modules instead of all: the machine's hardware is known.
  'etc/initramfs-tools/conf.d/vm': 'MODULES=list\n',
  'usr/share/initramfs-tools/modules.d/vm.conf': 'virtio_pci\nvirtio_blk\next4\ncrc32c_generic\n',
  'etc/fstab': 'LABEL=vmroot / ext4 defaults,noatime 0 1\n',
  'etc/hosts': '127.0.0.1 localhost bookworm trixie\n',
  'etc/systemd/network/10-user.network': '[Match]\nName=en*\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n',
  'etc/ssh/sshd_config.d/vm.conf': 'HostKey /etc/ssh/ssh_host_ed25519_key\nUseDNS no\nPasswordAuthentication no\n',
  // One kind of host key, made at first boot: making an RSA key takes an emulated machine many seconds.
  'etc/systemd/system/ssh.service.d/key.conf': [
    '[Service]',
    'ExecStartPre=',
    'ExecStartPre=/bin/sh -c "[ -f /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N \\"\\" -f /etc/ssh/ssh_host_ed25519_key"',
    '',
  ].join('\n'),
};

/**
 * Lets apt take the kernel, and what only that needs, from backports.
 * @param {SuiteName} suite
 */
export function kernelPin(suite) {
  return `Package: linux-image-* linux-base linux-binary-*\nPin: release n=${suite}-backports\nPin-Priority: 900\n`;
}
