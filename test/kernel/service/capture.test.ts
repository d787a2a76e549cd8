import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkRef } from '../../../src/model/operation/link/place.ts';
import type { CapturePart } from '../../../src/protocol/capture.ts';
import { ReadCapture, StartCapture, StopCapture } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';

checkLeaks();

const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0;
const skip = process.geteuid?.() !== 0 ? 'needs root' : !hasTcpdump && 'tcpdump is not installed';

/** Two namespaces that reach each other; the second is there as long as the cable is. */
function wired(): Netns {
  const netns = new Netns('capture');
  for (const line of [
    'link add va type veth peer name vb',
    'link set va up',
    'link set vb up',
    'addr add 10.0.0.1/24 dev va',
    'neigh replace 10.0.0.2 lladdr 02:00:00:00:00:02 dev va nud permanent',
  ])
    netns.ip(line);
  return netns;
}

/** Sends so many packets of UDP out of `va`. */
function send(netns: Netns, count: number): void {
  const script = `for i in $(seq ${count}); do echo isolens > /dev/udp/10.0.0.2/4242; done`;
  execFileSync('ip', ['netns', 'exec', netns.name, 'bash', '-c', script]);
}

async function linkOf(agent: TestAgent, netns: Netns, name: string): Promise<LinkRef> {
  const isIt = ({ kind, inode }: { readonly kind: string; readonly inode: number }) =>
    kind === 'net' && inode === netns.inode;
  const snapshot = await agent.until(({ namespaces }) => Object.values(namespaces).some(isIt), netns.name);
  const namespace = Object.values(snapshot.namespaces).find(isIt)?.id ?? '';
  return { namespace, index: netns.read().links.find((link) => link.name === name)?.index ?? 0, name };
}

async function start(agent: TestAgent, link: LinkRef, most = 1e6): Promise<string> {
  return (await agent.ask<{ readonly capture: string }>(StartCapture.method, { link, most })).capture;
}

/** All parts up to one that is as wanted. */
async function readUntil(agent: TestAgent, capture: string, wanted: (part: CapturePart) => boolean) {
  const pieces: Buffer[] = [];
  for (;;) {
    const part = await agent.ask<CapturePart>(ReadCapture.method, { capture });
    pieces.push(Buffer.from(part.data, 'base64'));
    if (wanted(part)) return { file: Buffer.concat(pieces), last: part };
  }
}

/** What tcpdump reads in a capture file. */
function linesOf(file: Buffer): string[] {
  return execFileSync('tcpdump', ['-n', '-r', '-'], {
    input: file,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
    .split('\n')
    .filter((line) => line.includes('10.0.0.2.4242'));
}

/** Pids of all tcpdump that capture on `va`. */
function dumping(): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      return /\d/.test(pid) && /tcpdump\0-i\0va\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
        ? [Number(pid)]
        : [];
    } catch {
      return [];
    }
  });
}

describe('capturing the packets of a link', { skip }, () => {
  it('brings all of them, until it is stopped', async () => {
    using netns = wired();
    await using agent = await TestAgent.start('visible');
    const capture = await start(agent, await linkOf(agent, netns, 'va'));
    send(netns, 5);
    const seen = await readUntil(agent, capture, ({ packets }) => packets >= 5);
    await agent.ask(StopCapture.method, { capture });
    const rest = await readUntil(agent, capture, ({ end }) => end !== undefined);
    assert.equal(rest.last.end, 'stopped');
    assert.equal(linesOf(Buffer.concat([seen.file, rest.file])).length, 5);
    assert.equal(await agent.errorOf(ReadCapture.method, { capture }), 'gone');
  });

  it('ends before the file is too large', async () => {
    using netns = wired();
    await using agent = await TestAgent.start('visible');
    const capture = await start(agent, await linkOf(agent, netns, 'va'), 1024);
    send(netns, 50);
    const { file, last } = await readUntil(agent, capture, ({ end }) => end !== undefined);
    assert.equal(last.end, 'full');
    assert.ok(file.length <= 1024 && file.length > 900, String(file.length));
    assert.ok(linesOf(file).length > 5);
  });

  it('tells of a link that is gone, and when it goes meanwhile', async () => {
    using netns = wired();
    await using agent = await TestAgent.start('visible');
    const link = await linkOf(agent, netns, 'va');
    assert.equal(await agent.errorOf(StartCapture.method, { link: { ...link, name: 'x' }, most: 1e6 }), 'gone');
    assert.equal(await agent.errorOf(StartCapture.method, { link, most: 1 }), 'invalid');
    const capture = await start(agent, link);
    netns.ip('link del va');
    const { last } = await readUntil(agent, capture, ({ end }) => end !== undefined);
    assert.equal(last.end, 'failed');
  });

  it('ends with the agent, also when that is killed', async () => {
    using netns = wired();
    await using agent = await TestAgent.start('visible');
    await start(agent, await linkOf(agent, netns, 'va'));
    const [pid] = dumping();
    assert.ok(pid);
    agent.child.kill('SIGKILL');
    await agent.exit;
    for (let tries = 0; dumping().includes(pid) && tries < 100; tries++) await sleep(50);
    assert.ok(!dumping().includes(pid));
  });
});
