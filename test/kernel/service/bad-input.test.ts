import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Initialize, Ping, PROTOCOL_VERSION } from '../../../src/protocol/protocol.ts';
import { exitWithin, RawAgent, TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';

checkLeaks();

const EX_PROTOCOL = 76;

function frame(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const handshake = frame(
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: Initialize.method,
    params: { protocol: PROTOCOL_VERSION, build: 'dev' },
  }),
);

const BROKEN: readonly (readonly [what: string, input: string | Buffer])[] = [
  ['rubbish', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['bytes that are no text', Buffer.from(`\xff\x00\xfe${'\x80'.repeat(9000)}`, 'latin1')],
  ['a header of 2 GB', 'Content-Length: 2147483648\r\n\r\n'],
  ['a header of more than 2^53 bytes', 'Content-Length: 99999999999999999999\r\n\r\n'],
  ['a negative length', 'Content-Length: -1\r\n\r\n'],
  ['no length', 'Content-Type: application/json\r\n\r\n{}'],
  ['two lengths', 'Content-Length: 2\r\nContent-Length: 2000000000\r\n\r\n{}'],
  ['a length hidden behind a lone carriage return', 'X: y\rContent-Length: 2\r\n\r\n{}'],
  ['a header that never ends', `X: ${'y'.repeat(10_000)}`],
  ['a body that is no JSON', frame('{"jsonrpc"')],
  ['a body of 8 MB that opens brackets only', frame('['.repeat(8 * 1024 * 1024))],
  ['a body that is no object', frame('null')],
  ['a body that is a list', frame('[{"jsonrpc":"2.0","id":1,"method":"ping"}]')],
  ['a body that is no UTF-8', Buffer.from(frame('"\xff\xfe\xfd"').replace('8', '5'), 'latin1')],
  ['a method that is no text', frame('{"jsonrpc":"2.0","id":1,"method":{"toString":1}}')],
  ['a request with a list as id', frame('{"jsonrpc":"2.0","id":[1],"method":"ping"}')],
  ['an answer to what was never asked', frame('{"jsonrpc":"2.0","id":1,"result":{}}')],
];

describe('an agent that receives what is not the protocol', () => {
  for (const [what, input] of BROKEN) {
    it(`says so and ends with status 76: ${what}`, async () => {
      await using agent = new RawAgent();
      agent.write(handshake);
      agent.write(input);
      assert.deepEqual(await exitWithin(agent), { code: EX_PROTOCOL, signal: null });
      assert.match(agent.log, /^error The agent ends: ./m);
      assert.equal(agent.log.trim().split('\n').length, 1, agent.log);
    });
  }
});

describe('an agent that receives too much', () => {
  it('stays small when requests come faster than it can answer and nobody reads the answers', async () => {
    await using agent = new RawAgent();
    agent.write(handshake);
    // Its answer to the handshake stays unread, as all that follow.
    await once(agent.child.stdout ?? agent.child, 'readable');
    const many = Buffer.from(frame('{"jsonrpc":"2.0","id":7,"method":"ping"}').repeat(1000));
    const before = residentKiB(agent.pid);
    let taken = 0;
    // 60 MB at most; the agent must stop reading long before.
    while (taken < 1000 && (await written(agent, many))) taken++;
    assert.ok(taken < 1000, 'it read everything');
    const growth = residentKiB(agent.pid) - before;
    assert.ok(growth < 64 * 1024, `it grew by ${growth} KiB`);
    agent.child.kill('SIGTERM');
    assert.deepEqual(await exitWithin(agent), { code: 0, signal: null }, 'it is blocked in a write');
  });

  it('answers again when the flood is over', async () => {
    await using agent = await TestAgent.start();
    const began = performance.now();
    const flood = await Promise.all(Array.from({ length: 2000 }, () => agent.errorOf(Ping.method, null)));
    const seconds = (performance.now() - began) / 1000;
    const [answered, busy] = ['ok', 'busy'].map((error) => flood.filter((each) => each === error).length);
    assert.equal((answered ?? 0) + (busy ?? 0), 2000);
    // A burst of 200, and the bucket fills by 100 tokens a second; a slow machine answers more of them.
    assert.ok((answered ?? 0) <= 200 + 100 * seconds + 1, `${answered} answered in ${seconds} s`);
    let after = 'busy';
    while (after === 'busy') after = await agent.errorOf(Ping.method, null);
    assert.equal(after, 'ok');
  });
});

/** False when the agent does not take it within a second. */
function written({ child }: RawAgent, bytes: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 1000);
    child.stdin.write(bytes, () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

function residentKiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
