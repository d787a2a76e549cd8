import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MountHierarchy } from '../../../../src/model/operation/cgroup/mount-hierarchy.ts';
import type { SetProperty } from '../../../../src/model/operation/cgroup/set-property.ts';
import type { DirectoryState, Seen } from '../../../../src/model/operation/look.ts';
import { describeOperation, type Operation } from '../../../../src/model/operation/operation.ts';
import { inWords } from '../../../support/described.ts';
import { aGroupSnapshot, aSeen } from '../../../support/group-hosts.ts';
import { aHost } from '../../../support/snapshots.ts';

const CONTROLLERS = { cpu: 1, memory: 4, net_cls: 9, net_prio: 0, perf_event: 0, io: 0 };

function described(operation: Operation, facts: Partial<Seen> = {}, level: 'root' | 'user' = 'root') {
  const snapshot = aGroupSnapshot(['9:/a']);
  const host = aHost({ agent: { uid: level === 'root' ? 0 : 1000, capEff: '0', noNewPrivs: false, level } });
  return inWords(
    describeOperation(operation, { ...snapshot, host }, aSeen({}, { controllers: CONTROLLERS, ...facts })),
  );
}

function directory(state: DirectoryState['state'], parent = true): Partial<Seen> {
  return { directory: { state, parent } };
}

const mount: MountHierarchy = { kind: 'cgroup.mount', controllers: ['net_prio'], directory: '/mnt/net' };

describe('mounting a hierarchy of v1', () => {
  it('is what the lecture shows, and the undo unmounts it', () => {
    const found = described(mount, directory('empty'));
    assert.deepEqual(found.lines, ['mount -t cgroup -o net_prio net_prio /mnt/net']);
    assert.deepEqual(found.undo, { kind: 'cgroup.unmount', directory: '/mnt/net', made: false });
    assert.deepEqual([found.refusals, found.danger], [[], 'none']);
  });

  it('makes the directory, and the undo removes it', () => {
    const found = described({ ...mount, controllers: ['cpu'] }, directory('missing'));
    assert.deepEqual(found.lines, ['mkdir /mnt/net', 'mount -t cgroup -o cpu cpu /mnt/net']);
    assert.deepEqual(found.undo, { kind: 'cgroup.unmount', directory: '/mnt/net', made: true });
  });

  it('can have a name instead of controllers', () => {
    const found = described({ ...mount, controllers: [], name: 'test' }, directory('empty'));
    assert.deepEqual(found.lines, ['mount -t cgroup -o none,name=test test /mnt/net']);
  });

  it('warns of what is hidden, and of what v2 loses', () => {
    const found = described({ ...mount, controllers: ['io'] }, directory('full'));
    assert.match(found.warnings.join(' '), /hidden while.*v2 loses io/);
  });

  const ROWS: readonly (readonly [what: string, operation: MountHierarchy, seen: Partial<Seen>, refusal: RegExp])[] = [
    ['the controller ns', { ...mount, controllers: ['ns'] }, directory('empty'), /^invalid: .*gone since Linux 3\.0/],
    [
      'an unknown controller',
      { ...mount, controllers: ['magic'] },
      directory('empty'),
      /^invalid: .*no controller magic.*Choose from cpu, memory/,
    ],
    ['nothing', { ...mount, controllers: [] }, directory('empty'), /^invalid: A controller or a name/],
    ['a bad name', { ...mount, controllers: [], name: 'a,b' }, directory('empty'), /^invalid/],
    [
      'controllers that are not attached together',
      { ...mount, controllers: ['cpu', 'memory'] },
      directory('empty'),
      /^rule: The controllers of cpu are attached/,
    ],
    [
      'a relative path',
      { ...mount, directory: 'mnt' },
      directory('empty'),
      /^invalid: A directory is named by its whole path/,
    ],
    ['a path that goes up', { ...mount, directory: '/mnt/../etc' }, directory('empty'), /^invalid/],
    ['a mount point', mount, directory('mounted'), /^exists/],
    ['what another user could replace', mount, directory('unsafe'), /^protected/],
    ['a directory in none', mount, directory('missing', false), /^invalid/],
  ];
  for (const [what, operation, seen, refusal] of ROWS) {
    it(`is refused for ${what}`, () => assert.match(described(operation, seen).refusals[0] ?? '', refusal));
  }

  it('is for root', () => {
    assert.match(described(mount, directory('empty'), 'user').refusals[0] ?? '', /^denied/);
  });

  it('is refused for a controller that groups of v2 use', () => {
    const seen = {
      ...aSeen({ '0:/': { files: { 'cgroup.subtree_control': 'io\n' } } }),
      ...directory('empty'),
      controllers: CONTROLLERS,
    };
    const found = described({ ...mount, controllers: ['io'] }, seen);
    assert.match(found.refusals[0] ?? '', /^rule: io is used by groups of v2/);
  });
});

describe('unmounting a hierarchy', () => {
  it('warns of groups that can be seen no more', () => {
    const found = described(
      { kind: 'cgroup.unmount', directory: '/sys/fs/cgroup/net_cls', made: true },
      directory('mounted'),
    );
    assert.deepEqual(found.lines, ['umount /sys/fs/cgroup/net_cls', 'rmdir /sys/fs/cgroup/net_cls']);
    assert.match(found.warnings.join(), /can be seen no more/);
  });

  it('is refused where nothing is mounted', () => {
    assert.match(
      described({ kind: 'cgroup.unmount', directory: '/mnt', made: false }, directory('empty')).refusals[0] ?? '',
      /^missing/,
    );
  });
});

describe('setting properties of a unit', () => {
  const set: SetProperty = {
    kind: 'cgroup.setProperty',
    unit: 'ssh.service',
    properties: [
      { name: 'MemoryMax', value: '10485760' },
      { name: 'CPUQuota', value: '50%' },
    ],
  };
  const properties = { LoadState: ['loaded'], MemoryMax: ['infinity'], CPUQuotaPerSecUSec: ['1.500s'] };

  it('is one command, and the undo sets what systemd told', () => {
    const found = described(set, { systemd: true, properties });
    assert.deepEqual(found.lines, ['systemctl set-property --runtime -- ssh.service MemoryMax=10485760 CPUQuota=50%']);
    assert.deepEqual(found.undo, {
      ...set,
      properties: [
        { name: 'MemoryMax', value: 'infinity' },
        { name: 'CPUQuota', value: '150%' },
      ],
    });
  });

  it('goes to the manager of the user that has the unit', () => {
    const [line] = described({ ...set, user: 1000 }, { systemd: true, properties }).lines;
    assert.match(line ?? '', /^systemctl --user --machine=1000@ set-property/);
    const [own] = described({ ...set, user: 1000 }, { systemd: true, properties }, 'user').lines;
    assert.match(own ?? '', /^systemctl --user set-property/);
  });

  const ROWS: readonly (readonly [what: string, operation: SetProperty, seen: Partial<Seen>, refusal: RegExp])[] = [
    ['without systemd', set, { properties }, /^rule: systemd does not run/],
    ['for a unit that is not loaded', set, { systemd: true, properties: { LoadState: ['not-found'] } }, /^missing/],
    ['for what is no unit', { ...set, unit: '--now' }, { systemd: true, properties }, /^invalid/],
    [
      'for another property',
      { ...set, properties: [{ name: 'ExecStart', value: '/bin/sh' }] },
      { systemd: true, properties },
      /^invalid/,
    ],
    [
      'for a value with a line break',
      { ...set, properties: [{ name: 'MemoryMax', value: '1\nx' }] },
      { systemd: true, properties },
      /^invalid/,
    ],
    ['for nothing', { ...set, properties: [] }, { systemd: true, properties }, /^invalid/],
  ];
  for (const [what, operation, seen, refusal] of ROWS) {
    it(`is refused ${what}`, () => assert.match(described(operation, seen).refusals[0] ?? '', refusal));
  }
});
