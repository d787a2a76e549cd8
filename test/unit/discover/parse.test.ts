import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cgroupMode } from '../../../src/agent/discover/host/cgroup-mode.ts';
import { parseCpu } from '../../../src/agent/discover/host/cpu.ts';
import { hypervisorFromDmi, parseDistribution, wslVersion } from '../../../src/agent/discover/host/platform.ts';
import { hasCapabilities } from '../../../src/agent/discover/host/rights.ts';
import { cgroupRoots } from '../../../src/agent/discover/inside.ts';
import {
  parseCgroup,
  parseCmdline,
  parseIdMap,
  parseStat,
  parseStatus,
  parseTimeOffsets,
} from '../../../src/agent/discover/parse-proc.ts';
import { parseMountinfo } from '../../../src/model/mount.ts';

const REST = '1 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 3 0 4711 1000 1';

describe('/proc/PID', () => {
  const COMMS: readonly [string, string][] = [
    ['sh', 'sh'],
    ['a) R 1 (', 'a) R 1 ('],
    ['x\ny', 'x\ny'],
    ['', ''],
  ];
  for (const [comm, expected] of COMMS) {
    it(`stat of a process called ${JSON.stringify(comm)}`, () => {
      const stat = parseStat(`12 (${comm}) S ${REST}`);
      assert.deepEqual(stat, { comm: expected, state: 'alive', ppid: 1, threads: 3, startTime: 4711 });
    });
  }

  it('stat that is none', () => {
    assert.equal(parseStat(''), undefined);
  });

  it('stat of a kernel worker leaves its work out, but not the name of a rescuer', () => {
    const of = (comm: string) => parseStat(`12 (${comm}) I 2 ${REST.slice(2)}`)?.comm;
    assert.deepEqual(['kworker/u8:3-events', 'kworker/0:1+mm', 'kworker/R-netns'].map(of), [
      'kworker/u8:3',
      'kworker/0:1',
      'kworker/R-netns',
    ]);
  });

  it('status: effective uid and pids', () => {
    assert.deepEqual(parseStatus('Name:\tx\nUid:\t1000\t0\t0\t0\nNSpid:\t12\t3\t1\n'), { uid: 0, nspid: [12, 3, 1] });
    assert.deepEqual(parseStatus(''), { uid: -1, nspid: [] });
  });

  it('cmdline, also one without an end and one that is too long', () => {
    assert.deepEqual(parseCmdline('a\0\0b\0'), ['a', '', 'b']);
    assert.deepEqual(parseCmdline('a b'), ['a b']);
    assert.deepEqual(parseCmdline('aaaa\0bbbb\0', 6), ['aaaa', 'b']);
    assert.deepEqual(parseCmdline(''), []);
  });

  it('cgroup with colons in a path', () => {
    assert.deepEqual(parseCgroup('4:memory,cpu:/a:b\n0::/c\n\n'), [
      { hierarchy: 4, controllers: 'memory,cpu', path: '/a:b' },
      { hierarchy: 0, controllers: '', path: '/c' },
    ]);
  });

  it('uid_map and timens_offsets', () => {
    assert.deepEqual(parseIdMap('         0     100000      65536\n'), [{ inside: 0, outside: 100000, count: 65536 }]);
    assert.deepEqual(parseTimeOffsets('monotonic        -1         5\nboottime      172800         0\n'), {
      monotonic: '-999999995',
      boottime: '172800000000000',
    });
  });
});

describe('the host', () => {
  it('processor: Intel with VMX, EPT and VPID', () => {
    const cpu = parseCpu('model name\t: Xeon\nflags\t\t: fpu vmx\nvmx flags\t: vnmi ept vpid\n', 'tsc hpet');
    assert.deepEqual(cpu, { guest: false, model: 'Xeon', hardware: 'vmx', nestedPaging: 'ept', taggedTlb: 'vpid' });
  });

  it('processor: AMD guest with a paravirtual clock', () => {
    const cpu = parseCpu('flags\t: hypervisor svm npt flushbyasid\n', 'tsc kvm-clock acpi_pm');
    assert.deepEqual(cpu, {
      guest: true,
      hardware: 'svm',
      nestedPaging: 'npt',
      taggedTlb: 'flushbyasid',
      paravirtualClock: 'kvm-clock',
    });
  });

  it('hypervisor, distribution, WSL', () => {
    assert.equal(hypervisorFromDmi(['Standard PC (Q35 + ICH9, 2009)', 'QEMU']), 'QEMU');
    assert.equal(hypervisorFromDmi(['ThinkPad']), undefined);
    assert.equal(
      parseDistribution('ID=x\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n'),
      'Debian GNU/Linux 13 (trixie)',
    );
    assert.deepEqual(['5.15.90.1-microsoft-standard-WSL2', '4.4.0-19041-Microsoft', '6.1.0'].map(wslVersion), [
      2,
      1,
      undefined,
    ]);
  });

  it('cgroup mode from mounts, wherever they are', () => {
    const v1 = '30 20 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory';
    const v2 = '31 20 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate';
    const named = '32 20 0:32 / /x rw - cgroup cgroup rw,xattr,release_agent=/a,name=systemd';
    const modes = [[v1], [v2], [v1, v2], []].map((lines) => cgroupMode(parseMountinfo(lines.join('\n'))).mode);
    assert.deepEqual(modes, ['v1', 'v2', 'hybrid', 'none']);
    assert.deepEqual(cgroupMode(parseMountinfo(named)).mounts, [
      { path: '/x', version: 1, controllers: 'name=systemd' },
    ]);
  });

  it('capabilities', () => {
    assert.equal(hasCapabilities('000001ffffffffff', 19n, 21n), true);
    assert.equal(hasCapabilities('00000000a80425fb', 21n), false);
    assert.equal(hasCapabilities('', 0n), false);
  });

  it('root of a cgroup namespace from a member seen from both sides', () => {
    const group = (path: string) => [{ hierarchy: 0, controllers: '', path }];
    assert.deepEqual(cgroupRoots(group('/a/b/c'), group('/c')), { '': '/a/b' });
    assert.deepEqual(cgroupRoots(group('/a'), group('/')), { '': '/a' });
    assert.deepEqual(cgroupRoots(group('/x'), group('/../x')), {});
  });
});
