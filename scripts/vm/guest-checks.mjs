// Runs inside a machine, from the checkout: `isolens ls` shows at least what that machine's lsns shows,
// and uses listns(2) exactly where the kernel has it. Argument: whether it has (true or false).
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';

const expectListns = process.argv[2] === 'true';
const asRoot = process.getuid?.() === 0;

test('isolens ls is a superset of lsns', async () => {
  const held = await hold();
  try {
    const before = lsns();
    const ours = new Map(shown().map(({ ns, type }) => [ns, type]));
    const stable = lsns().filter((row) => before.some((other) => other.ns === row.ns));
    assert.ok(stable.length >= 8, `lsns shows ${stable.length} namespaces`);
    const missing = stable.filter((row) => ours.get(row.ns) !== row.type);
    assert.deepEqual(missing, []);
    console.log(`# lsns ${stable.length}, isolens ${ours.size} namespaces`);
  } finally {
    await held.release();
  }
});

test(`listns(2) is ${expectListns ? 'used' : 'absent without harm'}`, () => {
  assert.equal(isolens('host', '--json').features.listns, expectListns);
});

test('every namespace the kernel lists is shown', { skip: !expectListns && 'no listns(2)' }, async () => {
  const held = await hold();
  try {
    const before = await listns();
    const ours = new Set(Object.values(isolens('snapshot').namespaces).map((namespace) => namespace.nsid));
    const after = await listns();
    assert.ok(before.length >= 8, `the kernel lists ${before.length} namespaces`);
    assert.deepEqual(
      before.filter((id) => after.includes(id) && !ours.has(id)),
      [],
    );
    console.log(`# kernel ${before.length}, isolens ${ours.size} namespaces`);
  } finally {
    await held.release();
  }
});

const hidden = { skip: (!expectListns && 'no listns(2)') || (!asRoot && 'only root is told of it') };

test('a namespace that only a descriptor in flight holds is found through listns(2)', hidden, async () => {
  const child = spawn('python3', ['-c', HIDE], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const inode = Number(String((await once(child.stdout, 'data'))[0]));
    assert.ok(!lsns().some(({ ns }) => ns === inode), 'nothing in /proc leads to it');
    assert.equal(shown().find(({ ns }) => ns === inode)?.type, 'net');
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});

/** Makes a network namespace, sends its only descriptor into a socket nobody reads from and tells its inode. */
const HIDE = `
import os, socket, time
near, far = socket.socketpair()
home = os.open("/proc/self/ns/net", os.O_RDONLY)
os.unshare(os.CLONE_NEWNET)
fd = os.open("/proc/self/ns/net", os.O_RDONLY)
inode = os.fstat(fd).st_ino
socket.send_fds(near, [b"x"], [fd])
os.close(fd)
os.setns(home)
print(inode, flush=True)
time.sleep(600)
`;

/** Namespaces to find: a process in six new ones and, as root, a named network namespace that only a mount holds. */
async function hold() {
  const kinds = ['--user', '--map-root-user', '--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];
  const child = spawn('unshare', [...kinds, 'sh', '-c', 'echo ready; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  if (asRoot) run('ip', 'netns', 'add', 'vm-check');
  return {
    async release() {
      child.kill('SIGKILL');
      await once(child, 'close');
      if (asRoot) run('ip', 'netns', 'del', 'vm-check');
    },
  };
}

/** @typedef {{ ns: number, type: string }} Row */

/** The namespaces util-linux knows. Versions differ in whether a number is a number. */
function lsns() {
  /** @type {{ ns: string | number, type: string }[]} */
  const rows = JSON.parse(run('lsns', '--json', '--output', 'NS,TYPE')).namespaces;
  return rows.map(({ ns, type }) => ({ ns: Number(ns), type }));
}

/**
 * The namespaces we show.
 * @returns {{ ns: number, type: string }[]}
 */
function shown() {
  return isolens('ls', '--json').namespaces;
}

/**
 * What our program answers.
 * @param {string[]} args
 */
function isolens(...args) {
  return JSON.parse(run(process.execPath, 'dist/isolens.cjs', ...args));
}

/** @param {[string, ...string[]]} argv */
function run(...argv) {
  return execFileSync(argv[0], argv.slice(1), {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The kernel's own list (ids in decimal), asked for without any code of ours. */
async function listns() {
  const { default: koffi } = await import('koffi');
  const call = koffi
    .load('libc.so.6')
    .func('long syscall(long number, void *req, void *ids, size_t count, unsigned int flags)');
  const [req, ids] = [Buffer.alloc(32), Buffer.alloc(8 * 4096)];
  req.writeUInt32LE(req.length, 0);
  const count = Number(call(470, req, ids, 4096, 0));
  assert.ok(count > 0, `listns failed with errno ${koffi.errno()}`);
  return Array.from({ length: count }, (_, index) => String(ids.readBigUInt64LE(index * 8)));
}
