import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Enter } from '../../../src/model/enter/enter.ts';
import { HIGH_WATER, MOST_TERMINAL_TEXT } from '../../../src/protocol/terminal.ts';
import { TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { TestTerminals } from '../../support/terminals.ts';

checkLeaks();

/** A command of sh where the agent is. */
function here(script: string): Enter {
  return {
    target: { kind: 'join', namespaces: [], groups: [], take: [] },
    user: 'own',
    command: ['/bin/sh', '-c', script],
  };
}

/** Resident memory in MB. */
function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

describe('a terminal', () => {
  it('loses nothing of 60 times what may be on its way, and the agent does not grow with it', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    const size = 60 * HIGH_WATER;
    const terminal = await terminals.open(here(`stty -opost; echo go; read _; yes 0123456789abcde | head -c ${size}`));
    await terminal.until(/go/);
    const [hash, expected] = [createHash('sha256'), createHash('sha256')];
    const line = '0123456789abcde\n'.repeat(10_000);
    for (let left = size; left > 0; left -= line.length) expected.update(line.slice(0, left));
    // What is typed is echoed: without processing of output as a plain line feed.
    terminal.text = '';
    terminal.type('\n');
    await terminal.until(/\n/);
    hash.update(terminal.text.slice(terminal.text.indexOf('\n') + 1));
    const before = residentMb(agent.pid);
    let most = before;
    let count = terminal.text.length - 1;
    terminal.onText = (text) => {
      hash.update(text);
      count += text.length;
      most = Math.max(most, residentMb(agent.pid));
    };
    assert.deepEqual(await terminal.ended, { terminal: 0, code: 0 });
    assert.equal(count, size);
    assert.equal(hash.digest('hex'), expected.digest('hex'));
    assert.ok(most - before < 100, `${before} MB before, ${most} MB at the most`);
  });

  it('makes its program wait while nobody takes what it writes, and goes on then', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    const terminal = await terminals.open(here('stty -opost; yes | head -c 3000000; echo END'), false);
    await terminal.when(() => terminal.received >= HIGH_WATER, 'much');
    // It would need a moment for the rest, if it did not wait.
    await sleep(1000);
    assert.ok(terminal.received < HIGH_WATER + 4 * MOST_TERMINAL_TEXT, String(terminal.received));
    for (let taken = 0; !terminal.text.endsWith('END\n'); ) {
      const { received } = terminal;
      terminal.acknowledge(received - taken);
      taken = received;
      await terminal.when(() => terminal.received > received, 'more');
    }
    assert.deepEqual(await terminal.ended, { terminal: 0, code: 0 });
    assert.equal(terminal.received, 3_000_004);
  });

  it('ends a program that floods it with Ctrl-C, also while that waits', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    for (const acknowledges of [true, false]) {
      const terminal = await terminals.open(here('yes'), acknowledges);
      await terminal.when(() => terminal.received >= HIGH_WATER, 'much');
      terminal.onText = () => {};
      terminal.type('\x03');
      assert.deepEqual(await terminal.ended, { terminal: terminal.id, code: 0, signal: 'SIGINT' });
    }
  });

  it('keeps characters whole, wherever they are cut', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    const terminal = await terminals.open(here('stty -opost; yes "äöü€😀" | head -n 30000'));
    await terminal.ended;
    assert.equal(terminal.text, 'äöü€😀\n'.repeat(30_000));
  });

  it('does not stop the agent when its program reads nothing of what is typed', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    const terminal = await terminals.open(here('stty raw -echo; echo ready; sleep 1000'));
    await terminal.until(/ready/);
    for (let at = 0; at < 40; at++) terminal.type('x'.repeat(MOST_TERMINAL_TEXT));
    assert.equal(await agent.errorOf('ping', null), 'ok');
    await terminal.close();
    assert.equal((await terminal.ended).signal, 'SIGHUP');
  });
});
