import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { isolens } from '../../support/isolens.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netlab } from '../../support/netlab.ts';
import { agree, told } from '../../support/path-agreement.ts';

const root = process.geteuid?.() === 0;

checkLeaks();

/** A step of the demo, and what is told then from sfo to nyc, and from nyc to sfo. */
interface Step {
  readonly does: string;
  readonly there: string;
  readonly back: string;
}

const NO_LINK = 'broken no-link forward';
const NO_ADDRESS = 'broken no-address forward';
const DOWN = 'broken link-down forward';
const NO_ROUTE = 'broken no-route forward';

const STEPS: readonly Step[] = [
  { does: '', there: NO_LINK, back: NO_LINK },
  { does: 'sfo: ip link add eth0 type veth peer name eth0 netns @nyc', there: NO_ADDRESS, back: NO_ADDRESS },
  { does: 'sfo: ip addr add 10.0.1.1/24 dev eth0', there: NO_ADDRESS, back: NO_ADDRESS },
  { does: 'nyc: ip addr add 10.0.2.1/24 dev eth0', there: DOWN, back: DOWN },
  { does: 'sfo: ip link set eth0 up', there: NO_ROUTE, back: DOWN },
  { does: 'nyc: ip link set eth0 up', there: NO_ROUTE, back: NO_ROUTE },
  { does: 'sfo: ip route add 10.0.2.0/24 dev eth0', there: 'broken no-return-route back', back: NO_ROUTE },
  { does: 'nyc: ip route add 10.0.1.0/24 dev eth0', there: 'reaches', back: 'reaches' },
  { does: 'nyc: ip link set eth0 down', there: DOWN, back: DOWN },
  { does: 'nyc: ip link set eth0 up', there: 'broken no-return-route back', back: NO_ROUTE },
];

describe('two namespaces that are wired by hand', { skip: !root && 'needs root' }, () => {
  it('are explained at every step, in both directions, as a ping sees it', async () => {
    using lab = new Netlab();
    lab.add('sfo', 'nyc');
    for (const { does, there, back } of STEPS) {
      if (does !== '') lab.run(does);
      await agree(there, () => lab.explain('sfo', 'nyc'));
      await agree(back, () => lab.explain('nyc', 'sfo'));
    }
  });

  it('can be wired by doing what is told, from nothing', async () => {
    using lab = new Netlab();
    lab.add('sfo', 'nyc');
    const seen: string[] = [];
    for (let steps = 0; steps < 10; steps++) {
      const found = await lab.explain('sfo', 'nyc');
      seen.push(told(found.report));
      if (found.report.verdict === 'reaches') break;
      lab.repair(found.report);
    }
    assert.deepEqual(seen, [NO_LINK, NO_ADDRESS, NO_ADDRESS, DOWN, DOWN, 'reaches']);
    await agree('reaches', () => lab.explain('nyc', 'sfo'));
  });

  it('are explained on the command line, with an exit code', () => {
    using lab = new Netlab();
    // An address alone is asked for, which nothing else here may have.
    lab.add('sfo', 'nyc');
    const [sfo, nyc] = [lab.name('sfo'), lab.name('nyc')];
    lab.run('sfo: ip link add eth0 type veth peer name e<th>0 netns @nyc');
    lab.run('sfo: ip addr add 10.200.7.1/24 dev eth0');
    lab.run('nyc: ip addr add 10.200.7.2/24 dev e<th>0');
    lab.run('sfo: ip link set eth0 up');
    const down = isolens('explain', 'path', sfo, `${nyc}:10.200.7.2`, '--probe');
    assert.equal(down.status, 1, down.stderr);
    assert.match(
      down.stdout,
      new RegExp(`^${sfo} \\(10\\.200\\.7\\.1\\) does not reach ${nyc} \\(10\\.200\\.7\\.2\\)$`, 'm'),
    );
    assert.ok(
      down.stdout.includes(`  e<th>0 of ${nyc} is down. [link-down]\n  # ip -n ${nyc} link set dev 'e<th>0' up\n`),
    );
    assert.match(down.stdout, /^probe: 10\.200\.7\.2 /m);
    lab.run('nyc: ip link set e<th>0 up');
    // The kernel notes a carrier a moment later.
    lab.tries('sfo: ping -q -c 3 -i 1 10.200.7.2');
    const up = isolens('explain', 'path', sfo, '10.200.7.2', '--probe', '--json');
    assert.equal(up.status, 0, up.stderr);
    const { forward, back, probe, from, to } = JSON.parse(up.stdout);
    assert.deepEqual([from.name, to.name, probe.reaches], [sfo, nyc, true]);
    assert.deepEqual(
      [...forward.hops, ...back.hops].map(({ name, out }: { name: string; out: string | null }) => [name, out]),
      [
        [sfo, 'eth0'],
        [nyc, null],
        [nyc, 'e<th>0'],
        [sfo, null],
      ],
    );
    const closed = isolens('explain', 'path', sfo, '10.200.7.2', '--port', '80', '--probe');
    assert.equal(closed.status, 1);
    assert.match(closed.stdout, /\[port-closed\][\s\S]*ECONNREFUSED/);
  });
});

describe('an end', { skip: !root && 'needs root' }, () => {
  it('may be a process, and 127.0.0.1 is there for itself', async () => {
    using lab = new Netlab();
    lab.add('a');
    const child = spawn('ip', ['netns', 'exec', lab.name('a'), 'cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const closed = once(child, 'close');
    try {
      child.stdin.write('ready');
      await once(child.stdout, 'data');
      const own = isolens('explain', 'path', String(child.pid), '127.0.0.1', '--probe');
      assert.equal(own.status, 0, own.stdout);
      const name = lab.name('a');
      assert.ok(own.stdout.startsWith(`${name} (127.0.0.1) reaches ${name} (127.0.0.1)\n`), own.stdout);
    } finally {
      child.stdout.resume();
      child.stdin.end();
      await closed;
    }
  });
});

describe('isolens explain path', () => {
  const wrong: readonly (readonly [string, readonly string[], number])[] = [
    ['one end', ['host'], 64],
    ['a port that is none', ['host', '10.0.0.1', '--port', '0'], 64],
    ['UDP without a port', ['host', '10.0.0.1', '--udp'], 64],
    ['a size that is none', ['host', '10.0.0.1', '--size', 'x'], 64],
    ['an end that is not there', ['host', 'no-such-namespace'], 1],
  ];
  for (const [name, args, status] of wrong) {
    it(`refuses ${name}`, () => assert.equal(isolens('explain', 'path', ...args).status, status));
  }
});
