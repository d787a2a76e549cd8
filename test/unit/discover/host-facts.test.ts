import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hugepageSuffix } from '../../../src/agent/discover/facts/devices.ts';
import { parseModules } from '../../../src/agent/discover/facts/link-kinds.ts';
import { parseListening, parseRoutes4, parseRoutes6 } from '../../../src/agent/discover/facts/parse-net.ts';
import { parseSubordinateIds } from '../../../src/agent/discover/facts/subordinate-ids.ts';
import { parseVersion } from '../../../src/agent/discover/facts/tools.ts';

describe('routes of the host', () => {
  it('are read from /proc/net/route without the default', () => {
    const text = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
      'br0\t0000580A\t00000000\t0001\t0\t0\t0\t0000FCFF\t0\t0\t0',
      'br0\t0000580A\t00000000\t0001\t0\t0\t100\t0000FCFF\t0\t0\t0',
      'tun0\t0100000A\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
      '',
    ].join('\n');
    assert.deepEqual(parseRoutes4(text), [
      { to: '192.0.2.0/24', device: 'eth0' },
      { to: '10.88.0.0/14', device: 'br0' },
      { to: '10.0.0.1/32', device: 'tun0' },
    ]);
  });

  it('are read from /proc/net/ipv6_route without those of the host itself', () => {
    const zero = '0'.repeat(32);
    const row = (destination: string, prefix: string, flags: string, device: string) =>
      `${destination} ${prefix} ${zero} 00 ${zero} 00000100 00000001 00000000 ${flags} ${device}`;
    const text = [
      row(`fd00${'0'.repeat(28)}`, '40', '00000001', 'eth0'),
      row(`fe80${'0'.repeat(28)}`, '40', '00000001', 'eth0'),
      row(`ff00${'0'.repeat(28)}`, '08', '00000001', 'eth0'),
      row(zero, '00', '00000003', 'eth0'),
      row(`fd00${'0'.repeat(27)}2`, '80', '80200001', 'eth0'),
      row(`${'0'.repeat(31)}1`, '80', '80200001', 'lo'),
    ].join('\n');
    assert.deepEqual(parseRoutes6(text), [{ to: 'fd00::/64', device: 'eth0' }]);
  });

  it('are none in what is no such file', () => {
    for (const text of ['', '\0', 'eth0 zzzzzzzz', `${'f'.repeat(32)} zz`]) {
      assert.deepEqual([...parseRoutes4(text), ...parseRoutes6(text)], []);
    }
  });
});

describe('ports that somebody listens on', () => {
  it('are those of the right state, each once', () => {
    const text = [
      '  sl  local_address rem_address   st',
      '   0: 00000000:07E8 00000000:0000 0A 00000000:00000000',
      '   1: 0100007F:07E8 00000000:0000 0A 00000000:00000000',
      '   2: 0100007F:0016 0200007F:1234 01 00000000:00000000',
      `   3: ${'0'.repeat(32)}:0050 ${'0'.repeat(32)}:0000 0A 0:0`,
    ].join('\n');
    assert.deepEqual(parseListening(text, 'tcp'), [
      { protocol: 'tcp', port: 2024 },
      { protocol: 'tcp', port: 80 },
    ]);
    assert.deepEqual(parseListening('   0: 00000000:0035 00000000:0000 07 0:0', 'udp'), [
      { protocol: 'udp', port: 53 },
    ]);
    assert.deepEqual(parseListening('   0: 00000000:0035 0100007F:0035 01 0:0', 'udp'), []);
  });
});

describe('small facts', () => {
  it('versions of tools', () => {
    assert.equal(parseVersion('unshare from util-linux 2.38.1'), '2.38.1');
    assert.equal(parseVersion('ip utility, iproute2-6.1.0, libbpf 1.1.0'), '6.1.0');
    assert.equal(parseVersion('nftables v1.0.6 (Lester Gooch #5)'), '1.0.6');
    assert.equal(parseVersion('runc version 1.1.5+ds1\ncommit: 1'), '1.1.5');
    assert.equal(parseVersion('nothing'), '');
  });

  it('sizes of huge pages', () => {
    assert.deepEqual([64, 2048, 32_768, 1_048_576].map(hugepageSuffix), ['64KB', '2MB', '32MB', '1GB']);
  });

  it('names of modules', () => {
    const text = 'kernel/net/8021q/8021q.ko\nkernel/drivers/net/veth.ko.xz: kernel/a.ko\nkernel/x.txt\n';
    assert.deepEqual(parseModules(text), ['8021q', 'veth']);
  });

  it('ranges of subordinate ids, by name and by number', () => {
    const text = 'user:100000:65536\n1000:200000:10\nother:1:1\nuser:nonsense\nuser:1:0\n\n';
    assert.deepEqual(parseSubordinateIds(text, 1000, 'user'), [
      { first: 100_000, count: 65_536 },
      { first: 200_000, count: 10 },
    ]);
    assert.deepEqual(parseSubordinateIds(text, 7, undefined), []);
  });
});
