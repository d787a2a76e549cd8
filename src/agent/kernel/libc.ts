import koffi from 'koffi';

/**
 * The functions of libc that the kernel wrappers call. The process's own libc is used, glibc or musl.
 * Variadic functions are declared with fixed integer arguments: on Linux x86-64 and arm64 both are called alike.
 */
const libc = koffi.load(null);

type Bytes = Uint8Array;
/** Text, or bytes that end with a NUL. */
type Path = string | Bytes;

export const openat: (dirfd: number, path: Path, flags: number) => number = libc.func(
  'int openat(int, const char *, int)',
);
export const close: (fd: number) => number = libc.func('int close(int)');
export const read: (fd: number, buffer: Bytes, size: number) => number = libc.func(
  'int64_t read(int, _Out_ uint8_t *, uint64_t)',
);
export const write: (fd: number, buffer: Bytes, size: number) => number = libc.func(
  'int64_t write(int, const uint8_t *, uint64_t)',
);
export const pread: (fd: number, buffer: Bytes, size: number, offset: number) => number = libc.func(
  'int64_t pread(int, _Out_ uint8_t *, uint64_t, int64_t)',
);
export const getdents64: (fd: number, buffer: Bytes, size: number) => number = libc.func(
  'int64_t getdents64(int, _Out_ uint8_t *, uint64_t)',
);
export const readlinkat: (dirfd: number, path: string, buffer: Bytes, size: number) => number = libc.func(
  'int64_t readlinkat(int, const char *, _Out_ uint8_t *, uint64_t)',
);
export const getxattr: (path: string, name: string, value: Bytes, size: number) => number = libc.func(
  'int64_t getxattr(const char *, const char *, _Out_ uint8_t *, uint64_t)',
);
export const ioctl: (fd: number, request: number, argument: Bytes | null) => number = libc.func(
  'int ioctl(int, uint64_t, _Inout_ uint8_t *)',
);
export const flock: (fd: number, operation: number) => number = libc.func('int flock(int, int)');
/** fcntl(2) whose argument is a number. */
export const fcntl: (fd: number, command: number, argument: number) => number =
  libc.func('int fcntl(int, int, int64_t)');
/** ioctl(2) whose argument is a number. */
export const ioctlNumber: (fd: number, request: number, argument: number) => number = libc.func(
  'int ioctl(int, uint64_t, int64_t)',
);
export const setns: (fd: number, nstype: number) => number = libc.func('int setns(int, int)');
export const unshare: (flags: number) => number = libc.func('int unshare(int)');
export const socket: (domain: number, type: number, protocol: number) => number =
  libc.func('int socket(int, int, int)');
export const bind: (fd: number, address: Bytes, size: number) => number = libc.func(
  'int bind(int, const uint8_t *, uint32_t)',
);
export const connect: (fd: number, address: Bytes, size: number) => number = libc.func(
  'int connect(int, const uint8_t *, uint32_t)',
);
export const send: (fd: number, buffer: Bytes, size: number, flags: number) => number = libc.func(
  'int64_t send(int, const uint8_t *, uint64_t, int)',
);
export const recv: (fd: number, buffer: Bytes, size: number, flags: number) => number = libc.func(
  'int64_t recv(int, _Out_ uint8_t *, uint64_t, int)',
);
export const recvmsg: (fd: number, header: Bytes, flags: number) => number = libc.func(
  'int64_t recvmsg(int, _Inout_ uint8_t *, int)',
);
export const pipe2: (fds: Bytes, flags: number) => number = libc.func('int pipe2(_Out_ uint8_t *, int)');
export const setsockopt: (fd: number, level: number, name: number, value: Bytes, size: number) => number = libc.func(
  'int setsockopt(int, int, int, const uint8_t *, uint32_t)',
);
export const sysconf: (name: number) => number = libc.func('int64_t sysconf(int)');

export const prctl: (option: number, a: number, b: number, c: number, d: number) => number = libc.func(
  'int prctl(int, uint64_t, uint64_t, uint64_t, uint64_t)',
);
export const waitpid: (pid: number, status: Bytes, options: number) => number = libc.func(
  'int waitpid(int, _Out_ uint8_t *, int)',
);

/** Where memory is, for structures that point to it; good as long as it is in use. */
export function addressOf(memory: Bytes): bigint {
  return koffi.address(memory);
}

/** poll(2) on a thread of the pool; `done` is called on the main thread. */
export const pollAsync: (
  fds: Bytes,
  count: number,
  timeout: number,
  done: (error: unknown, result: number) => void,
) => void = libc.func('int poll(_Inout_ uint8_t *, uint64_t, int)').async;

/** syscall(2) with integer arguments. */
export const syscall: (number: number, a: number, b: number, c: number, d: number) => number = libc.func(
  'int64_t syscall(int64_t, int64_t, int64_t, int64_t, int64_t)',
);
/** syscall(2) whose first argument is text. */
export const syscallText: (number: number, a: string, b: number) => number = libc.func(
  'int64_t syscall(int64_t, const char *, int64_t)',
);
/** syscall(2) with five integer arguments. */
export const syscallFive: (number: number, a: number, b: number, c: number, d: number, e: number) => number = libc.func(
  'int64_t syscall(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t)',
);
/** syscall(2) whose first two arguments are memory. */
export const syscallBytes: (number: number, a: Bytes, b: Bytes, c: number, d: number) => number = libc.func(
  'int64_t syscall(int64_t, _Inout_ uint8_t *, _Inout_ uint8_t *, int64_t, int64_t)',
);
/** statx(2) by number: old C libraries have no function for it. */
export const syscallStatx: (
  number: number,
  dirfd: number,
  path: Path,
  flags: number,
  mask: number,
  result: Bytes,
) => number = libc.func('int64_t syscall(int64_t, int64_t, const char *, int64_t, int64_t, _Out_ uint8_t *)');
/** openat2(2) by number: libc has no function for it. */
export const syscallOpenat2: (number: number, dirfd: number, path: Path, how: Bytes, size: number) => number =
  libc.func('int64_t syscall(int64_t, int64_t, const char *, const uint8_t *, uint64_t)');
export const openByHandleAt: (mountFd: number, handle: Bytes, flags: number) => number = libc.func(
  'int open_by_handle_at(int, _Inout_ uint8_t *, int)',
);

export const O_RDONLY = 0;
export const O_RDWR = 2;
export const O_NOCTTY = 0o400;
export const O_NONBLOCK = 0o4000;
export const O_PATH = 0o10000000;
export const O_CLOEXEC = 0o2000000;
export const O_DIRECTORY = process.arch === 'arm64' ? 0o40000 : 0o200000;
export const AT_FDCWD = -100;
