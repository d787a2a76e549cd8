import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { EnvironmentProgressParams } from '../../../src/protocol/environment.ts';
import { CancelEnvironment, EnvironmentProgress, RaiseEnvironment } from '../../../src/protocol/protocol.ts';
import { TestAgent } from '../../support/agents.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { PrivateHost } from '../../support/private-host.ts';
import { resolved } from '../../support/resolved.ts';

const root = process.geteuid?.() === 0;

checkLeaks();

const SPEC = `veth cable
netns sfo { interface eth0 on cable { address 10.83.4.1/24 } }
netns nyc { interface eth0 on cable { address 10.83.4.2/24 } }
container box {
  rootfs host
  namespaces [pid, mnt]
  command ["sleep", "infinity"]
}
`;

/** Raises it, and cancels that when it is so far. @returns the name of the error, and how many steps were done then */
async function cancelled(agent: TestAgent, host: PrivateHost, at: RegExp): Promise<[string, number]> {
  const file = host.write('given-up', SPEC);
  const spec = await resolved(readFileSync(file, 'utf8'));
  const { environment } = spec;
  let done = -1;
  agent.connection.onNotification(EnvironmentProgress.method, (far: EnvironmentProgressParams) => {
    if (done >= 0 || !at.test(far.effect?.text ?? '')) return;
    done = far.done;
    void agent.ask(CancelEnvironment.method, { environment });
  });
  const declared = { spec, file, engine: 'util-linux', restart: false };
  return [await agent.errorOf(RaiseEnvironment.method, { declared, graceMs: 0 }), done];
}

/** What is there, without groups and processes of others: those are not the private host's. */
function tracesOf(host: PrivateHost): readonly string[] {
  const own = host.name('given-up');
  const lines = host.traces().split('\n');
  return lines.filter((line) => !/^(?:group|process|$)/.test(line) || line.includes(own));
}

describe('an up that is cancelled', { skip: !root && 'needs root' }, () => {
  for (const at of [/Create the network namespace/, /Create the container/]) {
    it(`at “${at.source}” takes back what was made, and leaves nothing`, async () => {
      await using host = await PrivateHost.make();
      await using agent = await TestAgent.start('hidden', { prefix: host.prefix });
      const before = tracesOf(host);
      const [name, done] = await cancelled(agent, host, at);
      assert.equal(name, 'cancelled');
      assert.ok(done >= 0, 'it was cancelled in the middle');
      assert.deepEqual(tracesOf(host), before);
    });
  }
});
