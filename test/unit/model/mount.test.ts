import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareMounts, parseMountinfo, propagationText } from '../../../src/model/mount.ts';

const ROOT = '20 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw';
const TMP = '21 20 0:30 / /tmp rw - tmpfs tmpfs rw';

describe('mountinfo', () => {
  it('is read with its escapes and any number of optional fields', () => {
    const [mount] = parseMountinfo(
      '36 35 98:0 /a\\040b /mnt\\134x rw,noatime shared:2 master:1 propagate_from:3 - ext3 /dev/root\\011x rw\n',
    );
    assert.equal(mount?.root, '/a b');
    assert.equal(mount?.mountPoint, '/mnt\\x');
    assert.equal(mount?.source, '/dev/root\tx');
    assert.deepEqual(mount?.propagation, { shared: 2, master: 1, propagateFrom: 3 });
  });

  it('skips lines that are none', () => {
    assert.deepEqual(parseMountinfo('\nrubbish\n1 2 3\n'), []);
  });

  it('tells which mount is over-mounted', () => {
    const mounts = parseMountinfo([ROOT, TMP, '22 21 0:31 / /tmp rw - tmpfs two rw'].join('\n'));
    assert.deepEqual(
      mounts.map(({ overMounted }) => overMounted),
      [false, true, false],
    );
  });

  it('tells propagation in the words of mount(8)', () => {
    assert.deepEqual(
      [{}, { shared: 1 }, { shared: 1, master: 2 }, { unbindable: true as const }].map(propagationText),
      ['private', 'shared:1', 'shared:1,master:2', 'unbindable'],
    );
  });
});

describe('two mount namespaces', () => {
  const a = parseMountinfo([ROOT, TMP].join('\n'));

  it('are alike when only ids differ', () => {
    const copy = parseMountinfo(
      ['120 101 8:1 / / rw,relatime shared:7 - ext4 /dev/sda1 rw', '121 120 0:30 / /tmp rw - tmpfs tmpfs rw'].join(
        '\n',
      ),
    );
    assert.deepEqual(compareMounts(a, copy), { same: 2, onlyA: [], onlyB: [], changed: [] });
  });

  it('differ in what is added, missing and changed', () => {
    const b = parseMountinfo(
      ['120 101 8:1 / / ro,relatime - ext4 /dev/sda1 rw', '122 120 0:40 / /proc rw - proc proc rw'].join('\n'),
    );
    const { same, onlyA, onlyB, changed } = compareMounts(a, b);
    const points = (mounts: readonly (typeof a)[number][]) => mounts.map(({ mountPoint }) => mountPoint);
    assert.deepEqual([same, points(onlyA), points(onlyB), changed.length], [0, ['/tmp'], ['/proc'], 1]);
  });
});
