import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { cache, sshKey } from './paths.mjs';
import { CommandError, output, stream } from './process.mjs';
import { machineArguments } from './qemu.mjs';

const runs = path.join(cache, 'runs');
const BOOT_SECONDS = 600;

/** A machine's host key is new each time, and no one but us answers on its loopback port. */
const SSH_OPTIONS = [
  'BatchMode=yes',
  'ConnectTimeout=20',
  'IdentitiesOnly=yes',
  'LogLevel=ERROR',
  'ServerAliveInterval=30',
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
].flatMap((option) => ['-o', option]);

/** One running virtual machine. Its disk is an overlay that is thrown away; it never outlives us unless `keep` was asked for. */
export class Machine {
  #qemu;
  #folder;

  /** @param {{ qemu: import('node:child_process').ChildProcess, folder: string, port: number }} parts */
  constructor({ qemu, folder, port }) {
    this.#qemu = qemu;
    this.#folder = folder;
    this.port = port;
  }

  /**
   * Boots the image and waits until root can log in.
   * @param {import('./image.mjs').Image} image
   * @param {{ qemu: readonly string[], accelerator: import('./qemu.mjs').Accelerator, memory: number, cgroups: import('./suites.mjs').CgroupMode, keep: boolean, signal: AbortSignal }} options
   */
  static async boot(image, { qemu, accelerator, memory, cgroups, keep, signal }) {
    removeDeadRuns();
    const folder = path.join(runs, `${process.pid}-${image.suite}`);
    fs.mkdirSync(folder);
    const [disk, serial] = [path.join(folder, 'disk.qcow2'), path.join(folder, 'serial.log')];
    await output(['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', image.disk, disk]);
    const port = await freePort();
    const argv = [...qemu, ...machineArguments({ image, disk, serial, port, accelerator, memory, cgroups })];
    const machine = new Machine({ qemu: launch(argv, folder, keep), folder, port });
    try {
      await machine.#login(signal);
    } catch (error) {
      await machine.kill();
      throw error;
    }
    return machine;
  }

  /** @param {AbortSignal} signal */
  async #login(signal) {
    const end = Date.now() + BOOT_SECONDS * 1000;
    while (await this.run('root', ['true'], { seconds: 10, signal, quiet: true })) {
      signal.throwIfAborted();
      if (!this.alive) throw new CommandError(`the machine ended while it started\n${this.console()}`);
      if (Date.now() > end) throw new CommandError(`no login after ${BOOT_SECONDS} s\n${this.console()}`);
      await sleep(500, undefined, { signal });
    }
  }

  get alive() {
    return this.#qemu.exitCode === null && this.#qemu.signalCode === null;
  }

  /**
   * The argv that runs another argv in the machine.
   * @param {string} user
   * @param {readonly string[]} argv
   */
  ssh(user, argv) {
    const where = ['-F', 'none', '-i', sshKey, '-p', String(this.port), `${user}@127.0.0.1`];
    return ['ssh', ...SSH_OPTIONS, ...where, argv.map(quote).join(' ')];
  }

  /**
   * Runs an argv in the machine and streams its output, unless `quiet`.
   * @param {string} user
   * @param {readonly string[]} argv
   * @param {import('./process.mjs').Options & { stdin?: import('node:stream').Readable, quiet?: boolean }} options
   * @returns {Promise<number>} exit status, 124 after `seconds`, 255 where ssh itself failed
   */
  async run(user, argv, { quiet = false, ...options } = {}) {
    if (!quiet) return stream(this.ssh(user, argv), options);
    return output(this.ssh(user, argv), options).then(
      () => 0,
      () => 255,
    );
  }

  /** What QEMU said and what the machine last wrote on its serial console. */
  console() {
    const files = ['qemu.log', 'serial.log']
      .map((name) => path.join(this.#folder, name))
      .filter((file) => fs.existsSync(file));
    const lines = files.flatMap((file) => fs.readFileSync(file, 'utf8').split('\n').slice(-25));
    return stripVTControlCharacters(lines.join('\n'));
  }

  /**
   * Shuts down as a person would; kills what has not ended after a minute.
   * @returns {Promise<number>} 0 when it ended by itself
   */
  async powerOff() {
    const ended = this.alive ? once(this.#qemu, 'exit') : Promise.resolve();
    await this.run('root', ['systemctl', 'poweroff'], { seconds: 30, quiet: true });
    const clean = await Promise.race([ended.then(() => true), sleep(60_000, false, { ref: false })]);
    await this.kill();
    return clean ? 0 : 1;
  }

  /** Ends the machine at once and removes its disk. */
  async kill() {
    if (this.alive) {
      const ended = once(this.#qemu, 'exit');
      this.#qemu.kill('SIGKILL');
      await ended;
    }
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Leaves the machine running; says how to enter and how to end it. */
  release() {
    this.#qemu.unref();
    return `enter: ${this.ssh('root', []).join(' ').trim()}\nend:   kill ${this.#qemu.pid}`;
  }
}

/**
 * Starts QEMU so that it dies with us, whatever ends us; a machine to keep is set free instead.
 * @param {readonly string[]} argv
 * @param {string} folder
 * @param {boolean} keep
 */
function launch(argv, folder, keep) {
  const log = fs.openSync(path.join(folder, 'qemu.log'), 'w');
  const [command = '', ...args] = keep ? argv : ['setpriv', '--pdeathsig', 'SIGKILL', ...argv];
  const child = spawn(command, args, { stdio: ['ignore', log, log], detached: keep });
  fs.closeSync(log);
  fs.writeFileSync(path.join(folder, 'pid'), String(child.pid));
  return child;
}

/** Removes what machines left that did not end in order. */
function removeDeadRuns() {
  fs.mkdirSync(runs, { recursive: true });
  for (const name of fs.readdirSync(runs)) {
    const folder = path.join(runs, name);
    const hasOwner = fs.existsSync(`/proc/${name.split('-')[0]}`);
    if (!hasOwner && !isRunning(folder)) fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function isRunning(folder) {
  try {
    const pid = fs.readFileSync(path.join(folder, 'pid'), 'utf8');
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
  } catch {
    return false;
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * ssh hands one line to a shell: every word goes quoted.
 * @param {string} word
 */
function quote(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
