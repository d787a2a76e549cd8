import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TopRow } from '../../../src/model/cgroup/top.ts';
import { ReadTop } from '../../../src/protocol/protocol.ts';
import type { TopParams, TopReading } from '../../../src/protocol/top.ts';
import { TestAgent } from '../../support/agents.ts';
import { TestPath } from '../../support/groups.ts';
import { start } from '../../support/started.ts';

const BUSY = `for group do echo $$ >"$group/cgroup.procs"; done; echo ready; while :; do :; done`;
const ASKED: TopParams = { hierarchy: null, epoch: 0, since: 0, sight: [], pressure: false };
const possible = process.geteuid?.() === 0;

/** A client that keeps the rows. */
class Client {
  readonly #agent: TestAgent;
  readonly rows = new Map<string, TopRow>();
  last: TopReading | undefined;

  constructor(agent: TestAgent) {
    this.#agent = agent;
  }

  /** One whole pass. */
  async pass(asked: Partial<TopParams> = {}): Promise<void> {
    do {
      const { epoch = 0, upTo = 0 } = this.last ?? {};
      const params = { ...ASKED, epoch, since: upTo, ...asked };
      const reading = await this.#agent.ask<TopReading>(ReadTop.method, params);
      if (reading.epoch !== epoch) this.rows.clear();
      for (const path of reading.gone) this.rows.delete(path);
      for (const row of reading.rows) this.rows.set(row.path, row);
      this.last = reading;
    } while (this.last.more);
  }
}

describe('all groups, asked of the agent', () => {
  it('are told with what they use, then only what changed', { skip: !possible && 'needs root' }, async (t) => {
    const made = TestPath.with('memory', 'pids', 'cpuacct') ?? TestPath.with('memory', 'pids', 'cpu');
    if (!made) return t.skip('needs writable hierarchies');
    await using group = made;
    await using _busy = await start('sh', '-c', BUSY, 'sh', ...group.directories);
    await using agent = await TestAgent.start();
    const client = new Client(agent);
    await client.pass();
    assert.equal(client.rows.get(group.path)?.tasks, 1);
    assert.equal(client.rows.get(group.path)?.cpu, undefined);
    // On a busy machine it may not have run between two passes.
    do await client.pass();
    while (client.rows.get(group.path)?.cpu === 0);
    assert.ok((client.rows.get(group.path)?.cpu ?? 0) > 0);
    assert.ok((client.rows.get('/')?.cpu ?? 0) > 0);
    assert.equal(client.last?.groups, client.rows.size);
    const before = client.last?.epoch;
    const only = group.of('pids').hierarchy.id;
    await client.pass({ hierarchy: only });
    assert.notEqual(client.last?.epoch, before);
    assert.deepEqual(client.rows.get(group.path)?.tasks, 1);
  });

  it('come and go with the next pass, also empty ones that no scan has seen', {
    skip: !possible && 'needs root',
  }, async (t) => {
    const made = TestPath.with('pids');
    if (!made) return t.skip('needs a writable hierarchy');
    await using group = made;
    await using agent = await TestAgent.start('hidden');
    const client = new Client(agent);
    await client.pass();
    assert.ok(client.rows.has(group.path));
    const child = group.of('pids').child('new');
    await client.pass();
    assert.ok(client.rows.has(`${group.path}/new`));
    child.remove();
    await client.pass();
    assert.ok(!client.rows.has(`${group.path}/new`));
  });

  const refused: readonly unknown[] = [
    undefined,
    { ...ASKED, hierarchy: 'all' },
    { ...ASKED, sight: ['etc'] },
    { ...ASKED, sight: Array.from({ length: 501 }, () => '/') },
    { ...ASKED, since: '0' },
  ];
  for (const params of refused) {
    it(`are refused for ${JSON.stringify(params)?.slice(0, 90)}`, async () => {
      await using agent = await TestAgent.start('hidden');
      assert.equal(await agent.errorOf(ReadTop.method, params), 'invalid');
    });
  }
});
