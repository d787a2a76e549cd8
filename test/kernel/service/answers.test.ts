import assert from 'node:assert/strict';
import { on } from 'node:events';
import { describe, it } from 'node:test';
import * as protocol from '../../../src/protocol/protocol.ts';
import { exitWithin, TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';

checkLeaks();

const { Initialize, Ping, PROTOCOL_VERSION } = protocol;

/** What is told, and not answered. */
const NOTIFICATIONS: readonly unknown[] = [
  protocol.SnapshotChanged,
  protocol.TopologyChanged,
  protocol.LimitsReached,
  protocol.EnvironmentProgress,
  protocol.ExpectationTested,
  protocol.WriteTerminal,
  protocol.ResizeTerminal,
  protocol.AcknowledgeTerminal,
  protocol.TerminalWrote,
  protocol.TerminalEnded,
];

/** Every request that the protocol knows, by its exported constant. */
const REQUESTS = Object.values(protocol).flatMap((value) =>
  typeof value === 'object' && 'method' in value && !NOTIFICATIONS.includes(value) ? [value.method] : [],
);

const ATTACKS: readonly unknown[] = [
  undefined,
  null,
  [],
  [null, null],
  'text',
  7,
  {},
  { namespace: '__proto__', process: '__proto__', entry: '__proto__', a: 'constructor', b: 'toString' },
  { namespace: 1, process: {}, entry: [], attention: 'always', rescan: 'yes', protocol: '1', build: 7, a: {}, b: [] },
  { namespace: 'net:[1]', process: '0-0', entry: '', operation: { kind: '__proto__' }, a: '', b: '' },
  { namespace: `net:[1]${'x'.repeat(9000)}`, process: `${'9'.repeat(400)}-1`, operation: null },
  { operation: { kind: 'netns.create', name: '../../etc/passwd' } },
  { operation: { kind: 'netns.delete', name: '-all', namespace: 'net:[1]' } },
  { operation: { kind: 'process.signal', process: '1-0', signal: 'SIGTERM; reboot' } },
];

describe('an agent', () => {
  it('answers every request, whatever its parameters', async () => {
    await using agent = await TestAgent.start();
    assert.ok(REQUESTS.length >= 13, REQUESTS.join());
    for (const method of REQUESTS) {
      for (const params of ATTACKS) {
        const error = await unlessBusy(agent, method, params);
        assert.match(error, /^(?:ok|invalid|gone|refused|version-mismatch)$/, `${method} ${JSON.stringify(params)}`);
      }
    }
    assert.doesNotMatch(agent.log, /^error/m);
    assert.equal(await unlessBusy(agent, Ping.method, null), 'ok');
  });

  it('answers a request that is nested ten thousand deep', async () => {
    await using agent = await TestAgent.start();
    const deep = `${'[{"a":'.repeat(5000)}0${'}]'.repeat(5000)}`;
    const answers = on(agent.child.stdout ?? agent.child, 'data');
    agent.frame(`{"jsonrpc":"2.0","id":"deep","method":"${Ping.method}","params":${deep}}`);
    let output = '';
    for await (const [chunk] of answers) {
      output += String(chunk);
      if (output.includes('"deep"')) break;
    }
    assert.match(output, /"id":"deep","error":\{"code":-33004,/);
    assert.equal(await agent.errorOf(Ping.method, null), 'ok');
  });

  it('names the place of what is wrong', async () => {
    await using agent = await TestAgent.start();
    const params = { operation: { kind: 'process.signal', process: '12-34', signal: 'SIGFOO' } };
    await assert.rejects(agent.ask(protocol.DescribeOperation.method, params), /params\.operation\.signal: expected/);
  });

  it('tells that it does not know a method', async () => {
    await using agent = await TestAgent.start();
    assert.equal(await agent.errorOf('toString', {}), 'code -32601');
  });

  it('answers also a request that its client cancels', async () => {
    await using agent = await TestAgent.start();
    const refreshed = agent.ask(protocol.Refresh.method, { rescan: true });
    await agent.connection.sendNotification('$/cancelRequest', { id: 1 });
    assert.equal(await refreshed, null);
  });
});

/** The agent takes a hundred requests a second. */
async function unlessBusy(agent: TestAgent, method: string, params: unknown): Promise<string> {
  for (;;) {
    const error = await agent.errorOf(method, params);
    if (error !== 'busy') return error;
  }
}

describe('the handshake', () => {
  const MISMATCHES = [
    { protocol: PROTOCOL_VERSION + 1, build: 'dev' },
    { protocol: PROTOCOL_VERSION, build: 'another' },
  ];
  for (const params of MISMATCHES) {
    it(`is refused for ${JSON.stringify(params)}, and nothing else is answered after it`, async () => {
      await using agent = new TestAgent();
      assert.equal(await agent.errorOf(Initialize.method, params), 'version-mismatch');
      assert.equal(await agent.errorOf(protocol.ListJournal.method, null), 'invalid');
    });
  }

  it('comes before every other request', async () => {
    await using agent = new TestAgent();
    const params = { attention: 'focused', rescan: true, operation: { kind: 'netns.create', name: 'itest-before' } };
    for (const method of REQUESTS.filter((method) => method !== Initialize.method)) {
      await assert.rejects(agent.ask(method, params), /The first request must be initialize/, method);
    }
    assert.equal(agent.deltas.length, 0);
  });

  it('tells the pid and the build', async () => {
    await using agent = new TestAgent();
    const result = await agent.ask(Initialize.method, { protocol: PROTOCOL_VERSION, build: 'dev' });
    assert.deepEqual(result, { protocol: PROTOCOL_VERSION, build: 'dev', pid: agent.pid });
  });
});

describe('two agents at once', () => {
  it('see the same host and do not disturb each other', async () => {
    await using one = await TestAgent.start('focused');
    await using other = await TestAgent.start('focused');
    const seen = await one.until((snapshot) => snapshot.version >= 1, 'anything');
    const same = await other.until((snapshot) => snapshot.version >= 1, 'anything');
    assert.equal(seen.host.id, same.host.id);
    const own = (agent: TestAgent) => (snapshot: typeof seen) =>
      Object.values(snapshot.processes).some(({ pid }) => pid === agent.pid);
    await one.until(own(other), 'the other agent');
    one.child.stdin.end();
    assert.deepEqual(await exitWithin(one), { code: 0, signal: null });
    await other.until((snapshot) => !own(one)(snapshot), 'the first agent gone');
  });
});
