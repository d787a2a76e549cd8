import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { AgentClient, type AgentState } from '../../../src/extension/agent-client/agent-client.ts';
import { HostState } from '../../../src/extension/host-state.ts';
import { Diagnose, Ping, ReadHostFacts } from '../../../src/protocol/protocol.ts';
import { AGENT } from '../../support/agents.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'isolens-agents-'));
after(() => rmSync(folder, { recursive: true }));

/** Patience of a person, a hundred times as short; but a program gets long enough to start, also on a slow machine. */
const TIMES = { ping: 50, silence: 30_000, backoff: 5, maxBackoff: 20, stable: 600_000 };

function client(program: string, build = 'dev', silence = TIMES.silence) {
  const lines: string[] = [];
  const agent = new AgentClient({ program, build, log: (line) => lines.push(line), times: { ...TIMES, silence } });
  const until = (state: AgentState) =>
    new Promise<void>((resolve) => {
      if (agent.state === state) resolve();
      else agent.onState((now) => now === state && resolve());
    });
  return { agent, lines, until, [Symbol.dispose]: () => agent.dispose() };
}

/** A program that stands in for an agent. */
function bad(name: string, source: string): string {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  return file;
}

/** As long as an agent needs to start here twice: on a slow machine that is long. */
async function patience(): Promise<number> {
  const began = performance.now();
  using at = client(AGENT);
  at.agent.start();
  await at.until('running');
  return 2000 + 2 * (performance.now() - began);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const KEEP_ALIVE = 'process.stdin.resume();';

describe('the client of the agent', () => {
  it('starts it with the first look only, and gets what is there', async () => {
    using at = client(AGENT);
    const state = new HostState(() => at.agent.resync());
    at.agent.onDelta((delta) => state.apply(delta));
    assert.equal(at.agent.state, 'idle');
    const told = new Promise((resolve) => state.onChange(resolve));
    at.agent.setAttention('visible');
    await told;
    assert.ok(Object.keys(state.snapshot?.namespaces ?? {}).length >= 8);
  });

  it('starts it for somebody who asks but looks at nothing', async () => {
    using at = client(AGENT);
    let deltas = 0;
    at.agent.onDelta(() => deltas++);
    at.agent.start();
    at.agent.start();
    await at.until('running');
    const facts = await at.agent.request(ReadHostFacts, null);
    assert.ok((facts.cpus?.length ?? 0) > 0);
    assert.equal(deltas, 0);
  });

  it('starts it again when it was killed', async () => {
    using at = client(AGENT);
    at.agent.setAttention('visible');
    await at.until('running');
    const pid = Number(/pid (\d+)/.exec((await at.agent.request(Diagnose, null)).join())?.[1]);
    process.kill(pid, 'SIGKILL');
    await at.until('waiting');
    await at.until('running');
    assert.match(at.lines.join('\n'), /ended by SIGKILL|has closed its connection/);
  });

  it('starts it again when it was stopped and does not answer', async () => {
    using at = client(AGENT, 'dev', await patience());
    at.agent.setAttention('visible');
    await at.until('running');
    const pid = Number(/pid (\d+)/.exec((await at.agent.request(Diagnose, null)).join())?.[1]);
    process.kill(pid, 'SIGSTOP');
    await at.until('waiting');
    // The stopped one was killed: it is there no longer than it takes to reap it.
    while (isThere(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('gives up at once on another version', async () => {
    using at = client(AGENT, 'another build');
    at.agent.setAttention('visible');
    await at.until('lost');
    assert.match(at.lines.join('\n'), /another build/);
  });

  const BAD: readonly { what: string; source: string; says: RegExp; silence?: number }[] = [
    { what: 'ends at once', source: 'process.exit(3);', says: /ended with status 3/ },
    { what: 'sends rubbish', source: `console.log('x'.repeat(100_000)); ${KEEP_ALIVE}`, says: /not the protocol/ },
    {
      what: 'announces 2 GB',
      source: `process.stdout.write('Content-Length: 2000000000\\r\\n\\r\\n'); ${KEEP_ALIVE}`,
      says: /over the limit/,
    },
    {
      what: 'sends no JSON',
      source: `process.stdout.write('Content-Length: 3\\r\\n\\r\\n{{{'); ${KEEP_ALIVE}`,
      says: /The agent /,
    },
    { what: 'never answers', source: KEEP_ALIVE, says: /did not answer/, silence: 100 },
    { what: 'is not there', source: '', says: /ended with status/ },
  ];
  for (const { what, source, says, silence } of BAD) {
    it(`gives up after some tries on one that ${what}`, async () => {
      using at = client(bad(what.replaceAll(' ', '-'), source), 'dev', silence);
      at.agent.setAttention('visible');
      await at.until('lost');
      assert.match(at.lines.join('\n'), says);
      await assert.rejects(at.agent.request(Ping, null), /The agent is not running/);
    });
  }

  it('starts it anew when a person wants that', async () => {
    using at = client(bad('ends', 'process.exit(1);'));
    at.agent.setAttention('visible');
    await at.until('lost');
    at.agent.restart();
    assert.equal(at.agent.state, 'starting');
  });
});
