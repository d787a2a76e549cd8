import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Network } from '../../../../src/model/network/network.ts';
import type { Place } from '../../../../src/model/network/place.ts';
import { ipScript } from '../../../../src/model/network/script/ip-script.ts';
import type { Wire } from '../../../../src/model/network/wires.ts';
import { address, cable, link, network } from '../../../support/drawings.ts';

/** The lines that do something; namespaces are called as their ids, `host` is the initial one. */
function lines(
  networks: readonly Network[],
  wires: readonly Wire[] = [],
  names: Readonly<Record<string, Partial<Place>>> = {},
): string[] {
  const places = networks.map(({ namespace }): [string, Place] => [
    namespace,
    { namespace, inode: 1, title: namespace, initial: namespace === 'host', processes: 0, ...names[namespace] },
  ]);
  const script = ipScript(networks, wires, new Map(places));
  return script.split('\n').filter((line) => /^(?:ip|tc|bridge)/.test(line));
}

const down = { flags: [] };

describe('a script of ip(8)', () => {
  it('makes of the host only what is wired to the others, from the host', () => {
    const host = network(
      'host',
      [
        link(2, 'eth0'),
        link(3, 'br0', { kind: 'bridge' }),
        link(4, 'pa', { kind: 'veth', master: 3, portKind: 'bridge' }),
        link(5, 'other', { kind: 'veth' }),
      ],
      [address(2, '192.0.2.1/24')],
    );
    const made = lines([host, network('sfo', [link(2, 'va', { kind: 'veth' })])], [cable('sfo', 2, 'host', 4)]);
    assert.deepEqual(made.slice(0, 3), [
      'ip netns add sfo',
      'ip link add name br0 type bridge',
      'ip link add name pa type veth peer name va netns sfo',
    ]);
    assert.doesNotMatch(made.join('\n'), /eth0|other|192\.0\.2\.1/);
  });

  it('makes an end without its other one as a dummy, and says so', () => {
    const script = ipScript([network('sfo', [link(2, 'va', { kind: 'veth', ...down })])], [], new Map());
    assert.match(
      script,
      /^# va: the other end of the cable is not among them; a dummy is in its place\nip -n \S+ link add name va type dummy$/m,
    );
  });

  it('quotes names, and leaves out those that cannot be written', () => {
    const names = ["$(alert)';", '-h', '\u001b[31m', '\ufffd'];
    const made = lines([
      network(
        'sfo',
        names.map((name, at) => link(2 + at, name, { kind: 'dummy', ...down })),
      ),
    ]);
    assert.deepEqual(made.slice(1, 3), [
      "ip -n sfo link add name '$(alert)'\\'';' type dummy",
      'ip -n sfo link add name -h type dummy',
    ]);
  });

  it('gives every namespace a name of its own', () => {
    const titles = { a: { title: 'web (podman)' }, b: { title: 'web (podman)' }, c: { title: 'x', name: 'sfo' } };
    const made = lines(
      ['a', 'b', 'c'].map((id) => network(id, [])),
      [],
      titles,
    );
    assert.deepEqual(
      made.filter((line) => line.includes('netns add')),
      ['ip netns add web-podman', 'ip netns add web-podman-2', 'ip netns add sfo'],
    );
  });
});
