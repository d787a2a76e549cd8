import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { message } from '../../../base/message.ts';
import { brokenRule } from '../../../model/cgroup/write-error.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { isGone, SyscallError } from '../../kernel/errno.ts';
import { bytesOfText, textOfBytes } from '../../kernel/raw-text.ts';

/** Name of the errno of what a function of Node threw. */
function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
}

/** A directory of cgroups that is held open: what is done through it is done to this group, whatever happens to its name. */
export class GroupDirectory {
  readonly path: string;
  readonly #fd: number;
  readonly #version: 1 | 2;

  private constructor(path: string, fd: number, version: 1 | 2) {
    this.path = path;
    this.#fd = fd;
    this.#version = version;
  }

  /**
   * Opens the directory, and closes it after its use.
   * @param inode that it must have
   * @throws ProtocolError gone, refused when it is another group
   */
  static async use<T>(
    { path, inode, version }: { readonly path: string; readonly inode: number | undefined; readonly version: 1 | 2 },
    use: (directory: GroupDirectory) => Promise<T>,
  ): Promise<T> {
    const fd = openDirectory(path);
    try {
      if (inode !== undefined && fstatSync(fd).ino !== inode) {
        throw new ProtocolError('refused', message('{0} is another group of the same name now.', path));
      }
      return await use(new GroupDirectory(path, fd, version));
    } finally {
      closeSync(fd);
    }
  }

  get inode(): number {
    return fstatSync(this.#fd).ino;
  }

  /** Content of a file; undefined when it is not there or cannot be read. */
  read(file: string): string | undefined {
    try {
      return readFileSync(this.#at(file), 'utf8');
    } catch {
      return undefined;
    }
  }

  /** A descriptor of a file of it, for writing; the caller closes it. @throws SyscallError */
  openFile(file: string): number {
    try {
      return openSync(this.#at(file), constants.O_WRONLY);
    } catch (error) {
      throw new SyscallError('open', errnoOf(error), `${this.path}/${file}`);
    }
  }

  /** Writes one line in one write(2), as `echo` does; a write of a limit may take long. @throws SyscallError */
  async write(file: string, value: string): Promise<void> {
    try {
      const handle = await open(this.#at(file), constants.O_WRONLY);
      try {
        await handle.write(`${value}\n`);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw new SyscallError('write', errnoOf(error), `${this.path}/${file}`);
    }
  }

  /** Like {@link write}. @throws ProtocolError that tells which rule was broken */
  async set(file: string, value: string): Promise<void> {
    try {
      await this.write(file, value);
    } catch (error) {
      throw this.explained(file, value, error);
    }
  }

  /** @throws ProtocolError that tells which rule was broken */
  make(name: string): void {
    try {
      mkdirSync(this.#at(name));
      // The agent's umask keeps files of its own private; a group is for everybody to see, as that of mkdir(1).
      chmodSync(this.#at(name), 0o755);
    } catch (error) {
      throw this.explained('mkdir', name, error);
    }
  }

  /** @throws ProtocolError that tells which rule was broken */
  remove(name: string): void {
    try {
      rmdirSync(this.#at(name));
    } catch (error) {
      throw this.explained('rmdir', name, error);
    }
  }

  /** Names of the groups in it. */
  children(): string[] {
    try {
      const entries = readdirSync(this.#at('.'), { withFileTypes: true, encoding: 'buffer' });
      return entries.flatMap((entry) => (entry.isDirectory() ? textOfBytes(entry.name) : []));
    } catch {
      return [];
    }
  }

  /** Pids in it and below it. */
  processes(): number[] {
    const own = (this.read('cgroup.procs') ?? '').split('\n').filter(Boolean).map(Number);
    return [...own, ...this.children().flatMap((name) => processesAt(this.#at(name)))];
  }

  /** What the kernel's refusal means. */
  explained(file: string, value: string, error: unknown): ProtocolError {
    const errno = error instanceof SyscallError ? error.errno : errnoOf(error);
    const { rule, remedy } = brokenRule({ file, value, version: this.#version, errno });
    const denied = errno === 'EACCES' || errno === 'EPERM' || errno === 'EROFS';
    const name = denied ? 'denied' : isGone(errno) ? 'gone' : 'failed';
    return new ProtocolError(
      name,
      message('{0}: {1}', `${this.path}/${file === 'mkdir' || file === 'rmdir' ? value : file}`, rule),
      remedy,
    );
  }

  #at(name: string): string | Buffer {
    return bytesOfText(`/proc/self/fd/${this.#fd}/${name}`);
  }
}

function openDirectory(path: string): number {
  try {
    return openSync(bytesOfText(path), constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    const errno = errnoOf(error);
    if (isGone(errno)) throw new ProtocolError('gone', message('The group {0} is gone.', path));
    throw new SyscallError('open', errno, path);
  }
}

function processesAt(directory: string | Buffer): number[] {
  const path = (name: string) => Buffer.concat([Buffer.from(directory), Buffer.from(`/${name}`)]);
  try {
    const own = readFileSync(path('cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    const below = readdirSync(directory, { withFileTypes: true, encoding: 'buffer' }).filter((entry) =>
      entry.isDirectory(),
    );
    return [
      ...own,
      ...below.flatMap(({ name }) => processesAt(Buffer.concat([Buffer.from(directory), Buffer.from('/'), name]))),
    ];
  } catch {
    return [];
  }
}
