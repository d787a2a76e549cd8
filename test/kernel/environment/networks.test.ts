import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkLeaks } from '../../support/leaks.ts';
import { type Outcome, PrivateHost } from '../../support/private-host.ts';

const root = process.geteuid?.() === 0;
const EXAMPLES = path.join(import.meta.dirname, '../../../examples');
const PAIR = `veth cable
netns sfo { interface eth0 on cable { address 10.83.0.1/24 } }
netns nyc { interface eth0 on cable { address 10.83.0.2/24 } }
`;
const ROUTED = `bridge lan { address 10.83.1.1/24 }
netns a { interface eth0 on lan { address 10.83.1.2/24 gateway 10.83.1.1 } dns 10.83.1.1 }
netns b {
  interface eth0 on lan { address 10.83.1.3/24 gateway 10.83.1.1 mtu 1400 }
  sysctl net.ipv4.ip_forward = 1
}
host { sysctl net.ipv4.ip_forward = 1 nat from 10.83.1.0/24 via default }
`;

checkLeaks();

function succeeds({ status, stderr, stdout }: Outcome, expected = 0): string {
  assert.equal(status, expected, stderr + stdout);
  return stdout;
}

describe('networks of a spec', { skip: !root && 'needs root' }, () => {
  for (const [what, spec] of Object.entries({ 'a pair': PAIR, 'a bridge with NAT': ROUTED })) {
    it(`${what} goes plan, up, status, down, and leaves nothing`, async () => {
      await using host = await PrivateHost.make();
      const file = host.write('net', spec);
      const before = host.traces();
      const planned = host.isolens('plan', file);
      succeeds(planned, 2);
      assert.equal(host.traces(), before, 'a plan writes nothing');
      succeeds(host.isolens('up', file));
      assert.match(succeeds(host.isolens('plan', file)), /nothing to do/);
      const status = host.isolens('status', file);
      assert.match(succeeds(status), /\bup\b/);
      assert.equal(status.stderr, planned.stderr, 'what is its own is not in its way');
      succeeds(host.isolens('down', file));
      assert.equal(host.traces(), before);
    });
  }

  it('are wired: both ends of the lecture’s pair answer', async () => {
    await using host = await PrivateHost.make();
    const file = host.write('pair', readFileSync(path.join(EXAMPLES, 'netns-pair.cspec'), 'utf8'));
    succeeds(host.isolens('up', file));
    const reach = (from: string, to: string) => succeeds(host.isolens('explain', 'path', from, to, '--probe'));
    assert.match(reach('sfo', 'nyc'), /reaches/i);
    assert.match(reach('nyc', 'sfo'), /reaches/i);
    succeeds(host.isolens('down', file));
  });

  it('that drifted are told field by field, and made as declared again', async () => {
    await using host = await PrivateHost.make();
    const file = host.write('net', ROUTED);
    succeeds(host.isolens('up', file));
    host.sh('ip -n a link set eth0 down; ip -n b link set eth0 mtu 1300; ip -n b addr del 10.83.1.3/24 dev eth0');
    host.sh('echo 0 > /proc/sys/net/ipv4/ip_forward; nsenter --net=/run/netns/b sysctl -qw net.ipv4.ip_forward=0');
    const told = succeeds(host.isolens('status', file), 2);
    for (const line of [
      /a\/eth0 state: declared UP, is DOWN/,
      /b\/eth0 mtu: declared 1400, is 1300/,
      /b\/eth0\/10\.83\.1\.3\/24: declared made, is not there/,
      /host: net\.ipv4\.ip_forward: declared 1, is 0/,
      /b: net\.ipv4\.ip_forward: declared 1, is 0/,
    ]) {
      assert.match(told, line);
    }
    succeeds(host.isolens('up', file));
    succeeds(host.isolens('status', file));
    assert.match(succeeds(host.isolens('plan', file)), /nothing to do/);
    succeeds(host.isolens('down', file));
    assert.equal(host.sh('cat /proc/sys/net/ipv4/ip_forward').trim(), '0', 'as it was before');
  });

  it('that are declared otherwise are changed, and nothing else is', async () => {
    await using host = await PrivateHost.make();
    const file = host.write('net', PAIR);
    succeeds(host.isolens('up', file));
    const inodes = host.sh('stat -Lc %i /run/netns/sfo /run/netns/nyc');
    host.write('net', PAIR.replace('10.83.0.2/24', '10.83.0.3/24'));
    const plan = succeeds(host.isolens('up', file));
    assert.match(plan, /address 10\.83\.0\.3\/24|address replace 10\.83\.0\.3\/24/);
    assert.match(plan, /2 steps/);
    assert.equal(host.sh('stat -Lc %i /run/netns/sfo /run/netns/nyc'), inodes);
    assert.doesNotMatch(host.sh('ip -n nyc -o addr'), /10\.83\.0\.2/);
    host.write('net', 'netns sfo { }\n');
    succeeds(host.isolens('up', file));
    assert.equal(host.sh('ls /run/netns').trim(), 'sfo');
    succeeds(host.isolens('down', file));
  });

  it('of somebody else are never adopted, changed or removed', async () => {
    await using host = await PrivateHost.make();
    host.sh('ip netns add nyc; ip link add name lan type bridge; ip route add 198.51.100.0/24 dev lo');
    const before = host.traces();
    for (const [spec, owner] of [
      [PAIR, /nyc is there already, and belongs to somebody else/],
      [
        'bridge lan { address 10.83.1.1/24 }\nnetns a { interface eth0 on lan { address 10.83.1.2/24 } }',
        /lan is there/,
      ],
      [
        'veth c\nhost { interface up on c { address 10.83.2.1/30 } route 198.51.100.0/24 via 10.83.2.2 }\nnetns r { interface up0 on c { address 10.83.2.2/30 } }',
        /198\.51\.100\.0\/24 is there already/,
      ],
    ] as const) {
      const { status, stderr } = host.isolens('up', host.write('net', spec));
      assert.equal(status, 1, stderr);
      assert.match(stderr, owner);
      assert.equal(host.traces(), before);
    }
  });

  it('that are another’s by now stay when the environment is taken down', async () => {
    await using host = await PrivateHost.make();
    const file = host.write('net', PAIR);
    succeeds(host.isolens('up', file));
    host.sh('ip netns del nyc; ip netns add nyc; ip -n nyc link set lo alias mine');
    const { status, stderr } = host.isolens('down', file);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /nyc is somebody else/);
    assert.equal(host.sh('ls /run/netns').trim(), 'nyc');
  });

  it('of another file with the same name are refused', async () => {
    await using host = await PrivateHost.make();
    succeeds(host.isolens('up', host.write('net', PAIR)));
    const other = host.write('other', `environment ${host.name('net')}\nnetns x { }\n`);
    const { status, stderr } = host.isolens('up', other);
    assert.equal(status, 1);
    assert.match(stderr, /made from another file: .*net\.cspec/);
    succeeds(host.isolens('down', host.name('net')));
  });

  it('are taken back when a step fails', async () => {
    await using host = await PrivateHost.make();
    // The kernel has no such kind of link, or no such parent.
    const file = host.write(
      'net',
      `${PAIR}macvlan m on nowhere0\nnetns c { interface m0 on m { address 10.83.9.1/24 } }\n`,
    );
    const before = host.traces();
    const { status, stderr } = host.isolens('up', file);
    assert.equal(status, 1, stderr);
    assert.match(stderr, /nowhere0/);
    assert.equal(host.traces(), before);
  });

  it('of which nothing is written down any more are found by their marks', async () => {
    await using host = await PrivateHost.make();
    const before = host.traces();
    const file = host.write('net', ROUTED);
    succeeds(host.isolens('up', file));
    host.sh(`rm -r /run/isolens/${host.name('net')}`);
    const { status, stderr } = host.isolens('up', file);
    assert.equal(status, 1);
    assert.match(stderr, /left over from an earlier run|belongs to/);
    const down = host.isolens('down', '--orphans', file);
    succeeds(down);
    assert.match(down.stderr, /system settings of the host have no mark/);
    host.sh('echo 0 > /proc/sys/net/ipv4/ip_forward; rm -rf /etc/netns/*');
    assert.equal(host.traces(), before);
  });

  it('are made once when two want them at the same time; one waits and says so', async () => {
    await using host = await PrivateHost.make();
    const file = host.write('net', PAIR);
    const before = host.traces();
    const both = await Promise.all([host.starts('up', file).ended, host.starts('up', file).ended]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [0, 0],
    );
    succeeds(host.isolens('status', file));
    succeeds(host.isolens('down', file));
    assert.equal(host.traces(), before);
  });

  it('are not begun, or taken back, where nothing can be written down', async () => {
    await using host = await PrivateHost.make();
    const file = host.write('net', ROUTED);
    let refused = 0;
    for (const size of ['4k', '8k', '12k']) {
      host.sh(`mount -t tmpfs -o size=${size},mode=700 full /run/isolens`);
      const before = host.traces();
      const { status, stderr } = host.isolens('up', file);
      if (status === 0) succeeds(host.isolens('down', file));
      else assert.match(stderr, /ENOSPC/);
      refused += Number(status !== 0);
      assert.equal(host.traces(), before);
      host.sh('umount /run/isolens');
    }
    assert.notEqual(refused, 0);
  });
});
