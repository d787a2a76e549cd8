import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  choicesOf,
  clearableFiles,
  exampleOf,
  settableFiles,
  shownValue,
} from '../../../src/extension/cgroups/settable-files.ts';
import { fileFacts, type GroupFile } from '../../../src/model/cgroup/file-facts.ts';
import { expandValue } from '../../../src/model/cgroup/file-value.ts';
import { INTERFACE_FILES } from '../../../src/model/cgroup/interface-file.ts';
import { V1_FILES } from '../../../src/model/cgroup/v1-file.ts';

const V1: readonly GroupFile[] = [
  { name: 'cgroup.procs', text: '1\n' },
  { name: 'memory.failcnt', text: '0\n' },
  { name: 'memory.limit_in_bytes', text: '10485760\n' },
  { name: 'memory.memsw.limit_in_bytes', text: '9223372036854771712\n' },
  { name: 'memory.usage_in_bytes', text: '4096\n' },
  { name: 'memory.oom_control', text: 'oom_kill_disable 0\nunder_oom 0\noom_kill 0\n' },
  { name: 'memory.swappiness', text: '60\n' },
  { name: 'tasks', text: '1\n' },
  { name: 'unknown.file', text: '1\n' },
];

const V2: readonly GroupFile[] = [
  { name: 'cgroup.kill', errno: 'EINVAL' },
  { name: 'cgroup.max.depth', text: 'max\n' },
  { name: 'cgroup.subtree_control', text: '' },
  { name: 'cpu.max', text: '50000 100000\n' },
  { name: 'cpu.pressure', text: 'some avg10=0\n' },
  { name: 'io.max', text: '8:0 rbps=1 wbps=max riops=max wiops=max\n' },
  { name: 'memory.max', text: 'max\n' },
  { name: 'memory.reclaim', errno: 'EINVAL' },
];

describe('the files of a group that can be set', () => {
  it('are those that are written, what matters most first', () => {
    assert.deepEqual(
      settableFiles(V1, 1).map(({ name }) => name),
      [
        'memory.limit_in_bytes',
        'memory.memsw.limit_in_bytes',
        'memory.swappiness',
        'memory.oom_control',
        'memory.failcnt',
      ],
    );
    assert.deepEqual(
      settableFiles(V2, 2).map(({ name }) => name),
      ['cpu.max', 'io.max', 'memory.max', 'memory.reclaim', 'cgroup.max.depth'],
    );
  });

  it('say what they say now as a person says it', () => {
    assert.deepEqual(settableFiles(V1, 1).map(shownValue), [
      '10M',
      '-1',
      '60',
      'oom_kill_disable 0, under_oom 0, oom_kill 0',
      '0',
    ]);
  });

  it('are cleared when they limit something', () => {
    assert.deepEqual(
      clearableFiles(V1, 1).map(({ name, lines }) => [name, ...lines]),
      [['memory.limit_in_bytes', '-1']],
    );
    assert.deepEqual(
      clearableFiles(V2, 2).map(({ name, lines }) => [name, ...lines]),
      [
        ['cpu.max', 'max 100000'],
        ['io.max', '8:0 rbps=max wbps=max riops=max wiops=max'],
      ],
    );
  });

  it('are chosen from where there are few words', () => {
    const choices = Object.fromEntries(settableFiles(V1, 1).map((file) => [file.name, choicesOf(file)]));
    assert.deepEqual([choices['memory.oom_control'], choices['memory.swappiness']], [['0', '1'], undefined]);
  });
});

describe('an example of a value', () => {
  const all = [
    ...INTERFACE_FILES.map(({ file }) => ({ name: file.replace('<size>', '2MB'), version: 2 as const })),
    ...V1_FILES.map(({ file }) => ({ name: file.replace('<size>', '2MB'), version: 1 as const })),
  ];
  for (const { name, version } of all) {
    const [file] = settableFiles([{ name, text: '' }], version);
    const example = file && !choicesOf(file) ? exampleOf(file) : '';
    if (!file || example === '' || example.startsWith('(')) continue;
    it(`of ${name} (v${version}) is one: ${example}`, () => {
      const facts = fileFacts(name, version)?.facts;
      assert.ok(facts && expandValue(facts, version, example).ok);
    });
  }
});
