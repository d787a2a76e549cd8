import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import type { TestedParams } from '../../../src/protocol/expectation.ts';
import { CancelTest, ExpectationTested, RaiseEnvironment, TestEnvironment } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { PrivateHost } from '../../support/private-host.ts';
import { resolved } from '../../support/resolved.ts';

const root = process.geteuid?.() === 0;

checkLeaks();

const SPEC = `veth cable
netns sfo { interface eth0 on cable { address 10.83.4.1/24 } }
netns nyc { interface eth0 on cable { address 10.83.4.2/24 } }
expect sfo reaches nyc within 1h
expect nyc listens 80 within 1h
expect nyc not listens 81
`;

async function declaredIn(host: PrivateHost) {
  const file = host.write('asked', SPEC);
  return { spec: await resolved(readFileSync(file, 'utf8')), file, engine: 'auto', restart: false };
}

describe('a request for tests', { skip: !root && 'needs root' }, () => {
  it('is answered when all are decided or it is given up, and each is told before', async () => {
    await using host = await PrivateHost.make();
    await using agent = await TestAgent.start('hidden', { prefix: host.prefix });
    const declared = await declaredIn(host);
    const params = { declared, only: [0, 1, 2], run: 'one' };
    assert.equal(await agent.errorOf(TestEnvironment.method, params), 'gone');
    await agent.ask(RaiseEnvironment.method, { declared, graceMs: 0 });

    const told: string[] = [];
    const two = new Promise<void>((resolve) => {
      agent.connection.onNotification(ExpectationTested.method, ({ run, tested }: TestedParams) => {
        told.push(`${run} ${tested.index} ${tested.judgement.outcome} ${formatMessage(tested.judgement.actual)}`);
        if (told.length === 2) resolve();
      });
    });
    const answer = agent.ask<readonly TestedParams['tested'][]>(TestEnvironment.method, params);
    await two;
    assert.equal(await agent.ask(CancelTest.method, { run: 'one' }), null);
    assert.deepEqual(
      (await answer).map(({ index, judgement }) => [index, judgement.outcome]),
      [
        [0, 'met'],
        [2, 'met'],
      ],
    );
    assert.deepEqual(told.toSorted(), ['one 0 met sfo reaches nyc.', 'one 2 met nyc does not listen on port 81.']);
    assert.equal(host.isolens('down', declared.file).status, 0);
  });

  it('is refused when it is not of its form', async () => {
    await using host = await PrivateHost.make();
    await using agent = await TestAgent.start('hidden', { prefix: host.prefix });
    const declared = await declaredIn(host);
    for (const params of [
      { declared, only: [-1], run: 'x' },
      { declared, only: [0.5], run: 'x' },
      { declared, only: 0, run: 'x' },
      { declared, only: [], run: 'x'.repeat(100) },
      { declared: { ...declared, spec: {} }, only: [], run: 'x' },
      null,
    ]) {
      assert.equal(await agent.errorOf(TestEnvironment.method, params), 'invalid', JSON.stringify(params).slice(0, 80));
    }
    assert.equal(await agent.errorOf(CancelTest.method, { run: 'nobody' }), 'ok');
  });
});
