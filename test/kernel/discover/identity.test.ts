import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { nsInode } from '../../../src/agent/kernel/nsfs.ts';
import { compareProcesses } from '../../../src/model/compare.ts';
import { applyDelta, diffSnapshots } from '../../../src/model/delta.ts';
import { holdersOf } from '../../../src/model/holders.ts';
import { processByPid } from '../../../src/model/snapshot.ts';
import { discoverHere, getNamespace } from '../../support/discovering.ts';
import { READY, start } from '../../support/started.ts';

const discovery = discoverHere();
after(() => discovery.dispose());

const root = process.geteuid?.() === 0;
const unshareNet = root ? ['--net'] : ['--map-root-user', '--net'];

function inNewNet() {
  return start('unshare', ...unshareNet, 'sh', '-c', `readlink /proc/self/ns/net; ${READY}`);
}

describe('identity', () => {
  it('of a namespace stays from scan to scan, also when all is read again', async () => {
    await using held = await inNewNet();
    const first = getNamespace(await discovery.scan('changed'), held.output.trim());
    const again = getNamespace(await discovery.scan('full'), held.output.trim());
    assert.equal(first.id, again.id);
  });

  it('stays while members come and go', async () => {
    const script = `readlink /proc/self/ns/net; ${READY}`;
    await using first = await start('unshare', ...unshareNet, 'sh', '-c', script);
    const before = getNamespace(await discovery.scan('changed'), first.output.trim());
    const enter = root ? ['--net'] : ['--user', '--preserve-credentials', '--net'];
    await using second = await start('nsenter', '--target', String(first.pid), ...enter, 'sh', '-c', script);
    assert.equal(getNamespace(await discovery.scan('changed'), second.output.trim()).nprocs, 2);
    await first[Symbol.asyncDispose]();
    const after = getNamespace(await discovery.scan('changed'), second.output.trim());
    assert.deepEqual([after.id, after.nprocs], [before.id, 1]);
  });

  it('is another when the kernel gives the inode number to another namespace', async (t) => {
    const ids = new Map<string, Set<string>>();
    for (let round = 0; round < 8; round++) {
      await using held = await inNewNet();
      const name = held.output.trim();
      const { id } = getNamespace(await discovery.scan('changed'), name);
      const known = ids.get(name) ?? new Set();
      assert.equal(known.has(id), false, `${id} stood for another namespace before`);
      ids.set(name, known.add(id));
      if (known.size > 1) return;
    }
    t.skip('the kernel did not reuse an inode number');
  });

  it('is what is opened, or nothing: a process that led there may be in another one now', async () => {
    const moved = path.join(tmpdir(), `isolens-moved-${process.pid}`);
    const next = `unshare ${unshareNet.join(' ')} sh -c 'echo > ${moved}; exec sleep 60'`;
    await using first = await start(
      'unshare',
      ...unshareNet,
      'sh',
      '-c',
      `trap "exec ${next}" USR1; readlink /proc/self/ns/net; echo ready; while :; do sleep 0.01; done`,
    );
    try {
      const { id, inode } = getNamespace(await discovery.scan('changed'), first.output.trim());
      assert.equal(discovery.withNamespace(id, nsInode), inode);
      process.kill(first.pid, 'SIGUSR1');
      while (!existsSync(moved)) await sleep(10);
      assert.equal(discovery.withNamespace(id, nsInode), undefined);
    } finally {
      rmSync(moved, { force: true });
      process.kill(first.pid, 'SIGKILL');
    }
  });

  it('is another when the same scan interval saw the namespace go and its number come back', async () => {
    const first = await inNewNet();
    const before = getNamespace(await discovery.scan('changed'), first.output.trim());
    await first[Symbol.asyncDispose]();
    await using second = await inNewNet();
    if (second.output !== first.output) return;
    assert.notEqual(getNamespace(await discovery.scan('changed'), second.output.trim()).id, before.id);
  });
});

describe('a re-scan', () => {
  it('gives the same object when nothing changed', async () => {
    // Kernel threads may be born at any moment: one of a few attempts must find a quiet interval.
    for (let attempt = 0; attempt < 5; attempt++) {
      const before = await discovery.scan('changed');
      if ((await discovery.scan('changed')) === before) return;
    }
    assert.fail('five re-scans in a row found a change');
  });

  it('sees that a process which did not run got another parent', async () => {
    const parent = await start('sh', '-c', `sleep 60 > /dev/null & echo $!; ${READY}`);
    const child = Number(parent.output);
    try {
      assert.equal(processByPid(await discovery.scan('changed'), child)?.ppid, parent.pid);
      await parent[Symbol.asyncDispose]();
      assert.notEqual(processByPid(await discovery.scan('changed'), child)?.ppid, parent.pid);
    } finally {
      process.kill(child);
    }
  });

  it('gives snapshots whose difference leads from one to the other', async () => {
    const before = await discovery.scan('changed');
    await using held = await inNewNet();
    const after = await discovery.scan('changed');
    const delta = diffSnapshots(before, after);
    assert.ok(Object.keys(delta.namespaces.set).length >= 1, held.output);
    assert.deepEqual(applyDelta(before, JSON.parse(JSON.stringify(delta))), after);
  });
});

describe('holders and comparison', () => {
  it('name the process of a namespace, and the kinds that two processes share', async () => {
    await using held = await inNewNet();
    const snapshot = await discovery.scan('changed');
    const namespace = getNamespace(snapshot, held.output.trim());
    const [holder, ...others] = holdersOf(snapshot, namespace.id);
    assert.ok(holder?.kind === 'member' && holder.process.pid === held.pid);
    assert.deepEqual(others, []);
    const [a, b] = [processByPid(snapshot, held.pid), processByPid(snapshot, process.pid)];
    assert.ok(a && b);
    const different = compareProcesses(a, b).namespaces.filter(({ relation }) => relation === 'different');
    assert.deepEqual(
      different.map(({ kind }) => kind),
      root ? ['net'] : ['net', 'user'],
    );
  });
});
