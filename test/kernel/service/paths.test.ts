import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Explained, explainedReader } from '../../../src/protocol/path.ts';
import { ExplainPath } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netlab } from '../../support/netlab.ts';

const root = process.geteuid?.() === 0;

checkLeaks();

describe('a request for a path', () => {
  it('is answered with the hops and, if wanted, what a real packet met', { skip: !root && 'needs root' }, async () => {
    using lab = new Netlab();
    lab.add('a', 'b');
    lab.run('a: ip link add eth0 type veth peer name eth0 netns @b');
    for (const line of ['a: ip addr add 10.0.0.1/24 dev eth0', 'b: ip addr add 10.0.0.2/24 dev eth0']) lab.run(line);
    for (const line of ['a: ip link set eth0 up', 'b: ip link set eth0 up']) lab.run(line);
    await using agent = await TestAgent.start('visible');
    const named = (name: string) => ({ name: lab.name(name) });
    const snapshot = await agent.until(
      ({ namespaces }) =>
        ['a', 'b'].every((each) => Object.values(namespaces).some(({ name }) => name === named(each).name)),
      'both namespaces',
    );
    const id = (each: string) => Object.values(snapshot.namespaces).find(({ name }) => name === lab.name(each))?.id;
    const question = { from: { namespace: id('a') }, to: { namespace: id('b') }, protocol: 'tcp', port: 9 };
    const answer = await agent.ask<Explained>(ExplainPath.method, { question, probe: true });
    assert.deepEqual(explainedReader(answer, 'answer'), answer);
    assert.equal(answer.report.cause?.code, 'port-closed');
    assert.equal(answer.probe?.reaches, false);
    assert.deepEqual(
      answer.report.forward.hops.map(({ namespace, in: into, out }) => [namespace, into?.name, out?.name]),
      [
        [id('a'), undefined, 'eth0'],
        [id('b'), 'eth0', undefined],
      ],
    );
  });

  it('is refused when it is not of its form', async () => {
    await using agent = await TestAgent.start();
    const ends = { from: { address: '10.0.0.1' }, to: { address: '10.0.0.2' } };
    const wrong: readonly unknown[] = [
      { question: ends },
      { question: { from: {}, to: ends.to }, probe: false },
      { question: { ...ends, protocol: 'tcp' }, probe: false },
      { question: { ...ends, protocol: 'tcp', port: 65_536 }, probe: false },
      { question: { ...ends, port: 80 }, probe: false },
      { question: { ...ends, size: 1.5 }, probe: false },
      { question: { ...ends, from: { namespace: '__proto__' } }, probe: false },
      { question: { ...ends, from: { address: 'x'.repeat(300) } }, probe: false },
    ];
    for (const params of wrong) assert.equal(await agent.errorOf(ExplainPath.method, params), 'invalid');
    assert.equal(await agent.errorOf(ExplainPath.method, { question: ends, probe: true }), 'ok');
    const odd = { from: { address: "'; id" }, to: { address: '$(id)' } };
    assert.equal(await agent.errorOf(ExplainPath.method, { question: odd, probe: true }), 'ok');
  });
});
