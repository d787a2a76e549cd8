import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NetnsIds } from '../../../src/agent/discover/network/netns-ids.ts';
import { readNetwork } from '../../../src/agent/discover/network/network-reader.ts';
import { sceneOf } from '../../../src/drawing/build-scene.ts';
import { placeOf } from '../../../src/model/network/place.ts';
import { wiresOf } from '../../../src/model/network/wires.ts';
import { discoverHere } from '../../support/discovering.ts';
import { assertAsIp } from '../../support/ip-json.ts';
import { checkLeaks } from '../../support/leaks.ts';
import { Netns } from '../../support/netns.ts';
import { Podman, podmanMissing } from '../../support/podman.ts';

checkLeaks();

describe('containers of podman on their network', { skip: podmanMissing() }, () => {
  it('are drawn as they are wired, and no link, address or route is missing or invented', async () => {
    using host = new Netns('podman');
    host.ip('link set lo up');
    await using podman = new Podman();
    await podman.start(host, ['web', 'db']);
    using web = new Netns('web', podman.pids[0]);
    using db = new Netns('db', podman.pids[1]);
    for (const netns of [host, web, db]) assertAsIp(netns);

    const discovery = discoverHere();
    try {
      const snapshot = await discovery.scan('full');
      const namespaces = [host, web, db].map(({ inode }) => {
        const found = Object.values(snapshot.namespaces).find((each) => each.kind === 'net' && each.inode === inode);
        assert.ok(found);
        return found;
      });
      for (const { container } of namespaces.slice(1)) assert.ok(container, 'it is known as a container');
      const networks = namespaces.map(({ id }) => {
        const network = discovery.withNamespace(id, (fd) => readNetwork(id, fd));
        assert.ok(network);
        return network;
      });
      const places = new Map(namespaces.map((each) => [each.id, placeOf(each, snapshot)]));
      const scene = sceneOf({ networks, wires: wiresOf(networks, new NetnsIds(discovery).of), places });
      assert.deepEqual([scene.boxes.length, scene.wires.length], [3, 2]);
      const rows = scene.boxes.find(({ key }) => key === namespaces[0]?.id)?.rows ?? [];
      assert.deepEqual(
        rows.map(({ kind, depth, isSwitch }) => ({ kind, depth, isSwitch })),
        [
          { kind: 'bridge', depth: 0, isSwitch: true },
          { kind: 'veth', depth: 1, isSwitch: false },
          { kind: 'veth', depth: 1, isSwitch: false },
        ],
      );
      const ends = scene.wires.flatMap(({ a, b }) => [a.box, b.box]);
      assert.deepEqual(new Set(ends), new Set(namespaces.map(({ id }) => id)));
    } finally {
      discovery.dispose();
    }
  });
});
