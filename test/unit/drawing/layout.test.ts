import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Arranger } from '../../../src/drawing/arranger.ts';
import { sceneOf, type Wiring } from '../../../src/drawing/build-scene.ts';
import { boundsOf, type Layout, type Rect } from '../../../src/drawing/layout.ts';
import type { Scene } from '../../../src/drawing/scene.ts';
import { settle } from '../../../src/drawing/settle.ts';
import { stepFrom } from '../../../src/drawing/steps.ts';
import { arranger, bridged, cable, link, network, sizesOf, wiring } from '../../support/drawings.ts';
import { Random } from '../../support/random.ts';

const apart = (a: Rect, b: Rect) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

/** No two boxes over each other, and every wire from one box to another. */
function checkLayout(scene: Scene, { boxes, wires }: Layout): void {
  const rects = [...boxes];
  assert.equal(rects.length, scene.boxes.length);
  rects.forEach(([key, rect], at) => {
    for (const [other, there] of rects.slice(at + 1)) assert.ok(apart(rect, there), `${key} is over ${other}`);
  });
  for (const { key, a, b } of scene.wires) {
    const way = wires.get(key) ?? [];
    const [start, end] = [way[0], way.at(-1)];
    const touches = (box: string, x = 0) => {
      const { x: left = 0, width = 0 } = boxes.get(box) ?? {};
      return Math.abs(x - left) <= 1 || Math.abs(x - left - width) <= 1;
    };
    const forward = touches(a.box, start?.x) && touches(b.box, end?.x);
    assert.ok(forward || (touches(b.box, start?.x) && touches(a.box, end?.x)), `${key} ends nowhere`);
  }
}

async function arranged(given: Wiring) {
  const scene = sceneOf(given);
  const sizes = sizesOf(scene);
  return { scene, sizes, layout: await arranger().arrange(scene, sizes) };
}

/** Random namespaces with random cables, also within one and between the same two. */
function randomWiring(seed: number): Wiring {
  const random = new Random(seed);
  const integer = (limit: number) => random.below(limit);
  const count = 1 + integer(30);
  const cables = integer(45);
  const links = Array.from({ length: count }, () => [] as ReturnType<typeof link>[]);
  const plug = (at: number): number => {
    const own = links[at] ?? [];
    own.push(link(2 + own.length, `v${own.length}`, { kind: integer(4) === 0 ? 'bridge' : 'veth' }));
    return 1 + own.length;
  };
  const wires = Array.from({ length: cables }, () => {
    const [a, b] = [integer(count), integer(count)];
    return cable(`r${a}`, plug(a), `r${b}`, plug(b));
  });
  return wiring(
    links.map((own, at) => network(`r${at}`, own)),
    wires,
  );
}

describe('a layout', () => {
  for (const count of [0, 1, 3, 12, 60]) {
    it(`has a place for each of ${count} namespaces on a bridge, and a way for each wire`, async () => {
      const { scene, layout } = await arranged(bridged(count));
      checkLayout(scene, layout);
    });
  }

  it('is not much higher than wide with many on one bridge', async () => {
    const { layout } = await arranged(bridged(60));
    const { width, height } = boundsOf(layout);
    assert.ok(height < 2 * width && width < 4 * height, `${width} x ${height}`);
  });

  it('is found for random graphs', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { scene, layout } = await arranged(randomWiring(seed));
      try {
        checkLayout(scene, layout);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });

  it('is found where the engine fails, and where it does not answer', async () => {
    const scene = sceneOf(bridged(20));
    const sizes = sizesOf(scene);
    const broken = new Arranger({
      makeWorker: () => {
        throw new Error('no worker');
      },
      timer: () => () => undefined,
    });
    checkLayout(scene, await broken.arrange(scene, sizes));
    const silent = new Arranger({
      makeWorker: () => ({ postMessage: () => undefined, terminate: () => undefined }),
      timer: (act) => {
        setImmediate(act);
        return () => undefined;
      },
    });
    checkLayout(scene, await silent.arrange(scene, sizes));
  });
});

describe('a layout that is kept', () => {
  for (const count of [10, 50, 149]) {
    it(`moves nothing when one of ${count} comes or goes`, async () => {
      const { layout } = await arranged(bridged(count));
      const more = sceneOf(bridged(count + 1));
      const grown = settle(layout, more, sizesOf(more));
      assert.ok(grown);
      const moved = [...layout.boxes].filter(([key, { x, y }]) => {
        const now = grown.boxes.get(key);
        return !now || Math.hypot(now.x - x, now.y - y) > 20;
      });
      assert.ok(moved.length <= layout.boxes.size / 10, `${moved.length} of ${layout.boxes.size} moved`);
      checkLayout(more, grown);
      const before = sceneOf(bridged(count));
      const shrunk = settle(grown, before, sizesOf(before));
      for (const [key, { x, y }] of shrunk?.boxes ?? []) {
        assert.deepEqual([x, y], [grown.boxes.get(key)?.x, grown.boxes.get(key)?.y]);
      }
    });
  }

  it('is given up when much is new', async () => {
    const { layout } = await arranged(bridged(4));
    const more = sceneOf(bridged(40));
    assert.equal(settle(layout, more, sizesOf(more)), undefined);
  });
});

describe('arrow keys', () => {
  it('follow wires first, then go to what is nearest', async () => {
    const { scene, layout } = await arranged(bridged(3));
    assert.equal(stepFrom('host', 'left', scene, layout), undefined);
    assert.equal(stepFrom('n2', 'left', scene, layout), 'host');
    assert.equal(stepFrom('n1', 'down', scene, layout), 'n2');
    assert.equal(stepFrom('n3', 'up', scene, layout), 'n2');
    assert.ok(['n1', 'n2', 'n3'].includes(stepFrom('host', 'right', scene, layout) ?? ''));
    assert.equal(stepFrom('gone', 'right', scene, layout), undefined);
  });
});
