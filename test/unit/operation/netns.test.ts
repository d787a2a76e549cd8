import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../src/base/message.ts';
import { environmentOfMark } from '../../../src/model/environment/host.ts';
import type { Namespace } from '../../../src/model/namespace.ts';
import { NETNS_MARK, netnsNameProblem } from '../../../src/model/operation/netns.ts';
import { describeOperation, type Operation, stepLine } from '../../../src/model/operation/operation.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { aHost, aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

const MNT = 'mnt:[1]';

/** A network namespace that is mounted at `path` in that mount namespace. */
function mounted(inode: number, path: string, mnt = MNT, facts: Partial<Namespace> = {}): Namespace {
  return aNamespace('net', inode, { pins: [{ kind: 'mount', path, mnt }], ...facts });
}

function snapshot(namespaces: readonly Namespace[], ...processes: Parameters<typeof aProcess>[]): Snapshot {
  const host = aHost({ namespaces: { mnt: MNT } });
  return aSnapshot(
    namespaces,
    processes.map((each) => aProcess(...each)),
    { host },
  );
}

function refusals(operation: Operation, of: Snapshot): string[] {
  return describeOperation(operation, of).refusals.map(({ code }) => code);
}

const sfo = mounted(7, '/run/netns/sfo');
const remove = { kind: 'netns.delete', name: 'sfo', namespace: sfo.id } as const;
const create = { kind: 'netns.create', name: 'sfo' } as const;

const ROWS: readonly (readonly [what: string, operation: Operation, snapshot: Snapshot, refusals: string[]])[] = [
  ['a new name', create, snapshot([]), []],
  ['a name that is taken', create, snapshot([sfo]), ['exists']],
  ['a name that is taken below /var/run', create, snapshot([mounted(7, '/var/run/netns/sfo')]), ['exists']],
  ['a name that another mount namespace has', create, snapshot([mounted(7, '/run/netns/sfo', 'mnt:[2]')]), []],
  ['a name of docker', create, snapshot([mounted(7, '/run/docker/netns/sfo')]), []],
  ['a path as name', { ...create, name: '../sfo' }, snapshot([]), ['invalid']],
  ['an option as name', { ...create, name: '-all' }, snapshot([]), ['invalid']],
  ['a named one that nobody is in', remove, snapshot([sfo]), []],
  ['a name that does not exist', remove, snapshot([]), ['missing']],
  ['a name that stands for another one', remove, snapshot([mounted(8, '/run/netns/sfo')]), ['changed']],
  ['one with a member', remove, snapshot([sfo], [5, { namespaces: { net: sfo.id } }]), ['in-use']],
  ['one with a member of another', remove, snapshot([sfo], [5, { namespaces: { net: 'net:[9]#9' } }]), []],
  [
    'one with a thread inside',
    remove,
    snapshot(
      [{ ...sfo, pins: [...sfo.pins, { kind: 'thread', process: '5-100', tid: 6, comm: 'worker' }] }],
      [5, { namespaces: { net: 'net:[9]#9' } }],
    ),
    ['in-use'],
  ],
];

describe('a named network namespace', () => {
  for (const [what, operation, of, expected] of ROWS) {
    it(`${operation.kind} of ${what}: ${expected.join() || 'allowed'}`, () => {
      assert.deepEqual(refusals(operation, of), expected);
    });
  }

  it('has a mark that is that of no environment', () => {
    assert.equal(environmentOfMark(NETNS_MARK), undefined);
  });

  it('tells the first five processes that would lose it', () => {
    const inside = [9, 3, 4, 5, 6, 7].map((pid): [number, object] => [pid, { namespaces: { net: sfo.id } }]);
    const [refusal] = describeOperation(remove, snapshot([sfo], ...inside)).refusals;
    assert.match(refusal ? formatMessage(refusal.message) : '', /\((?:\d, ){5}…\)/);
  });

  it('is created by two commands and deleted by one, each with its system call', () => {
    const steps = (operation: Operation) =>
      describeOperation(operation, snapshot([])).steps.map((step) => [stepLine(step), step.call !== '']);
    assert.deepEqual(steps(create), [
      ['ip netns add sfo', true],
      ['ip -n sfo link set dev lo alias isolens.netns', true],
    ]);
    assert.deepEqual(steps(remove), [['ip netns del sfo', true]]);
  });

  it('is created without danger, deleted with a warning and no way back', () => {
    const creating = describeOperation(create, snapshot([]));
    const deleting = describeOperation(remove, snapshot([sfo]));
    assert.equal(creating.danger, 'none');
    assert.deepEqual([deleting.danger, deleting.warnings.length > 0, deleting.undo], ['harm', true, undefined]);
  });
});

describe('the name of a network namespace', () => {
  const NAMES: readonly (readonly [name: string, allowed: boolean])[] = [
    ['sfo', true],
    ['_a.b-c', true],
    ['0', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['', false],
    ['.', false],
    ['..', false],
    ['.hidden', false],
    ['-n', false],
    ['a/b', false],
    ['a b', false],
    ['a\n', false],
    ['a\0', false],
    ['\u202eofs', false],
    ['é', false],
  ];
  for (const [name, allowed] of NAMES) {
    it(`${allowed ? 'can be' : 'cannot be'} ${JSON.stringify(name)}`, () => {
      assert.equal(netnsNameProblem(name) === undefined, allowed);
    });
  }
});
