import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { describe, it } from 'node:test';
import { HostFactsReader } from '../../../src/agent/discover/facts/host-facts.ts';
import type { HostFacts } from '../../../src/model/spec/host-facts.ts';
import { readHostFacts } from '../../../src/model/spec/read-host-facts.ts';
import { ReadHostFacts } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';

checkLeaks();

/** In a network namespace of its own, which sysfs does not show; it ends with the agent. */
const APART = ['unshare', '--net', 'sh', '-c'];
const SETUP = [
  'ip link add br-facts type bridge',
  'ip link set br-facts alias isolens:facts',
  'ip link add ve-facts type veth peer name ve-other',
  'ip address add 10.77.0.1/24 dev br-facts',
  'ip address add fd77::1/64 dev br-facts nodad',
  'ip link set br-facts up',
  'ip link set lo up',
  'ip route add 10.78.0.0/16 via 10.77.0.2',
  'ip address add 10.79.0.1/24 dev ve-facts',
  'ip link set ve-facts up',
  'exec "$@"',
].join(' && ');

describe('what the agent tells checks of its host', () => {
  it('is what the kernel and the tools say', async () => {
    await using agent = await TestAgent.start();
    const facts = await agent.ask<HostFacts>(ReadHostFacts.method, null);
    assert.equal(facts.cpus?.length, Number(execFileSync('nproc', ['--all'], { encoding: 'utf8' })));
    assert.equal(facts.memory, os.totalmem());
    assert.equal(facts.machine, os.machine());
    assert.ok(os.release().startsWith(facts.kernel ?? '-'));
    assert.ok(readFileSync('/proc/stat', 'utf8').includes(`btime ${facts.bootTime}\n`));
    assert.equal(facts.lastCapability, Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8')));
    assert.ok(execFileSync('unshare', ['--version'], { encoding: 'utf8' }).includes(facts.tools?.unshare || '-'));
    assert.deepEqual(readHostFacts(JSON.parse(JSON.stringify(facts))), facts, 'a server reads it as it is');
  });

  const skip = process.geteuid?.() !== 0 && 'needs root';
  it('are the links and routes of its network namespace', { skip }, async () => {
    await using agent = await TestAgent.start('hidden', { prefix: [...APART, SETUP, 'sh'] });
    const { links, routes, listening } = await agent.ask<HostFacts>(ReadHostFacts.method, null);
    const kinds = new Map(links?.map(({ name, kind }) => [name, kind]));
    assert.equal(kinds.get('lo'), 'loopback');
    assert.equal(kinds.get('br-facts'), 'bridge');
    assert.equal(kinds.get('ve-facts'), 'veth');
    assert.equal(links?.find(({ name }) => name === 'br-facts')?.environment, 'facts');
    assert.deepEqual(
      routes?.toSorted((a, b) => a.to.localeCompare(b.to)),
      [
        { to: '10.77.0.0/24', environment: 'facts' },
        { to: '10.78.0.0/16', environment: 'facts' },
        { to: '10.79.0.0/24' },
        { to: 'fd77::/64', environment: 'facts' },
      ],
    );
    assert.deepEqual(listening, []);
  });

  it('runs the tools once, and reads the rest again', async () => {
    const reader = new HostFactsReader();
    const [first, second] = [await reader.read(), await reader.read()];
    assert.equal(second.tools, first.tools);
    assert.notEqual(second.links, first.links);
  });
});
