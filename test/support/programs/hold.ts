// Holds a new namespace without being its member: `hold.ts thread|fd|socket|children`.
// A worker thread unshares net; it stays, or leaves a descriptor behind and ends. Or the next child gets another time.
import { readlinkSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { check } from '../../../src/agent/kernel/errno.ts';
import { open } from '../../../src/agent/kernel/fd.ts';
import * as libc from '../../../src/agent/kernel/libc.ts';

const CLONE_NEWNET = 0x40000000;
const CLONE_NEWTIME = 0x80;
const AF_INET = 2;
const SOCK_DGRAM = 2;

/** Runs in the worker. */
function hold(way: unknown): void {
  check(libc.unshare(CLONE_NEWNET), 'unshare');
  const inode = readlinkSync('/proc/thread-self/ns/net');
  if (way === 'fd') open('/proc/thread-self/ns/net');
  if (way === 'socket') check(libc.socket(AF_INET, SOCK_DGRAM, 0), 'socket');
  parentPort?.postMessage(inode);
  // A listener keeps the worker, and so its namespace, alive.
  if (way === 'thread') parentPort?.on('message', () => {});
}

/** Name of the network namespace that a worker unshared. */
async function fromWorker(way: string | undefined): Promise<unknown> {
  const worker = new Worker(new URL(import.meta.url), { workerData: way });
  const told = new Promise((resolve) => worker.once('message', resolve));
  if (way !== 'thread') await new Promise((resolve) => worker.once('exit', resolve));
  return told;
}

function forChildren(): string {
  check(libc.unshare(CLONE_NEWTIME), 'unshare');
  return readlinkSync('/proc/self/ns/time_for_children');
}

if (isMainThread) {
  const way = process.argv[2];
  console.log(way === 'children' ? forChildren() : await fromWorker(way));
  console.log('ready');
  process.stdin.on('end', () => process.exit()).resume();
} else {
  hold(workerData);
}
