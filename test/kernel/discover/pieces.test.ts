import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { Problems } from '../../../src/agent/discover/problems.ts';
import { ProcessReader } from '../../../src/agent/discover/process-reader.ts';
import { type Reference, ReferenceReader } from '../../../src/agent/discover/references.ts';
import { Proc } from '../../../src/agent/kernel/proc.ts';
import { start } from '../../support/started.ts';

const proc = new Proc();
after(() => proc.dispose());

/** What a process holds, and in how many pieces it was read. */
function readHeld(pid = process.pid): { readonly pieces: number; readonly found: readonly Reference[] } {
  const reader = new ProcessReader(proc);
  const task = { pid, id: '1@1', links: reader.links(String(pid)) ?? {} };
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
    const before = readHeld();
    const files = open(1000, () => openSync('/dev/null', 'r'));
    const held = openSync('/proc/self/ns/uts', 'r');
    const { pieces, found } = readHeld();
    for (const fd of [...files, held]) closeSync(fd);
    assert.ok(pieces >= before.pieces + 10, `${pieces} pieces, ${before.pieces} without them`);
    assert.equal(found.filter(({ pin }) => pin.kind === 'fd' && pin.fd === held).length, 1);
  });

  it('is read in pieces when they are sockets', async () => {
    await using few = await start(process.execPath, '-e', LISTENS, '1');
    await using many = await start(process.execPath, '-e', LISTENS, '300');
    const [before, after] = [readHeld(few.pid).pieces, readHeld(many.pid).pieces];
    // 299 descriptors more to read and as many sockets to ask for.
    assert.ok(after >= before + 7, `${after} pieces, ${before} without them`);
  });
});

/** Opens so many sockets as it is told, and says so. The agent asks of its own ones nothing. */
const LISTENS = `
const net = require('node:net');
const servers = Array.from({ length: Number(process.argv[1]) }, () => net.createServer().listen(0, '127.0.0.1'));
Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve)))).then(() => console.log('ready'));
`;
