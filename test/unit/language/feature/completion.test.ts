import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NAMESPACE_KINDS } from '../../../../src/model/namespace.ts';
import { accept, completionsAt } from '../../../support/completing.ts';
import { type ParseOptions, parseCspec } from '../../../support/cspec.ts';
import { processorTime } from '../../../support/language.ts';
import { largeSpec } from '../../../support/large-spec.ts';
import { memoryFiles } from '../../../support/memory-files.ts';

interface Case extends ParseOptions {
  readonly text: string;
  /** What must be proposed first, in this order. */
  readonly first?: readonly string[];
  readonly all?: readonly string[];
  readonly has?: readonly string[];
  readonly not?: readonly string[];
}

const LAN = 'bridge b { address 10.0.0.1/24 }\nnetns a { interface e on b { address 10.0.0.2/24 } }\n';
const FACTS = {
  cpus: [0, 1, 2, 3],
  memoryNodes: [0],
  hugepageSizes: ['2MB', '1GB'],
  links: [
    { name: 'lo', kind: 'loopback', wireless: false },
    { name: 'enp1s0', kind: 'physical', wireless: false },
  ],
  blockDevices: [{ path: '/dev/vda', partition: false }],
  subuids: [{ first: 165_536, count: 65_536 }],
};

const CASES: readonly Case[] = [
  { text: '|', first: ['environment', 'netns', 'host', 'container', 'cgroup'], not: ['interface', 'rootfs', '{'] },
  { text: '|', has: ['expect'], not: ['reaches'] },
  { text: 'ne|', has: ['netns'] },
  { text: 'container x {\n  |\n}', has: ['rootfs', 'namespaces', 'limits', 'interface', 'env'], not: ['netns', 'stp'] },
  { text: 'container x { hostname a\n  |\n}', has: ['env', 'rlimit'], not: ['hostname'] },
  { text: 'container x { rootfs host rootfs | }', has: [] },
  { text: 'netns a { | }', has: ['interface', 'route', 'nat', 'sysctl'], not: ['rootfs', 'limits'] },
  { text: `veth v\n${LAN}cgroup g { }\nprofile p { }\nexpect |`, all: ['a', 'g'] },
  { text: `${LAN}expect a |`, all: ['not', 'reaches', 'listens', 'oom_killed', 'processes', 'exits'] },
  { text: `${LAN}expect a not |`, all: ['reaches', 'listens', 'oom_killed', 'processes', 'exits'] },
  { text: `${LAN}netns c\ncgroup g { }\nexpect a reaches |`, all: ['c', '10.0.0.1', '10.0.0.2'] },
  { text: `${LAN}netns c\nexpect a reaches c |`, has: ['port', 'within', 'expect', 'netns'] },
  { text: 'netns a expect a listens |', first: ['80'], not: ['expect'] },
  { text: 'container x { } expect x exits |', has: ['0', '137', 'within', 'expect'] },
  { text: 'container x { } expect x oom_killed within |', first: ['5s'] },
  { text: 'container x { namespaces [|', all: NAMESPACE_KINDS },
  { text: 'container x { namespaces [pid, n|] }', has: ['net'], not: ['pid'] },
  { text: `${LAN}netns c { interface e on |`, all: ['b'] },
  { text: `veth v\n${LAN}netns c { interface e on |}`, all: ['v', 'b'] },
  { text: `${LAN}netns c { interface e on b { address | } }`, first: ['10.0.0.3/24'] },
  { text: `${LAN}netns c { interface e on b { address 10.| } }`, first: ['10.0.0.3/24'] },
  { text: `${LAN}netns c { interface e on b { address 10.0.0.3/24 gateway | } }`, first: ['10.0.0.1', '10.0.0.2'] },
  { text: 'veth v netns a { interface e on v { address | } }', first: ['10.0.0.1/24'] },
  { text: `${LAN}bridge other { address | }`, first: ['10.0.1.1/24'] },
  { text: `${LAN}host { nat from |`, all: ['10.0.0.0/24'] },
  { text: `${LAN}host { nat from 10.0.0.0/24 via |`, first: ['default'] },
  { text: `${LAN}host { publish 80 to |`, all: ['a'] },
  { text: 'netns n container x { join net of |', has: ['n', 'path', 'process'], not: ['x'] },
  { text: 'container x { join |', all: NAMESPACE_KINDS },
  { text: 'cgroup g { }\ncgroup h in |', all: ['g'] },
  { text: 'cgroup g { }\nnetns n profile p { }\ncontainer x { cgroup |', all: ['g'] },
  { text: 'netns n profile p { }\ncontainer x { use |', all: ['p'] },
  { text: 'container x { }\ncontainer y { after |', all: ['x'] },
  { text: 'container x { limits { | } }', has: ['memory.max', 'cpu.max', 'pids.max'], not: ['memory.current', 'env'] },
  { text: 'container x { limits { memory.max = 1M\n | } }', has: ['memory.high'], not: ['memory.max'] },
  { text: 'container x { limits { io.max = 8:0 rbps=1M\n | } }', has: ['io.max'] },
  { text: 'cgroup g { memory.| }', has: ['memory.max'] },
  { text: 'cgroup g { | }', facts: FACTS, has: ['hugetlb.2MB.max', 'hugetlb.1GB.max'] },
  { text: 'cgroup g { memory.max = | }', has: ['64M', 'max'] },
  { text: 'cgroup g { cpu.max = | }', has: ['50%', '2 cpus', 'max'] },
  { text: 'cgroup g { cpuset.cpus = | }', facts: FACTS, first: ['0-3', '0', '1', '2', '3'] },
  { text: 'cgroup g { cpuset.cpus.partition = | }', has: ['member', 'root', 'isolated'] },
  { text: 'cgroup g { io.max = | }', facts: FACTS, all: ['/dev/vda'] },
  { text: 'cgroup g { io.max = /dev/vda | }', first: ['rbps=', 'wbps=', 'riops=', 'wiops='] },
  { text: 'container x { capabilities | }', has: ['default', 'none', 'all', '['] },
  { text: 'container x { capabilities [CAP_CHOWN, CAP_N|] }', has: ['CAP_NET_ADMIN'], not: ['CAP_CHOWN', 'default'] },
  { text: 'container x { mount | }', has: ['standard', 'tmpfs', 'bind'] },
  { text: 'container x { mount tmpfs at /tmp [size=1M, |] }', has: ['mode', 'ro'], not: ['size'] },
  { text: 'container x { rlimit | }', has: ['nofile', 'nproc'] },
  { text: 'container x { map | }', all: ['ids', 'uids', 'gids'] },
  { text: 'container x { map ids 0 to host | }', facts: FACTS, all: ['165536'] },
  { text: 'container x { map ids 0 | }', all: ['to'] },
  { text: 'container x { clock | }', all: ['monotonic', 'boottime'] },
  { text: 'container x { no_new_privs | }', all: ['on', 'off'] },
  { text: 'container x { sysctl | }', has: ['net.ipv4.ip_forward', 'kernel.shmmax'] },
  { text: 'netns n { sysctl | }', has: ['net.ipv4.ip_forward'], not: ['kernel.shmmax'] },
  { text: 'macvlan m parent |', facts: FACTS, all: ['enp1s0'] },
  { text: 'macvlan m parent enp1s0 mode |', has: ['bridge', 'private'] },
  { text: 'bridge b { stp | }', all: ['on', 'off'] },
  { text: 'bridge |', all: ['br0'] },
  { text: 'bridge br0 netns n { interface eth0 on br0 interface | }', all: ['eth1'] },
  { text: 'veth v { netem [|] }', has: ['delay', 'loss'] },
  {
    text: 'container x { rootfs ./ro| }',
    path: '/w/a.cspec',
    files: memoryFiles({ '/w/rootfs/bin/sh': '', '/w/site/x': '' }),
    has: ['./rootfs', './site', 'host'],
  },
  {
    text: 'container x { mount bind ./site/| }',
    path: '/w/a.cspec',
    files: memoryFiles({ '/w/site/x': '' }),
    has: ['./site/x'],
  },
  // In broken texts.
  { text: 'netns a { interface e on b { address 1\nbridge b\ncontainer x { limits { memory.|', has: ['memory.max'] },
  { text: 'container x {\n  hostnam y\n  name|\n}', has: ['namespaces'] },
  { text: 'container { namespaces [pid, |', has: ['ipc'] },
  { text: '}}} |', has: ['netns'] },
  { text: '# a comment |', all: [] },
  { text: 'container x { command ["s|"] }', all: [] },
];

describe('completion', () => {
  for (const { text, first, all, has, not, ...options } of CASES) {
    it(JSON.stringify(text), async () => {
      const labels = (await completionsAt(text, options)).map(({ label }) => label);
      if (all) assert.deepEqual(labels.filter((label) => /^[^{[]/.test(label)).toSorted(), [...all].toSorted());
      if (first) assert.deepEqual(labels.slice(0, first.length), first);
      for (const label of has ?? []) assert.ok(labels.includes(label), `no ${label} in ${labels.join(' ')}`);
      for (const label of not ?? []) assert.ok(!labels.includes(label), `${label} is there`);
    });
  }

  it('replaces the whole word, with its dots, dashes and slashes', async () => {
    for (const [marked, label, wanted] of [
      ['cgroup g { memory.|mx }', 'memory.max', 'cgroup g { memory.max = | }'],
      [
        `${LAN}netns c { interface e on b { address 10.0.|/24 } }`,
        '10.0.0.3/24',
        `${LAN}netns c { interface e on b { address 10.0.0.3/24| } }`,
      ],
      ['container x { no_|', 'no_new_privs', 'container x { no_new_privs |'],
    ] as const) {
      const item = (await completionsAt(marked)).find((each) => each.label === label);
      assert.ok(item, label);
      assert.equal(accept(marked, item), wanted);
    }
  });

  it('tells what it proposes', async () => {
    const items = await completionsAt('cgroup g { | }');
    const max = items.find(({ label }) => label === 'memory.max');
    assert.match(JSON.stringify(max?.documentation), /memory/i);
    for (const item of await completionsAt('container x { | }')) assert.ok(item.documentation, item.label);
  });

  it('makes a container from nothing', async () => {
    let text = 'bridge lan { address 10.0.0.1/24 }\n|';
    for (const step of STEPS) {
      if (step === '>') {
        text = text.replace(/\|([^\]}\n]*[\]}])/, '$1|');
        continue;
      }
      if (step.startsWith('+')) {
        text = text.replace('|', `${step.slice(1)}|`);
        continue;
      }
      const items = await completionsAt(text);
      const item = items.find(({ label }) => label === step);
      assert.ok(item, `no ${step} at ${text}\n${items.map(({ label }) => label).join(' ')}`);
      text = accept(text, item);
    }
    const { findings } = await parseCspec(text.replace('|', ''));
    assert.deepEqual(
      findings.filter(({ check, severity = check.severity }) => severity === 'error').map(({ check }) => check.code),
      [],
      text,
    );
    assert.match(text, /address 10\.0\.0\.2\/24 gateway 10\.0\.0\.1/);
  });

  it('stays quick in a large file', async () => {
    const text = `${largeSpec(10_000)}\nnetns last {\n  |\n}\n`;
    const items = await completionsAt(text);
    assert.ok(items.some(({ label }) => label === 'interface'));
    assert.ok((await processorTime(() => completionsAt('|'))) < 5000);
  });
});

/** Proposals that are taken one after another; with `+` what a person types, `>` goes behind the next bracket. */
const STEPS = [
  'container',
  'rootfs',
  'host',
  '+\n  ',
  'namespaces',
  'pid',
  '+, ',
  'net',
  '+, ',
  'mnt',
  '+, ',
  'uts',
  '>',
  '+\n  ',
  'hostname',
  '+box\n  ',
  'mount',
  'proc',
  '+\n  ',
  'capabilities',
  'none',
  '+\n  ',
  'command',
  '>',
  '+\n  ',
  'interface',
  'lan',
  '+ ',
  '{',
  'address',
  '10.0.0.2/24',
  '+ ',
  'gateway',
  '10.0.0.1',
];
