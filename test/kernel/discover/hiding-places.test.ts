import assert from 'node:assert/strict';
import { readlinkSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { discoverHere, findNamespace, getNamespace } from '../../support/discovering.ts';
import { HIDING_PLACES } from '../../support/hiding-places.ts';
import { READY, start } from '../../support/started.ts';

const discovery = discoverHere();
after(() => discovery.dispose());

const root = process.geteuid?.() === 0;
describe('a namespace is found when it is held by', () => {
  for (const { what, needs, make, pin } of HIDING_PLACES) {
    it(what, { skip: needs === 'root' && !root && 'needs root' }, async () => {
      let name: string;
      {
        await using held = await make();
        name = held.output.trim();
        const snapshot = await discovery.scan('changed');
        const found = getNamespace(snapshot, name);
        assert.deepEqual([...new Set(found.pins.map((each) => each.kind))], pin ? [pin] : []);
        assert.equal(found.nprocs, pin ? 0 : 1);
        assert.equal(found.initial, false);
      }
      assert.equal(findNamespace(await discovery.scan('changed'), name), undefined, 'it has ended');
    });
  }

  it('a child user namespace only', async () => {
    const script = `readlink /proc/self/ns/user; exec unshare --user sh -c 'readlink /proc/self/ns/user; ${READY}'`;
    await using held = await start('unshare', '--user', '--map-root-user', 'sh', '-c', script);
    const [parent = '', child = ''] = held.output.split('\n');
    const snapshot = await discovery.scan('changed');
    const hidden = getNamespace(snapshot, parent);
    assert.equal(hidden.nprocs, 0);
    assert.equal(hidden.ownerUid, process.geteuid?.());
    assert.equal(getNamespace(snapshot, child).parent, hidden.id);
  });

  it('nothing but a child pid namespace', { skip: !root && 'needs root' }, async () => {
    const inner = `readlink /proc/self/ns/pid; ${READY}`;
    await using held = await start('unshare', '--pid', '--fork', 'unshare', '--pid', '--fork', 'sh', '-c', inner);
    const snapshot = await discovery.scan('changed');
    const deepest = getNamespace(snapshot, readlinkSync(`/proc/${held.pid}/ns/pid`));
    assert.ok(deepest.initial);
    const child = getNamespace(snapshot, held.output.trim());
    const depth = child.inside?.kind === 'pid' ? child.inside.depth : undefined;
    assert.equal(depth, (deepest.inside?.kind === 'pid' ? deepest.inside.depth : 0) + 2);
  });
});
