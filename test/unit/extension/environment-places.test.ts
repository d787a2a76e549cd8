import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOfContainer, networkOfPlace, processOfContainer } from '../../../src/extension/environments/places.ts';
import type { ContainerView, EnvironmentStatus } from '../../../src/model/environment/status.ts';
import { aNamespace, aProcess, aSnapshot } from '../../support/snapshots.ts';

const net = aNamespace('net', 4026532001, { name: 'sfo' });
const box = aProcess(77, { comm: 'box' });
const GROUP = '4:/isolens-demo/box';
const mount = { path: '/sys/fs/cgroup/memory', root: '/', options: [], readOnly: false };
const SNAPSHOT = aSnapshot([net, aNamespace('uts', 4026532001)], [box], {
  hierarchies: [{ id: 4, version: 1, controllers: ['memory'], mount }],
  cgroups: { [GROUP]: { id: GROUP, hierarchy: 4, path: '/isolens-demo/box' } },
});

function aView(startTime: number, groups: readonly string[]): ContainerView {
  const status = { state: 'running', pid: 77, startTime, supervisor: 9, supervisorStartTime: 1 } as const;
  return { name: 'box', state: 'running', status, processes: 1, groups };
}

const STATUS: EnvironmentStatus = {
  environment: 'demo',
  state: 'up',
  containers: [],
  networks: [
    { name: 'sfo', state: 'up', inode: 4026532001 },
    { name: 'nyc', state: 'down' },
  ],
  drifts: [],
  foreign: [],
};

describe('where the parts of an environment are', () => {
  it('finds process 1 of a container, but none of the same pid that is another', () => {
    assert.equal(processOfContainer(SNAPSHOT, aView(box.startTime, [])), box);
    assert.equal(processOfContainer(SNAPSHOT, aView(box.startTime + 1, [])), undefined);
    assert.equal(processOfContainer(SNAPSHOT, undefined), undefined);
  });

  it('finds the network namespace of a place, by its inode', () => {
    assert.equal(networkOfPlace(SNAPSHOT, STATUS, 'sfo'), net);
    assert.equal(networkOfPlace(SNAPSHOT, STATUS, 'nyc'), undefined);
    assert.equal(networkOfPlace(SNAPSHOT, STATUS, 'nobody'), undefined);
  });

  it('finds the group of a container, by its directory', () => {
    assert.equal(groupOfContainer(SNAPSHOT, aView(1, ['/sys/fs/cgroup/memory/isolens-demo/box'])), GROUP);
    assert.equal(groupOfContainer(SNAPSHOT, aView(1, ['/sys/fs/cgroup/memory/isolens-demo'])), undefined);
  });
});
