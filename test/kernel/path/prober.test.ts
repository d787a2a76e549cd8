import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Prober } from '../../../src/agent/discover/path/prober.ts';
import { formatMessage } from '../../../src/base/message.ts';
import type { Flow } from '../../../src/model/network/path/report.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import { discoverHere } from '../../support/discovering.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netlab } from '../../support/netlab.ts';

const root = process.geteuid?.() === 0;

checkLeaks();

const FLOW: Flow = { family: 'inet', protocol: 'icmp', source: '', destination: '127.0.0.1', size: 84 };

/** What is told when this is the program that sends a packet from the own network namespace. */
async function toldOf(program: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'isolens-prober-'));
  const discovery = discoverHere();
  try {
    const file = path.join(folder, 'program.mjs');
    writeFileSync(file, program);
    const { namespaces, processes } = await discovery.scan('full');
    const self = Object.values(processes).find(({ pid }) => pid === process.pid);
    const id = self?.namespaces.net ?? '';
    assert.ok(namespaces[id]);
    const { text } = await new Prober(discovery, file).probe(id, FLOW, { label: 'here' });
    return formatMessage(text);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return `${error.data.name}: ${formatMessage(error.data.message)}`;
  } finally {
    discovery.dispose();
    rmSync(folder, { recursive: true });
  }
}

describe('a probe', () => {
  it('tells what its program answers', async () => {
    assert.equal(
      await toldOf(`process.stdout.write(JSON.stringify({ silent: true }))`),
      '127.0.0.1 did not answer within 2 s.',
    );
  });

  it('tells how its program ended that did not answer', async () => {
    assert.equal(
      await toldOf(`process.kill(process.pid, 'SIGKILL')`),
      'failed: The packet could not be sent: the program that sends it was ended by SIGKILL.',
    );
    assert.equal(
      await toldOf(`process.stdout.write('{')`),
      'failed: The packet could not be sent: the program that sends it ended without an answer.',
    );
  });

  it('sends a second packet when the first is lost', { skip: !root && 'needs root' }, async () => {
    using lab = new Netlab();
    lab.add('a');
    lab.run('a: sysctl -qw net.ipv4.icmp_echo_ignore_all=1');
    const probed = lab.probe('a', FLOW);
    while (!/^IcmpInEchos +[1-9]/m.test(lab.output('a: nstat -asz IcmpInEchos'))) await setTimeout(20);
    lab.run('a: sysctl -qw net.ipv4.icmp_echo_ignore_all=0');
    const probe = await probed;
    assert.equal(probe.reaches, true, formatMessage(probe.text));
  });
});
