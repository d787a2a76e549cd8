import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Enter } from '../../src/model/enter/enter.ts';
import { TestAgent } from '../support/agents.ts';
import { TestTerminals } from '../support/terminals.ts';
import { atMost, median, type Result, timed, toldOnly } from './result.ts';

const SIZE = 200_000_000;
const KEYS = 200;

function here(...command: readonly string[]): Enter {
  return { target: { kind: 'join', namespaces: [], groups: [], take: [] }, user: 'own', command };
}

/** Resident memory in MB. */
function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** From a key to its echo at the client, in ms. */
async function echoes(terminals: TestTerminals): Promise<number[]> {
  const terminal = await terminals.open(here('sh', '-c', 'stty -icanon; echo go; exec cat >/dev/null'));
  await terminal.until(/go/);
  const times: number[] = [];
  for (let key = 0; key < KEYS; key++) {
    const { received } = terminal;
    times.push(
      await timed(() => {
        terminal.type('x');
        return terminal.when(() => terminal.received > received, 'an echo');
      }),
    );
    await sleep(5);
  }
  await terminal.close();
  await terminal.ended;
  return times;
}

/** 200 MB to a client that takes them at once; how much more memory the agent has at the most. */
async function flood(agent: TestAgent, terminals: TestTerminals): Promise<{ seconds: number; more: number }> {
  const before = residentMb(agent.pid);
  let most = before;
  const terminal = await terminals.open(here('sh', '-c', `stty -opost; read _; yes 0123456789abcde | head -c ${SIZE}`));
  terminal.onText = () => {
    most = Math.max(most, residentMb(agent.pid));
  };
  const ms = await timed(() => {
    terminal.type('\n');
    return terminal.ended;
  });
  if (terminal.received < SIZE) throw new Error(`${terminal.received} of ${SIZE} came`);
  return { seconds: ms / 1000, more: most - before };
}

/** The same output through a pipe, in s: what the machine does at all. */
async function pipe(): Promise<number> {
  const child = spawn('sh', ['-c', `yes 0123456789abcde | head -c ${SIZE}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  return (await timed(() => once(child, 'close'))) / 1000;
}

/** Measures terminals of an agent. */
export async function measureTerminals(): Promise<Result[]> {
  await using agent = await TestAgent.start();
  const terminals = new TestTerminals(agent);
  const times = await echoes(terminals);
  const opened = await timed(async () => {
    const terminal = await terminals.open(here('true'));
    await terminal.ended;
  });
  const { seconds, more } = await flood(agent, terminals);
  const slow = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
  return [
    atMost(`echo of a key, median of ${KEYS}`, median(times), 20, 'ms'),
    toldOnly('the same, 95 % of them within', `${slow.toFixed(1)} ms`),
    toldOnly('terminal opened, its program run and ended', `${opened.toFixed(0)} ms`),
    toldOnly(
      '200 MB through a terminal',
      `${(SIZE / 1e6 / seconds).toFixed(0)} MB/s (pipe: ${(SIZE / 1e6 / (await pipe())).toFixed(0)})`,
    ),
    atMost('200 MB through a terminal: more memory of the agent', more, 50, 'MB'),
  ];
}
