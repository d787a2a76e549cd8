import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { EngineName } from '../../../src/model/environment/launch.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { PrivateHost } from '../../support/private-host.ts';
import { resolved } from '../../support/resolved.ts';

const root = process.geteuid?.() === 0;
const PAIR = `veth cable
netns sfo { interface eth0 on cable { address 10.84.0.1/24 } }
netns nyc { interface eth0 on cable { address 10.84.0.2/24 } }
`;

checkLeaks();

const FULL = `veth cable
netns side { interface eth0 on cable { address 10.84.1.1/24 } }
container box {
  rootfs host
  namespaces [pid, net, mnt, ipc, uts, cgroup]
  mount proc
  hostname box
  interface eth0 on cable { address 10.84.1.2/24 }
  limits { pids.max = 16 }
  command ["sleep", "1000"]
}
`;
/** All moments of a container, or, as they take long, some of them. */
const STEP = process.env['ISOLENS_LONG'] === undefined ? 47 : 1;

/** @param step only every so manieth moment */
async function killedEverywhere(
  verb: 'up' | 'down',
  short: string,
  text: string,
  engine: EngineName,
  step = 1,
): Promise<number> {
  await using host = await PrivateHost.make();
  const file = host.write(short, text);
  const spec = await resolved(`environment ${host.name(short)}\n${text}`);
  const json = path.join(host.directory, 'declared.json');
  writeFileSync(json, JSON.stringify({ spec, file, engine, restart: false }));
  const { stdout, stderr } = host.program('killed-everywhere', verb, json, '0', String(step));
  const [, count] = /^killed (\d+) times\n$/.exec(stdout) ?? [];
  assert.notEqual(count, undefined, stdout + stderr);
  return Number(count);
}

describe('an environment that is killed at every step', { skip: !root && 'needs root' }, () => {
  it('of up is taken down whole: the pair', async (test) => {
    const count = await killedEverywhere('up', 'pair', PAIR, 'util-linux');
    assert.ok(count > 20, `only ${count} moments`);
    test.diagnostic(`${count} moments`);
  });

  it('of down is taken down whole: the pair', async (test) => {
    const count = await killedEverywhere('down', 'pair', PAIR, 'util-linux');
    assert.ok(count > 10, `only ${count} moments`);
    test.diagnostic(`${count} moments`);
  });

  for (const verb of ['up', 'down'] as const) {
    it(`of ${verb} is taken down whole: a container with a network and limits`, async (test) => {
      const count = await killedEverywhere(verb, 'full', FULL, 'util-linux', STEP);
      assert.ok(count > 2, `only ${count} moments`);
      test.diagnostic(`${count} moments, every ${STEP}`);
    });
  }
});
