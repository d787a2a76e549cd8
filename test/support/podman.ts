import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hierarchiesHere } from './groups.ts';
import type { Netns } from './netns.ts';
import { READY } from './started.ts';

/** Why podman cannot run here; false when it can. */
export function podmanMissing(): string | false {
  if (process.geteuid?.() !== 0) return 'needs root';
  const missing = ['podman', 'runc', 'busybox', 'iptables'].filter((tool) => spawnSync(tool, ['--help']).error);
  return missing.length > 0 && `needs ${missing.join(', ')}`;
}

/**
 * Containers of podman on a network of podman, with a namespace of the test as their host: neither names, locks nor mounts of
 * this machine are touched. Their root file system is busybox alone.
 */
export class Podman implements AsyncDisposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'isolens-podman-'));
  /** Groups of all podmans, which the first of them makes. */
  readonly #parents = hierarchiesHere()
    .map(({ mount }) => `${mount?.path}/libpod_parent`)
    .filter((dir) => !existsSync(dir));
  #child: ChildProcess | undefined;
  /** Pids of the first processes of the containers, in their order. */
  pids: readonly number[] = [];

  async start(host: Netns, names: readonly string[]): Promise<void> {
    const root = this.#rootFs();
    const at = (name: string) => path.join(this.#folder, name);
    const podman = [
      `podman --root ${at('root')} --runroot ${at('run')} --tmpdir ${at('tmp')} --runtime runc`,
      `--cgroup-manager cgroupfs --network-backend netavark --network-config-dir ${at('net')} --events-backend none`,
    ].join(' ');
    const limits = '--ulimit nofile=4096:4096 --ulimit nproc=4096:4096';
    const script = [
      'for dir in /run/netns /dev/shm; do mount -t tmpfs none $dir; done',
      ...names.map((name) => `${podman} run -d ${limits} --name ${name} --rootfs ${root} sleep 1000 >&2 || exit 1`),
      ...names.map((name) => `${podman} inspect -f '{{.State.Pid}}' ${name}`),
      READY.replace('exec cat', 'cat'),
      `${podman} rm -f -t 0 ${names.join(' ')} >&2`,
    ].join('\n');
    const argv = [`--net=${host.path}`, 'unshare', '--mount', '--propagation', 'private', 'sh', '-c', script];
    const child = spawn('nsenter', argv, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
    this.#child = child;
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (/^ready$/m.test(output)) break;
    }
    if (!/^ready$/m.test(output)) throw new Error(`podman does not run: ${said}`);
    this.pids = output
      .split('\n')
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null) {
      const gone = once(child, 'exit');
      child.stdin?.end();
      await gone;
    }
    for (const dir of this.#parents) await removeGroups(dir);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #rootFs(): string {
    const root = path.join(this.#folder, 'rootfs');
    for (const dir of ['bin', 'proc', 'sys', 'dev', 'etc', 'tmp', 'run'])
      mkdirSync(path.join(root, dir), { recursive: true });
    for (const dir of ['root', 'run', 'tmp', 'net']) mkdirSync(path.join(this.#folder, dir));
    copyFileSync('/usr/bin/busybox', path.join(root, 'bin/busybox'));
    chmodSync(path.join(root, 'bin/busybox'), 0o755);
    symlinkSync('busybox', path.join(root, 'bin/sleep'));
    return root;
  }
}

/** A group with those below it, as soon as the last conmon has ended. */
async function removeGroups(dir: string): Promise<void> {
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeGroups(path.join(dir, entry.name));
  }
  for (let left = TRIES; ; left--) {
    try {
      rmdirSync(dir);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(50);
    }
  }
}

const TRIES = 200;
