import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Readiness } from '../../../src/agent/kernel/readiness.ts';
import { Live } from '../../../src/agent/service/live.ts';
import { Emitter } from '../../../src/base/event.ts';
import { applyDelta, type SnapshotDelta } from '../../../src/model/delta.ts';
import { kernelName } from '../../../src/model/namespace.ts';
import { processByPid, type Snapshot } from '../../../src/model/snapshot.ts';
import { CompareMounts, Diagnose, Refresh, SetAttention } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { discoverHere } from '../../support/discovering.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { READY, type Started, start } from '../../support/started.ts';

checkLeaks();

const root = process.geteuid?.() === 0;

function inNewUts() {
  const flags = root ? ['--uts'] : ['--map-root-user', '--uts'];
  return start('unshare', ...flags, 'sh', '-c', `readlink /proc/self/ns/uts; ${READY}`);
}

/** The namespace of that process is there: its number alone may have stood for another one. */
function has({ pid, output }: Pick<Started, 'pid' | 'output'>) {
  return (snapshot: Snapshot) => {
    const ids = Object.values(processByPid(snapshot, pid)?.namespaces ?? {});
    return ids.some((id) => snapshot.namespaces[id] && kernelName(snapshot.namespaces[id]) === output.trim());
  };
}

/** Each leads on from the version that the one before it led to, or starts from nothing. */
function assertChained(deltas: readonly SnapshotDelta[]): void {
  let version = 0;
  for (const { from, to } of deltas) {
    if (from !== 0) assert.equal(from, version);
    assert.ok(to > from, `${from} to ${to}`);
    version = to;
  }
}

describe('a client that looks', () => {
  it('is sent everything once, from version 0', async () => {
    await using agent = await TestAgent.start('visible');
    const snapshot = await agent.until(({ version }) => Number.isInteger(version), 'a whole version');
    assert.equal(agent.deltas[0]?.from, 0);
    assert.ok(has({ pid: process.pid, output: readlinkSync('/proc/self/ns/uts') })(snapshot));
    assertChained(agent.deltas);
  });

  it('sees a namespace come and go', async () => {
    await using agent = await TestAgent.start('focused');
    const held = await inNewUts();
    const { namespaces } = await agent.until(has(held), held.output);
    await held[Symbol.asyncDispose]();
    const id = Object.values(namespaces).find((ns) => kernelName(ns) === held.output.trim())?.id ?? '';
    await agent.until((snapshot) => !(id in snapshot.namespaces), `${id} gone`);
    assertChained(agent.deltas);
  });

  it('sees it by events long before the poll, where the kernel tells of processes', async (t) => {
    await using agent = await TestAgent.start('visible');
    const { host } = await agent.until(({ version }) => version >= 1, 'anything');
    if (!host.features.processEvents) return t.skip('no process events here');
    // The first look inside has been sent: the agent is at rest.
    await sleep(1000);
    await using held = await inNewUts();
    const began = performance.now();
    await agent.until(has(held), held.output);
    // The poll of a visible view comes every 10 s. How fast exactly is for the bench.
    assert.ok(performance.now() - began < 8000);
  });

  it('gets at most about four deltas a second, and the truth at the end, when namespaces come and go all the time', async () => {
    await using agent = await TestAgent.start('focused');
    await agent.until(({ version }) => version >= 1, 'anything');
    await agent.ask(Refresh.method, { rescan: false });
    const one = `unshare ${root ? '' : '--map-root-user'} --uts sleep 0.2 > /dev/null &`;
    const storm = `i=0; while [ $i -lt 150 ]; do ${one} sleep 0.02; i=$((i+1)); done; wait`;
    const before = agent.deltas.length;
    const began = performance.now();
    await using _storm = await start('sh', '-c', `${storm}; ${READY}`);
    const seconds = (performance.now() - began) / 1000;
    const sent = agent.deltas.length - before;
    assert.ok(sent <= 4 * seconds + 2, `${sent} deltas in ${seconds} s`);
    await using held = await inNewUts();
    await agent.until(has(held), held.output);
    assertChained(agent.deltas);
  });

  it('can have everything again', async () => {
    await using agent = await TestAgent.start('visible');
    await agent.until(({ version }) => version >= 1, 'anything');
    const before = agent.deltas.length;
    await agent.ask(Refresh.method, { rescan: true });
    assert.ok(agent.deltas.slice(before).some(({ from }) => from === 0));
    assertChained(agent.deltas);
  });
});

describe('a client that does not look', () => {
  it('is sent nothing, and what has changed as soon as it looks', async () => {
    await using agent = await TestAgent.start('focused');
    await agent.until(({ version }) => version >= 1, 'anything');
    await agent.ask(SetAttention.method, { attention: 'hidden' });
    // A scan that was under way is over when this is answered.
    await agent.ask(Refresh.method, { rescan: false });
    const before = agent.deltas.length;
    await using held = await inNewUts();
    await sleep(3000);
    assert.equal(agent.deltas.length, before);
    await agent.ask(SetAttention.method, { attention: 'visible' });
    await agent.until(has(held), held.output);
    assert.ok(agent.deltas.slice(before).every(({ from }) => from !== 0));
    assertChained(agent.deltas);
  });
});

describe('an agent that nobody looks at', () => {
  it('closes its subscription to the events of processes', async (t) => {
    await using agent = await TestAgent.start('focused');
    const { host } = await agent.until(({ version }) => version >= 1, 'anything');
    if (!host.features.processEvents) return t.skip('no process events here');
    assert.equal(connectors(agent.pid), 1);
    await agent.ask(SetAttention.method, { attention: 'hidden' });
    // The thread that waits on it closes it.
    const deadline = performance.now() + 5000;
    while (connectors(agent.pid) > 0 && performance.now() < deadline) await sleep(20);
    assert.equal(connectors(agent.pid), 0);
  });
});

/** How many sockets of NETLINK_CONNECTOR (11) a process has (`/proc/net/netlink`: protocol second, inode last). */
function connectors(pid: number): number {
  const rows = readFileSync('/proc/net/netlink', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/ +/));
  const all = new Set(rows.filter((row) => row[1] === '11').map((row) => `socket:[${row.at(-1)}]`));
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkOrGone(`/proc/${pid}/fd/${fd}`));
  return links.filter((link) => all.has(link)).length;
}

function readlinkOrGone(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return 'gone';
  }
}

describe('a client that does not read for a while', () => {
  it('is not sent what was overtaken meanwhile', async () => {
    const discovery = discoverHere();
    const deltas: SnapshotDelta[] = [];
    let read: () => void = () => {};
    const reading = new Promise<void>((resolve) => {
      read = resolve;
    });
    const sending = new Emitter<void>();
    const send = (delta: SnapshotDelta) => {
      deltas.push(delta);
      sending.fire();
      return reading;
    };
    const readiness = new Readiness();
    const live = new Live({ discovery, send, readiness, log: () => {}, onScan: () => {} });
    try {
      const next = () => new Promise<void>((resolve) => void sending.event(resolve));
      const first = next();
      live.setAttention('focused');
      await first;
      for (let round = 0; round < 8; round++) {
        await using _held = await inNewUts();
        await sleep(250);
      }
      assert.equal(deltas.length, 1);
      await using last = await inNewUts();
      read();
      let snapshot = deltas.reduce<Snapshot | undefined>(applyDelta, undefined);
      while (!snapshot || !has(last)(snapshot)) {
        await next();
        snapshot = deltas.reduce<Snapshot | undefined>(applyDelta, undefined);
      }
      // The rest of the first snapshot may have come in steps; none of the eight has.
      assertChained(deltas);
      assert.ok(deltas.filter(({ to }) => Number.isInteger(to)).length <= 4, `${deltas.length} deltas`);
    } finally {
      live.dispose();
      readiness.dispose();
      discovery.dispose();
    }
  });
});

describe('an agent that looks', () => {
  it('tells of itself for a bug report', async () => {
    await using agent = await TestAgent.start('focused');
    await agent.until(({ version }) => version >= 1, 'anything');
    const lines = await agent.ask<string[]>(Diagnose.method, null);
    assert.match(lines.join('\n'), /^agent dev, Node\.js v24[^]*\nkernel [^]*\d+ namespaces, \d+ processes/);
  });

  it('compares the mounts of two mount namespaces', async () => {
    const flags = root ? ['--mount'] : ['--map-root-user', '--mount'];
    const script = `mount -t tmpfs isolens-test /mnt && readlink /proc/self/ns/mnt; ${READY}`;
    await using other = await start('unshare', ...flags, 'sh', '-c', script);
    await using agent = await TestAgent.start('focused');
    const snapshot = await agent.until(has(other), other.output);
    const idOf = (wanted: string) => Object.values(snapshot.namespaces).find((ns) => kernelName(ns) === wanted)?.id;
    const a = idOf(readlinkSync('/proc/self/ns/mnt'));
    const difference = await agent.ask(CompareMounts.method, { a, b: idOf(other.output.trim()) });
    assert.match(JSON.stringify(difference), /isolens-test/);
  });
});
