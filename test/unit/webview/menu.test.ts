import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sceneOf } from '../../../src/drawing/build-scene.ts';
import { readDrawnTarget } from '../../../src/protocol/topology-page.ts';
import { menuOf } from '../../../webview/topology/menu.ts';
import { address, link, network, wiring } from '../../support/drawings.ts';

const NS = 'net:[4026532001]';
const links = [link(2, 'eth0'), link(3, '<b>', { kind: 'veth', flags: [] }), link(4, 'br0', { kind: 'bridge' })];
const [box] = sceneOf(wiring([network(NS, links, [address(4, '10.0.0.1/24')])], [])).boxes;

describe('the menu of a link', () => {
  it('tells its state, and whether it can be deleted', () => {
    const sections = box?.rows.map((row) => menuOf(row)?.webviewSection);
    assert.deepEqual(sections, ['link up', 'link down deletable', 'link up addressed deletable']);
  });

  it('tells the link, as commands read it', () => {
    const menu = menuOf(box?.rows[1]);
    const expected = { namespace: NS, links: [{ namespace: NS, index: 3, name: '<b>' }] };
    assert.deepEqual(readDrawnTarget(JSON.parse(JSON.stringify(menu)), 'target'), expected);
  });

  it('has nothing for what stands for several, or for what is no link', () => {
    const [row] = box?.rows ?? [];
    assert.ok(row);
    assert.equal(menuOf({ ...row, count: 5 }), undefined);
    const { link: _link, namespace: _namespace, ...bare } = row;
    assert.equal(menuOf(bare), undefined);
    assert.equal(menuOf(undefined), undefined);
  });
});
