import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sceneOf } from '../../../src/drawing/build-scene.ts';
import { fold, MOST_BOXES } from '../../../src/drawing/fold.ts';
import { bridged, cable, link, network, wiring } from '../../support/drawings.ts';

const options = (more: object = {}) => ({ opened: new Set<string>(), kept: new Set<string>(), ...more });

describe('folding', () => {
  it('does nothing while there is room', () => {
    const scene = sceneOf(bridged(100));
    assert.equal(fold(scene, options()), scene);
  });

  it('puts those that are alike behind one box with one wire, and their ports behind one port', () => {
    const { boxes, wires } = fold(sceneOf(bridged(500)), options());
    assert.deepEqual(
      boxes.map(({ kind, namespaces }) => [kind, namespaces.length]),
      [
        ['host', 1],
        ['netns', 1],
        ['netns', 1],
        ['netns', 1],
        ['folded', 497],
      ],
    );
    const [port] = boxes[0]?.rows.filter(({ count }) => count !== undefined) ?? [];
    assert.equal(port?.count, 497);
    assert.equal(wires.length, 4);
    assert.ok(wires.some(({ a, b }) => a.row === port.key && b.box === boxes[4]?.key));
  });

  it('every wire ends at a row that is there', () => {
    const { boxes, wires } = fold(sceneOf(bridged(300)), options());
    const rows = new Set(boxes.flatMap((box) => box.rows.map(({ key }) => key)));
    for (const { a, b } of wires) assert.ok(rows.has(a.row) && rows.has(b.row), `${a.row} ${b.row}`);
  });

  it('folds what is wired to one box that is no switch, and never the box that holds it together', () => {
    const numbers = Array.from({ length: 1000 }, (_, n) => n);
    const hub = network(
      'zz-hub',
      numbers.map((n) => link(10 + n, `v${n}`, { kind: 'veth' })),
    );
    const leaves = numbers.map((n) => network(`n${n}`, [link(2, 'eth0', { kind: 'veth' })]));
    const cables = numbers.map((n) => cable('zz-hub', 10 + n, `n${n}`, 2));
    const { boxes, wires } = fold(sceneOf(wiring([hub, ...leaves], cables)), options());
    assert.deepEqual(
      boxes.map(({ kind, rows }) => [kind, rows.length]),
      [
        ['netns', 1],
        ['netns', 1],
        ['netns', 1],
        ['folded', 1],
        ['netns', 4],
      ],
    );
    assert.equal(wires.length, 4);
  });

  it('keeps what a person looks at', () => {
    const { boxes } = fold(sceneOf(bridged(500)), options({ kept: new Set(['n400']) }));
    assert.ok(boxes.some(({ key }) => key === 'n400'));
  });

  it('opens what a person opens, as far as there is room', () => {
    const scene = sceneOf(bridged(500));
    const key = fold(scene, options()).boxes.at(-1)?.key ?? '';
    const { boxes } = fold(scene, options({ opened: new Set([key]) }));
    assert.ok(boxes.length > 100 && boxes.length <= MOST_BOXES, `${boxes.length} boxes`);
    assert.equal(boxes.flatMap(({ namespaces }) => namespaces).length, 501);
  });

  it('folds the last ones where nothing is alike', () => {
    const different = Array.from({ length: 400 }, (_, n) => network(`d${n}`, [link(2, 'x', { kind: `kind${n}` })]));
    const { boxes } = fold(sceneOf(wiring(different, [])), options());
    assert.equal(boxes.length, MOST_BOXES);
    assert.equal(boxes.flatMap(({ namespaces }) => namespaces).length, 400);
  });
});
