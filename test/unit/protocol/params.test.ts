import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  attentionParams,
  entryParams,
  initializeParams,
  namespaceParams,
  noParams,
  operationParams,
  pairParams,
  processParams,
  refreshParams,
} from '../../../src/agent/service/params.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';

type Reader = (params: unknown) => unknown;

const NS = 'net:[4026532200]#77';
const create = { kind: 'netns.create', name: 'sfo' };
const remove = { kind: 'netns.delete', name: 'sfo', namespace: NS };
const signal = { kind: 'process.signal', process: '12-34', signal: 'SIGTERM' };

const ref = { group: '4:/small', inode: 7 };
const write = { file: 'memory.max', value: '10M' };
const GROUPS = {
  create: { kind: 'cgroup.create', ...ref, groups: [{ path: 'a/b', writes: [write], was: 9 }] },
  set: { kind: 'cgroup.set', ...ref, writes: [write, { ...write, value: '', exact: true }] },
  move: { kind: 'cgroup.move', moves: [{ ...ref, processes: ['12-34'] }] },
  threads: {
    kind: 'cgroup.moveThreads',
    moves: [{ ...ref, threads: [{ process: '12-34', thread: '13-35' }], back: true }],
  },
  controllers: { kind: 'cgroup.controllers', changes: [{ ...ref, enable: ['memory'], disable: [] }] },
  mount: { kind: 'cgroup.mount', controllers: ['cpu'], directory: '/mnt/cpu' },
  property: { kind: 'cgroup.setProperty', unit: 'a.service', properties: [{ name: 'MemoryMax', value: '' }] },
};

const link = { namespace: NS, index: 2, name: '-h <b>' };
const LINKS = {
  set: { kind: 'link.set', ...link, up: false },
  up: { kind: 'link.set', ...link, up: true, lost: { addresses: [], routes: [], neighbours: [] } },
  cable: { kind: 'link.createVeth', a: { namespace: NS, name: 'a' }, b: { namespace: NS, name: 'b' } },
  port: {
    kind: 'link.setMaster',
    ...link,
    master: { index: 3, name: 'br0' },
    port: { isolated: true },
    vlans: [{ from: 10, to: 12, pvid: false, untagged: true }],
  },
  noPort: { kind: 'link.setMaster', ...link },
  netem: { kind: 'link.netem', ...link, netem: { delay: 0.1, loss: 1 } },
  remove: { kind: 'link.delete', ...link },
  add: { kind: 'address.add', ...link, address: 'fd00::1/64', facts: { scope: 'global', flags: [] } },
  take: { kind: 'address.delete', ...link, address: '10.0.0.1/24' },
};

const GOOD: readonly (readonly [Reader, unknown])[] = [
  [noParams, undefined],
  [noParams, null],
  [noParams, [null]],
  [initializeParams, { protocol: 1, build: 'dev' }],
  [attentionParams, { attention: 'hidden' }],
  [refreshParams, { rescan: false }],
  [namespaceParams, { namespace: NS }],
  [namespaceParams, { namespace: 'mnt:[4026531832]' }],
  [namespaceParams, { namespace: `net:[1]@mount 4026531832/run/${'x'.repeat(4000)}` }],
  [pairParams, { a: NS, b: NS }],
  [processParams, { process: '1-0' }],
  [processParams, { process: '4194304-12' }],
  [entryParams, { entry: 'a' }],
  [operationParams, { operation: create }],
  [operationParams, { operation: remove }],
  [operationParams, { operation: signal }],
  ...Object.values(LINKS).map((operation) => [operationParams, { operation }] as const),
  ...Object.values(GROUPS).map((operation) => [operationParams, { operation }] as const),
  [operationParams, { operation: { kind: 'cgroup.delete', group: '4:/a b' } }],
  [operationParams, { operation: { kind: 'cgroup.delete', ...ref } }],
  [operationParams, { operation: { kind: 'cgroup.freeze', ...ref, frozen: true } }],
  [operationParams, { operation: { kind: 'cgroup.kill', ...ref, group: '0:/\udcff' } }],
  [operationParams, { operation: { kind: 'cgroup.unmount', directory: '/mnt', made: false } }],
];

const BAD: readonly (readonly [Reader, unknown, place: string])[] = [
  [noParams, {}, 'params'],
  [noParams, [1], 'params'],
  [initializeParams, undefined, 'params'],
  [initializeParams, [], 'params'],
  [initializeParams, { protocol: 1.5, build: 'dev' }, 'params.protocol'],
  [initializeParams, { protocol: '1', build: 'dev' }, 'params.protocol'],
  [initializeParams, { protocol: -1, build: 'dev' }, 'params.protocol'],
  [initializeParams, { protocol: 2 ** 53, build: 'dev' }, 'params.protocol'],
  [initializeParams, { protocol: 1 }, 'params.build'],
  [initializeParams, { protocol: 1, build: 'x'.repeat(257) }, 'params.build'],
  [attentionParams, { attention: 'toString' }, 'params.attention'],
  [attentionParams, JSON.parse('{"__proto__":{"attention":"hidden"}}'), 'params.attention'],
  [attentionParams, Object.create({ attention: 'hidden' }), 'params.attention'],
  [refreshParams, { rescan: 1 }, 'params.rescan'],
  [namespaceParams, { namespace: '__proto__' }, 'params.namespace'],
  [namespaceParams, { namespace: 'constructor' }, 'params.namespace'],
  [namespaceParams, { namespace: '' }, 'params.namespace'],
  [namespaceParams, { namespace: '/proc/1/ns/net' }, 'params.namespace'],
  [namespaceParams, { namespace: 'net:[1]/../..' }, 'params.namespace'],
  [namespaceParams, { namespace: `net:[1]#${'1'.repeat(9000)}` }, 'params.namespace'],
  [pairParams, { a: NS }, 'params.b'],
  [processParams, { process: 12 }, 'params.process'],
  [processParams, { process: '0-0' }, 'params.process'],
  [processParams, { process: '-1-0' }, 'params.process'],
  [processParams, { process: '2147483648-0' }, 'params.process'],
  [processParams, { process: '4194305-0' }, 'params.process'],
  [processParams, { process: '12' }, 'params.process'],
  [processParams, { process: '12-34\n' }, 'params.process'],
  [processParams, { process: '../self-1' }, 'params.process'],
  [processParams, { process: 'self-1' }, 'params.process'],
  [processParams, { process: `1-${'9'.repeat(200)}` }, 'params.process'],
  [entryParams, { entry: 'x'.repeat(129) }, 'params.entry'],
  [operationParams, {}, 'params.operation'],
  [operationParams, { operation: 'netns.create' }, 'params.operation'],
  [operationParams, { operation: { kind: '__proto__' } }, 'params.operation.kind'],
  [operationParams, { operation: { kind: 'exec', argv: ['sh'] } }, 'params.operation.kind'],
  ...[
    '',
    '../x',
    'a/b',
    '/etc/passwd',
    '.',
    '..',
    '.x',
    '-all',
    '-n',
    'a b',
    'a\n',
    'é',
    '$(id)',
    'x'.repeat(65),
    'a\0',
  ].map((name) => [operationParams, { operation: { ...create, name } }, 'params.operation.name'] as const),
  [operationParams, { operation: { ...remove, name: '../x' } }, 'params.operation.name'],
  [operationParams, { operation: { ...remove, namespace: '__proto__' } }, 'params.operation.namespace'],
  [operationParams, { operation: { kind: 'netns.delete', name: 'sfo' } }, 'params.operation.namespace'],
  [operationParams, { operation: { ...signal, process: '0-0' } }, 'params.operation.process'],
  [operationParams, { operation: { ...signal, signal: 'toString' } }, 'params.operation.signal'],
  [operationParams, { operation: { ...signal, signal: 9 } }, 'params.operation.signal'],
  [operationParams, { operation: { ...LINKS.set, namespace: '__proto__' } }, 'params.operation.namespace'],
  [operationParams, { operation: { ...LINKS.set, index: 0 } }, 'params.operation.index'],
  [operationParams, { operation: { ...LINKS.set, index: 1.5 } }, 'params.operation.index'],
  [operationParams, { operation: { ...LINKS.set, name: 'x'.repeat(65) } }, 'params.operation.name'],
  [operationParams, { operation: { ...LINKS.set, up: 1 } }, 'params.operation.up'],
  [operationParams, { operation: { ...LINKS.up, lost: { routes: [] } } }, 'params.operation.lost.addresses'],
  [operationParams, { operation: { ...LINKS.port, master: 'br0' } }, 'params.operation.master'],
  [operationParams, { operation: { ...LINKS.netem, netem: { loss: 2 } } }, 'params.operation.netem.loss'],
  [operationParams, { operation: { ...LINKS.netem, netem: { delay: -1 } } }, 'params.operation.netem.delay'],
  ...['', '10.0.0.1', '10.0.0.1/33', '--help', '10.0.0.1/24 dev lo'].map(
    (address) => [operationParams, { operation: { ...LINKS.take, address } }, 'params.operation.address'] as const,
  ),
  ...['', 'a b', '-a', 'a/b', 'x'.repeat(16)].map(
    (name) =>
      [
        operationParams,
        { operation: { ...LINKS.cable, a: { namespace: NS, name } } },
        'params.operation.a.name',
      ] as const,
  ),
  ...['', 'small', '4:small', '4:/a/../b', '4:/..', '4:/a//b', '4:/a/', '4:/a\0', `4:/${'x'.repeat(5000)}`].map(
    (group) => [operationParams, { operation: { ...GROUPS.set, group } }, 'params.operation.group'] as const,
  ),
  [operationParams, { operation: { ...GROUPS.set, inode: '7' } }, 'params.operation.inode'],
  [operationParams, { operation: { ...GROUPS.set, writes: 'x' } }, 'params.operation.writes'],
  ...['../x', 'a/b', '..', '.', 'a\0', ''].map(
    (file) =>
      [
        operationParams,
        { operation: { ...GROUPS.set, writes: [{ ...write, file }] } },
        'params.operation.writes[0].file',
      ] as const,
  ),
  ...['1\n2', '1\r', '\0', 'x'.repeat(5000), 7].map(
    (value) =>
      [
        operationParams,
        { operation: { ...GROUPS.set, writes: [{ ...write, value }] } },
        'params.operation.writes[0].value',
      ] as const,
  ),
  ...['..', '../a', '/a', 'a//b', 'a/.', ''].map(
    (path) =>
      [
        operationParams,
        { operation: { ...GROUPS.create, groups: [{ path, writes: [] }] } },
        'params.operation.groups[0].path',
      ] as const,
  ),
  [
    operationParams,
    { operation: { kind: 'cgroup.move', moves: [{ ...ref, processes: ['0-0'] }] } },
    'params.operation.moves[0].processes[0].process',
  ],
  [
    operationParams,
    { operation: { kind: 'cgroup.moveThreads', moves: [{ ...ref, threads: [{ process: '1-2', thread: 3 }] }] } },
    'params.operation.moves[0].threads[0].thread',
  ],
  [
    operationParams,
    { operation: { kind: 'cgroup.controllers', changes: [{ ...ref, enable: ['+memory'], disable: [] }] } },
    'params.operation.changes[0].enable[0]',
  ],
  ...['mnt', '/mnt/../etc', '/', '/a\nb', '-o'].map(
    (directory) =>
      [operationParams, { operation: { ...GROUPS.mount, directory } }, 'params.operation.directory'] as const,
  ),
  [operationParams, { operation: { ...GROUPS.mount, controllers: ['cpu,rw'] } }, 'params.operation.controllers[0]'],
  [
    operationParams,
    { operation: { ...GROUPS.property, properties: [{ name: 'ExecStart', value: 'x' }] } },
    'params.operation.properties[0].name',
  ],
  [operationParams, { operation: { kind: 'cgroup.freeze', ...ref, frozen: 1 } }, 'params.operation.frozen'],
];

describe('parameters of a request', () => {
  for (const [reader, value] of GOOD) {
    it(`${reader.name} takes ${JSON.stringify(value)?.slice(0, 80)}`, () => {
      assert.doesNotThrow(() => reader(value));
    });
  }

  for (const [reader, value, place] of BAD) {
    it(`${reader.name} refuses ${JSON.stringify(value)?.slice(0, 80)}, naming ${place}`, () => {
      assert.throws(
        () => reader(value),
        (error) =>
          error instanceof ProtocolError && error.data.name === 'invalid' && error.data.message.args[0] === place,
      );
    });
  }

  for (const operation of Object.values(GROUPS)) {
    it(`of ${operation.kind} come through as they are`, () => {
      assert.deepEqual(operationParams({ operation }), { operation });
    });
  }

  it('lose what was not asked for', () => {
    const operation = { ...create, extra: 'x', namespace: NS };
    assert.deepEqual(operationParams({ operation }), { operation: create });
  });
});
