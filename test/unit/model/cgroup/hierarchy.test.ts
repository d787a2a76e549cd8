import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupName, membershipPath, parentPath, parseCgroupId } from '../../../../src/model/cgroup/cgroup.ts';
import { groupDirectory, hierarchiesOf, hierarchyLabel } from '../../../../src/model/cgroup/hierarchy.ts';
import { parseMountinfo } from '../../../../src/model/mount.ts';

const MOUNTS = parseMountinfo(`\
23 1 0:21 / / rw - ext4 /dev/vda rw
31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpuacct,cpu,release_agent=/x,clone_children
33 31 0:30 /docker/1 /srv/memory rw - cgroup cgroup rw,memory
34 31 0:30 / /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
41 31 0:38 /../.. /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
`);
const LINES = [
  { id: 5, controllers: 'cpu,cpuacct' },
  { id: 4, controllers: 'memory' },
  { id: 3, controllers: 'freezer' },
  { id: 1, controllers: 'name=systemd' },
  { id: 0, controllers: '' },
];

describe('hierarchies', () => {
  const found = hierarchiesOf(LINES, MOUNTS, ['pids']);
  const by = (id: number) => found.find((each) => each.id === id);

  it('have the controllers of their line, in either order of the mount', () => {
    assert.deepEqual(by(5), {
      id: 5,
      version: 1,
      controllers: ['cpu', 'cpuacct'],
      mount: {
        path: '/sys/fs/cgroup/cpu,cpuacct',
        root: '/',
        options: ['release_agent=/x', 'clone_children'],
        readOnly: false,
      },
    });
  });

  it('have the mount that shows most of them', () => {
    assert.deepEqual(by(4)?.mount, { path: '/sys/fs/cgroup/memory', root: '/', options: [], readOnly: true });
  });

  it('may be mounted nowhere', () => {
    assert.deepEqual(by(3), { id: 3, version: 1, controllers: ['freezer'] });
  });

  it('may have a name instead of controllers', () => {
    assert.deepEqual([by(1)?.name, by(1)?.controllers], ['systemd', []]);
  });

  it('of version 2 have the controllers of its root', () => {
    assert.deepEqual([by(0)?.version, by(0)?.controllers], [2, ['pids']]);
    assert.deepEqual(by(0)?.mount?.options, ['nsdelegate', 'memory_recursiveprot']);
  });

  it('are called by what is in them', () => {
    assert.deepEqual(found.map(hierarchyLabel), ['cpu,cpuacct', 'memory', 'freezer', 'name=systemd', 'cgroup v2']);
  });
});

describe('the directory of a group', () => {
  const at = (root: string, path: string) =>
    groupDirectory(
      { id: 0, version: 2, controllers: [], mount: { path: '/m', root, options: [], readOnly: false } },
      path,
    );

  for (const [root, path, directory] of [
    ['/', '/', '/m'],
    ['/', '/a/b', '/m/a/b'],
    ['/a', '/a', '/m'],
    ['/a', '/a/b', '/m/b'],
    ['/a', '/ab', undefined],
    ['/a', '/', undefined],
    ['/../..', '/../../x', '/m/x'],
  ] as const) {
    it(`of ${path} below a mount of ${root} is ${directory}`, () => assert.equal(at(root, path), directory));
  }
});

describe('paths and ids of groups', () => {
  it('have a parent and a name', () => {
    assert.deepEqual(
      ['/', '/a', '/a/b'].map((path) => [parentPath(path), groupName(path)]),
      [
        [undefined, '/'],
        ['/', 'a'],
        ['/a', 'b'],
      ],
    );
  });

  it('are read back, with colons and new lines in them', () => {
    assert.deepEqual(parseCgroupId('12:/a:b\nc'), { hierarchy: 12, path: '/a:b\nc' });
    for (const text of ['', '/a', 'x:/a', '1:a', '1:']) assert.equal(parseCgroupId(text), undefined);
  });

  it('tell a removed group', () => {
    assert.deepEqual(membershipPath('/a (deleted)'), { path: '/a', removed: true });
    assert.deepEqual(membershipPath('/a'), { path: '/a', removed: false });
  });
});
