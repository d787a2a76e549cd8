import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkLeaks } from '../../support/leaks.ts';
import { type Outcome, PrivateHost } from '../../support/private-host.ts';

const root = process.geteuid?.() === 0;
const EXAMPLES = path.join(import.meta.dirname, '../../../examples');
// An ordinary user runs these tests in a copy without examples.
const NAMES = root ? readdirSync(EXAMPLES).filter((name) => name.endsWith('.cspec')) : [];

checkLeaks();

function succeeds({ status, stderr, stdout }: Outcome, expected = 0): string {
  assert.equal(status, expected, stderr + stdout);
  return stdout;
}

/** An example as an environment of this test, with its root file systems. @returns its file */
function take(host: PrivateHost, example: string): string {
  const text = readFileSync(path.join(EXAMPLES, example), 'utf8').replace(/^environment .*$/m, '');
  if (text.includes('./rootfs')) {
    cpSync(path.join(EXAMPLES, 'make-rootfs.sh'), path.join(host.directory, 'make-rootfs.sh'));
    host.sh('./make-rootfs.sh');
  }
  return host.write('example', text);
}

/** What there is of it: traces without what is by chance, and what its processes are. */
function result(host: PrivateHost): readonly string[] {
  const kept = host
    .traces()
    .split('\n')
    .filter((line) => !/^(?:state|process|mount) /.test(line) && !line.includes('fe80:'))
    .map((line) =>
      line
        .replace(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC')
        // The kernel tells of a carrier a moment later.
        .replace(/ state (?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN)/, '')
        // Of the tunnels that a kernel puts into every namespace.
        .replace(/ permaddr \S+/, '')
        .replace(/ \d+: |@if\d+|link-netnsid \d+/g, ' '),
    );
  const facts = host.program('container-facts', host.name('example')).stdout;
  return [...kept.toSorted(), ...facts.split('\n')];
}

describe('every example', { skip: !root && 'needs root' }, () => {
  for (const name of NAMES) {
    it(`${name} goes plan, up, status, test, down; a script of it does the same; nothing is left`, async () => {
      await using host = await PrivateHost.make();
      const file = take(host, name);
      const before = host.traces();
      succeeds(host.isolens('plan', file), 2);
      const script = path.join(host.directory, 'script.sh');
      writeFileSync(script, succeeds(host.isolens('export', 'sh', file)));
      assert.equal(host.traces(), before, 'a plan and a script write nothing');

      succeeds(host.isolens('up', '--engine', 'util-linux', file));
      const made = result(host);
      assert.match(succeeds(host.isolens('plan', '--engine', 'util-linux', file)), /nothing to do/);
      assert.match(succeeds(host.isolens('status', file)), /\bup\b/);
      assert.match(succeeds(host.isolens('test', file)), /^[1-9]\d* met, 0 not met, 0 not seen$/m);
      succeeds(host.isolens('down', '--grace', '0', file));
      assert.equal(host.traces(), before);

      succeeds(host.run('sh', script, 'up'));
      const byHand = result(host);
      succeeds(host.run('env', 'GRACE=0', 'sh', script, 'down'));
      assert.deepEqual(byHand, made);
      assert.equal(host.traces(), before);
    });
  }
});

describe('every example with an OCI runtime', { skip: !root && 'needs root' }, () => {
  for (const name of NAMES) {
    it(`${name} goes up, status, test, down; nothing is left`, async (test) => {
      await using host = await PrivateHost.make();
      const file = take(host, name);
      const before = host.traces();
      const { status, stdout, stderr } = host.isolens('plan', '--engine', 'oci', file);
      if (status !== 2) return test.skip(`no OCI runtime here makes it: ${stderr.trim()}`);
      if (!stdout.includes('engine: oci')) return test.skip('no container');
      succeeds(host.isolens('up', '--engine', 'oci', file));
      assert.match(succeeds(host.isolens('plan', '--engine', 'oci', file)), /nothing to do/);
      assert.match(succeeds(host.isolens('status', file)), /\bup\b/);
      assert.match(succeeds(host.isolens('test', file)), /^[1-9]\d* met, 0 not met, 0 not seen$/m);
      succeeds(host.isolens('down', '--grace', '0', file));
      assert.equal(host.traces(), before);
    });
  }
});
