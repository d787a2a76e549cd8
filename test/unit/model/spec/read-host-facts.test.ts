import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostFacts } from '../../../../src/model/spec/host-facts.ts';
import { readHostFacts } from '../../../../src/model/spec/read-host-facts.ts';

const ALL: Required<HostFacts> = {
  cpus: [0, 1],
  memoryNodes: [0],
  cgroups: { mode: 'v2', controllers: ['cpu'] },
  memory: 1024,
  swap: 0,
  hugepageSizes: ['2MB'],
  links: [{ name: 'eth0', kind: 'physical', wireless: false }],
  routes: [{ to: '10.0.0.0/24' }, { to: '10.1.0.0/24', environment: 'demo' }],
  linkKinds: ['veth'],
  listening: [{ protocol: 'tcp', port: 22 }],
  blockDevices: [{ path: '/dev/sda', partition: false }],
  subuids: [{ first: 100_000, count: 65_536 }],
  rootless: true,
  kernel: '6.1.0',
  bootTime: 1_750_000_000,
  lastCapability: 40,
  tools: { unshare: '2.38.1', nft: null, newuidmap: '' },
  machine: 'x86_64',
};

describe('facts of a host in a message', () => {
  it('are read as they are', () => assert.deepEqual(readHostFacts(structuredClone(ALL)), ALL));

  for (const value of [undefined, null, 1, 'text', [], () => {}]) {
    it(`are none in ${String(value)}`, () => assert.deepEqual(readHostFacts(value), {}));
  }

  const wrong: Readonly<Record<keyof HostFacts, unknown>> = {
    cpus: [0, '1'],
    memoryNodes: { length: 1 },
    cgroups: { mode: 'v3', controllers: [] },
    memory: -1,
    swap: Number.NaN,
    hugepageSizes: [2],
    links: [{ name: 'eth0', kind: 'physical' }],
    routes: [{ to: 'x'.repeat(5000) }],
    linkKinds: 'veth',
    listening: [{ protocol: 'sctp', port: 1 }],
    blockDevices: [null],
    subuids: [{ first: 0.5, count: 1 }],
    rootless: 1,
    kernel: 6,
    bootTime: -1,
    lastCapability: '40',
    tools: undefined,
    machine: {},
  };
  for (const [name, value] of Object.entries(wrong)) {
    it(`are not known where one has another form: ${name}`, () => {
      const { [name as keyof HostFacts]: left, ...others } = readHostFacts({ ...ALL, [name]: value });
      const { [name as keyof HostFacts]: _, ...all } = ALL;
      assert.deepEqual(others, all);
      assert.deepEqual(left, name === 'tools' ? {} : undefined);
    });
  }

  it('are nothing more than is known', () => {
    const hostile = JSON.parse('{"cpus": [0], "__proto__": {"swap": 1}, "other": 1}');
    assert.deepEqual(Object.keys(readHostFacts(hostile)), ['cpus']);
    assert.deepEqual(Object.keys(readHostFacts(Object.create({ swap: 1 }))), []);
    assert.equal(readHostFacts({ cpus: Array.from({ length: 10_001 }, (_, at) => at) }).cpus, undefined);
  });
});
