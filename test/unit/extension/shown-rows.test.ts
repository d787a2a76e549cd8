import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ShownRows } from '../../../src/extension/shown-rows.ts';

interface Row {
  readonly key: string;
  readonly count?: number;
}

/** A tree that a test changes: what is below each key, what each shows, and what menus go by. */
class Tree {
  readonly below: Record<string, readonly string[]> = { '': ['top'], top: ['a', 'b'], a: ['a1'] };
  readonly looks: Record<string, string> = {};
  readonly states: Record<string, string> = {};
  more = 0;
  time = 0;
  again = () => {};
  readonly rows = new ShownRows<Row>({
    children: (node) => [
      ...(this.below[node?.key ?? ''] ?? []).map((key) => ({ key })),
      ...(node?.key === 'top' && this.more > 0 ? [{ key: 'more', count: this.more }] : []),
    ],
    look: ({ key, count = '' }) => `${this.looks[key] ?? ''}${count}${this.states[key] ?? ''}`,
    state: ({ key }) => this.states[key] ?? '',
    again: () => this.again(),
    now: () => this.time,
  });

  /** As VS Code does with rows that are open. */
  ask(...keys: readonly string[]): Row[] {
    const asked = keys.length > 0 ? keys : [''];
    return asked.flatMap((key) => this.rows.tell(key === '' ? undefined : { key }));
  }

  changed(): (string | undefined)[] {
    return this.rows.changed().map((node) => node?.key);
  }

  shown(): string[] {
    return [...this.rows.shown()].map(({ key }) => key);
  }
}

function opened(...keys: readonly string[]): Tree {
  const tree = new Tree();
  tree.ask('', ...keys);
  return tree;
}

describe('rows that were told', () => {
  it('are told again when they look different, once', () => {
    const tree = opened('top');
    assert.deepEqual(tree.changed(), []);
    tree.looks['a'] = '1 %';
    assert.deepEqual(tree.changed(), ['a']);
    assert.deepEqual(tree.changed(), []);
  });

  it('are the same objects, also when the parent is asked again', () => {
    const tree = opened('top');
    const before = tree.ask('top');
    assert.ok(tree.ask('top').every((row, at) => row === before[at]));
  });

  it('are told by their parent when there are others', () => {
    const tree = opened('top');
    tree.below['top'] = ['a', 'b', 'c'];
    assert.deepEqual(tree.changed(), ['top']);
    tree.ask('top');
    assert.deepEqual(tree.changed(), []);
    tree.below[''] = ['top', 'other'];
    assert.deepEqual(tree.changed(), [undefined]);
  });

  it('wait when they are open and only numbers changed, since all below them is asked for again', () => {
    const tree = opened('top', 'a');
    tree.looks['a'] = '1 %';
    assert.deepEqual(tree.changed(), []);
    tree.time = 4999;
    assert.deepEqual(tree.changed(), []);
    tree.time = 5000;
    assert.deepEqual(tree.changed(), ['a']);
    tree.looks['a'] = '2 %';
    assert.deepEqual(tree.changed(), []);
    tree.rows.dispose();
  });

  it('that wait are asked for once more, though nothing else happens', async () => {
    const tree = opened('top', 'a');
    const again = new Promise<void>((resolve) => {
      tree.again = resolve;
    });
    tree.looks['a'] = '1 %';
    tree.time = 4990;
    assert.deepEqual(tree.changed(), []);
    await again;
    tree.time = 5000;
    assert.deepEqual(tree.changed(), ['a']);
    tree.rows.dispose();
  });

  it('do not wait after a person has done something, nor do those that waited', () => {
    const tree = opened('top', 'a');
    let asked = 0;
    tree.again = () => asked++;
    tree.looks['a'] = '1 %';
    assert.deepEqual(tree.changed(), []);
    tree.rows.hurry();
    assert.equal(asked, 1);
    assert.deepEqual(tree.changed(), ['a']);
    tree.looks['a'] = '2 %';
    assert.deepEqual(tree.changed(), ['a']);
    tree.time = 2000;
    tree.looks['a'] = '3 %';
    assert.deepEqual(tree.changed(), []);
    tree.rows.dispose();
  });

  it('do not wait when menus go by what changed', () => {
    const tree = opened('top', 'a');
    tree.states['a'] = 'frozen';
    assert.deepEqual(tree.changed(), ['a']);
  });

  it('are left alone below a closed row, and told when it is opened', () => {
    const tree = opened('top', 'a');
    tree.rows.close({ key: 'top' });
    tree.looks['b'] = '1 %';
    tree.looks['a1'] = '1 %';
    assert.deepEqual(tree.changed(), []);
    assert.deepEqual(tree.shown(), ['top']);
    assert.equal(tree.rows.open({ key: 'top' }), true);
    assert.deepEqual(tree.changed(), ['b', 'a1']);
    assert.deepEqual(tree.shown(), ['top', 'a', 'b', 'a1']);
    assert.equal(tree.rows.open({ key: 'top' }), false);
  });

  it('are forgotten with what is below them', () => {
    const tree = opened('top', 'a');
    tree.rows.close({ key: 'a' });
    tree.below['top'] = ['b'];
    assert.deepEqual(tree.changed(), ['top']);
    tree.ask('top');
    tree.below['top'] = ['a', 'b'];
    assert.deepEqual(tree.changed(), ['top']);
    tree.ask('top');
    assert.deepEqual(tree.shown(), ['top', 'a', 'b']);
  });

  it('stay the same object when “show more” has another count', () => {
    const tree = opened();
    tree.more = 3;
    const before = tree.ask('top').at(-1);
    tree.more = 4;
    const [changed] = tree.rows.changed();
    assert.equal(changed, before);
    assert.equal(changed?.count, 4);
  });
});
