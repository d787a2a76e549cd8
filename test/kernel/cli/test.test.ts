import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLeaks } from '../../support/leaks.ts';
import { type Outcome, PrivateHost } from '../../support/private-host.ts';

const root = process.geteuid?.() === 0;

checkLeaks();

const SPEC = `veth cable
netns sfo { interface eth0 on cable { address 10.83.2.1/24 } }
netns nyc { interface eth0 on cable { address 10.83.2.2/24 } }
cgroup all { }
container box {
  rootfs host
  cgroup all
  namespaces [pid, mnt]
  mount proc
  command ["sleep", "3600"]
}
container done {
  rootfs host
  command ["sh", "-c", "kill -TERM $$"]
}
`;
/** On a slow machine they may take long to come true. */
const EXPECTED = `expect sfo reaches nyc within 60s
expect nyc not reaches host
expect box processes 1 within 60s
expect all processes 1 within 60s
expect done exits 143 within 60s
expect box not exits
`;
const UNMET = 'expect sfo reaches nyc within 0s\nexpect box not exits\n';

/** Status and lines, without the sum. */
function told({ status, stdout, stderr }: Outcome): readonly [number | null, readonly string[], string] {
  return [status, stdout.trimEnd().split('\n').slice(0, -1).toSorted(), stderr];
}

describe('isolens test', { skip: !root && 'needs root' }, () => {
  it('tells whether what a spec expects is so', async () => {
    await using host = await PrivateHost.make();
    const file = host.write('test', SPEC + EXPECTED);
    assert.deepEqual(told(host.isolens('test', file)), [
      1,
      [],
      `isolens: The environment ${host.name('test')} is not up.\nExpectations are tested when it is: up makes it.\n`,
    ]);
    assert.equal(host.isolens('up', file).status, 0);
    const all = [
      '✓ all processes 1 within 60s',
      '✓ box not exits',
      '✓ box processes 1 within 60s',
      '✓ done exits 143 within 60s',
      '✓ nyc not reaches host',
      '✓ sfo reaches nyc within 60s',
    ];
    assert.deepEqual(told(host.isolens('test', file)), [0, all, '']);
    host.sh('ip -n nyc link set eth0 down');
    host.write('test', SPEC + UNMET);
    const broken = host.isolens('test', file);
    assert.equal(broken.status, 1);
    assert.ok(
      broken.stdout.includes(`✗ sfo reaches nyc within 0s
${file}:17:1: error: sfo does not reach nyc. [unmet]
    Expected: sfo reaches nyc.
    eth0 of nyc is down. [link-down]
    # ip -n nyc link set dev eth0 up
`),
      broken.stdout,
    );
    assert.match(broken.stdout, /\n1 met, 1 not met, 0 not seen\n$/);
    const json = JSON.parse(host.isolens('test', '--json', file).stdout);
    const { outcome, line, expectation, details } = json.tests[0];
    assert.deepEqual(
      [outcome, line, expectation, details[0]],
      ['unmet', 17, 'sfo reaches nyc within 0s', 'eth0 of nyc is down. [link-down]'],
    );
    assert.equal(host.isolens('down', '--grace', '0', file).status, 0);
  });

  it('refuses a spec that has errors, and has nothing to say of one that expects nothing', async () => {
    await using host = await PrivateHost.make();
    const wrong = host.isolens('test', host.write('wrong', 'netns a expect a listens 0\n'));
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /: error: 0 is no port: .* \[E03\]\n/);
    const file = host.write('none', 'netns a\n');
    assert.equal(host.isolens('up', file).status, 0);
    const none = host.isolens('test', file);
    assert.deepEqual([none.status, none.stdout], [0, '0 met, 0 not met, 0 not seen\n']);
    assert.match(none.stderr, /expects nothing/);
    assert.equal(host.isolens('down', file).status, 0);
    assert.equal(host.isolens('test').status, 64);
  });
});
