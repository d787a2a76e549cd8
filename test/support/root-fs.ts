import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A root file system whose `/usr` is to be bind-mounted from the host; removed on dispose. */
export interface RootFs extends Disposable {
  /** Directory that holds `rootfs` and may hold an OCI `config.json`. */
  readonly bundle: string;
  readonly root: string;
}

/** Makes the directories and links of a merged-/usr system (file-hierarchy(7)). */
export function makeRootFs(): RootFs {
  const bundle = mkdtempSync(path.join(tmpdir(), 'isolens-rootfs-'));
  const root = path.join(bundle, 'rootfs');
  for (const dir of ['proc', 'usr', 'dev', 'sys', 'tmp', 'etc', 'run', 'var', 'root']) {
    mkdirSync(path.join(root, dir), { recursive: true });
  }
  for (const dir of ['bin', 'lib', 'lib64']) symlinkSync(`usr/${dir}`, path.join(root, dir));
  writeFileSync(path.join(root, 'etc/os-release'), 'ID=isolens-test\n');
  return { bundle, root, [Symbol.dispose]: () => rmSync(bundle, { recursive: true }) };
}

/** An OCI runtime configuration for it that runs `args`. */
export function ociConfig(args: readonly string[]): object {
  return {
    ociVersion: '1.0.2',
    process: { user: { uid: 0, gid: 0 }, args, env: ['PATH=/usr/bin:/bin'], cwd: '/' },
    root: { path: 'rootfs', readonly: true },
    hostname: 'demo',
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      // The bundle may be on a file system without devices: /tmp of Debian 13 is mounted nodev.
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
      { destination: '/usr', type: 'bind', source: '/usr', options: ['rbind', 'ro'] },
    ],
    linux: { namespaces: ['pid', 'mount', 'uts', 'ipc', 'network'].map((type) => ({ type })) },
  };
}
