// Serves the tap device `argv[2]` of its network namespace until its standard input ends.
import * as libc from '../../../src/agent/kernel/libc.ts';

const TUNSETIFF = 0x400454ca;
const IFF_TAP_NO_PI = 0x1002;
const O_RDWR = 2;

const fd = libc.openat(libc.AT_FDCWD, '/dev/net/tun', O_RDWR | libc.O_CLOEXEC);
const request = Buffer.alloc(40);
request.write(process.argv[2] ?? '', 0, 15);
request.writeUInt16LE(IFF_TAP_NO_PI, 16);
if (fd < 0 || libc.ioctl(fd, TUNSETIFF, request) < 0) process.exit(1);
process.stdin.resume();
process.stdout.write('ready\n');
