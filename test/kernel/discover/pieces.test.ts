import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import net from 'node:net';
import { after, describe, it } from 'node:test';
import { Problems } from '../../../src/agent/discover/problems.ts';
import { ProcessReader } from '../../../src/agent/discover/process-reader.ts';
import { type Reference, ReferenceReader } from '../../../src/agent/discover/references.ts';
import { Proc } from '../../../src/agent/kernel/proc.ts';

const proc = new Proc();
after(() => proc.dispose());

/** What this process holds, and in how many pieces it was read. */
function readOwn(): { readonly pieces: number; readonly found: readonly Reference[] } {
  const reader = new ProcessReader(proc);
  const task = { pid: process.pid, id: '1@1', links: reader.links('self') ?? {} };
  const work = new ReferenceReader(proc, reader).read(task, 1, new Problems());
  for (let pieces = 1; ; pieces++) {
    const next = work.next();
    if (next.done) return { pieces, found: next.value };
  }
}

function open<T>(count: number, one: () => T): T[] {
  return Array.from({ length: count }, one);
}

describe('a process with very many descriptors', () => {
  it('is read in pieces, so that the agent answers meanwhile', () => {
    const before = readOwn();
    const files = open(1000, () => openSync('/dev/null', 'r'));
    const held = openSync('/proc/self/ns/uts', 'r');
    const { pieces, found } = readOwn();
    for (const fd of [...files, held]) closeSync(fd);
    assert.ok(pieces >= before.pieces + 10, `${pieces} pieces, ${before.pieces} without them`);
    assert.equal(found.filter(({ pin }) => pin.kind === 'fd' && pin.fd === held).length, 1);
  });

  it('is read in pieces when they are sockets', async () => {
    const before = readOwn();
    const servers = await Promise.all(open(300, listening));
    const { pieces } = readOwn();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    // 300 descriptors to read and 300 sockets to ask for.
    assert.ok(pieces >= before.pieces + 7, `${pieces} pieces, ${before.pieces} without them`);
  });
});

function listening(): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
