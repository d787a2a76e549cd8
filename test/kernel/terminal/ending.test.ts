import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Enter } from '../../../src/model/enter/enter.ts';
import { exitWithin, TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { type TestTerminal, TestTerminals } from '../../support/terminals.ts';

checkLeaks();

function here(script: string): Enter {
  return {
    target: { kind: 'join', namespaces: [], groups: [], take: [] },
    user: 'own',
    command: ['/bin/sh', '-c', script],
  };
}

/** What holds on to life: in the background, deaf to signals, in a session of its own, with a new parent. */
const STUBBORN = `
sleep 1001 &
nohup sleep 1002 >/dev/null 2>&1 &
(trap '' HUP TERM INT; sleep 1003) &
setsid sleep 1004 &
(setsid sh -c 'trap "" HUP; sleep 1005 & wait' &)
echo started; exec sleep 1006`;

/** Processes with the mark of a terminal; of all terminals of an agent without a number. */
function marked(agent: number, terminal: number | '' = ''): string[] {
  const mark = new RegExp(`(?:^|\\0)ISOLENS_TERMINAL=${agent}-\\d+\\.${terminal}${terminal === '' ? '' : '(?:\\0|$)'}`);
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && mark.test(readFileSync(`/proc/${pid}/environ`, 'latin1'));
    } catch {
      return false;
    }
  });
}

async function untilNone(agent: number, terminal: number | '' = ''): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (marked(agent, terminal).length > 0 && performance.now() < deadline) await sleep(50);
  assert.deepEqual(marked(agent, terminal), []);
}

/** All that is started has the mark; in the moment of its execve(2) a process has no environment. */
async function stubborn(terminals: TestTerminals, agent: number): Promise<TestTerminal> {
  const terminal = await terminals.open(here(STUBBORN));
  await terminal.until(/started/);
  while (marked(agent, terminal.id).length < 6) await sleep(20);
  return terminal;
}

describe('what was started in a terminal ends', () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`with the agent on ${signal}`, async () => {
      await using agent = await TestAgent.start();
      await stubborn(new TestTerminals(agent), agent.pid);
      agent.child.kill(signal);
      await exitWithin(agent);
      await untilNone(agent.pid);
    });
  }

  it('with its terminal, and nothing else does', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    const [closed, open] = [await stubborn(terminals, agent.pid), await stubborn(terminals, agent.pid)];
    const before = marked(agent.pid, open.id).length;
    await closed.close();
    await closed.ended;
    await untilNone(agent.pid, closed.id);
    assert.ok(marked(agent.pid, open.id).length >= before);
    await open.close();
    assert.equal((await open.ended).signal, 'SIGHUP');
  });

  it('when its shell does', async () => {
    await using agent = await TestAgent.start();
    const terminal = await new TestTerminals(agent).open(here('setsid sleep 1000 & exit 3'));
    assert.deepEqual(await terminal.ended, { terminal: 0, code: 3 });
    await untilNone(agent.pid);
  });
});

describe('a terminal tells', () => {
  const ENDS: readonly (readonly [string, object])[] = [
    ['exit 0', { code: 0 }],
    ['exit 42', { code: 42 }],
    ['kill -9 $$', { code: 0, signal: 'SIGKILL' }],
    ['kill -SEGV $$', { code: 0, signal: 'SIGSEGV' }],
  ];
  it('how its program ended', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    for (const [script, expected] of ENDS) {
      const { terminal: _, ...end } = await (await terminals.open(here(script))).ended;
      assert.deepEqual(end, expected);
    }
  });

  it('its program of another size', async () => {
    await using agent = await TestAgent.start();
    const terminal = await new TestTerminals(agent).open(
      here(`trap 'stty size' WINCH; stty size; while :; do sleep 0.05; done`),
    );
    await terminal.until(/^24 80\r$/m);
    terminal.resize(132, 50);
    await terminal.until(/^50 132\r$/m);
    terminal.type('\x03');
    await terminal.ended;
  });
});

describe('many terminals', () => {
  it('are open at once, 50 of them, and each has its own', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    const all: TestTerminal[] = [];
    for (let at = 0; at < 50; at++) all.push(await terminals.open(here(`read line; echo "<$line>"; exec cat`)));
    for (const terminal of all) terminal.type(`to ${terminal.id}\n`);
    for (const terminal of all) await terminal.until(new RegExp(`<to ${terminal.id}>`));
    agent.child.kill('SIGKILL');
    await exitWithin(agent);
    await untilNone(agent.pid);
  });

  it('are not more than the agent takes', async () => {
    await using agent = await TestAgent.start();
    const terminals = new TestTerminals(agent);
    for (let at = 0; at < 100; at++) {
      await terminals.open(here('exec cat'));
    }
    const more = { terminal: 1000, enter: here('exec cat'), size: { columns: 80, rows: 24 } };
    assert.equal(await agent.errorOf('terminal/open', more), 'busy');
    assert.equal(await agent.errorOf('terminal/open', { ...more, terminal: 5 }), 'invalid');
  });
});
