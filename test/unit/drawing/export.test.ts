import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sceneOf } from '../../../src/drawing/build-scene.ts';
import { dotText, mermaidText } from '../../../src/drawing/mermaid.ts';
import { svgText } from '../../../src/drawing/svg.ts';
import { arranger, cable, link, network, sizesOf, wiring } from '../../support/drawings.ts';

const HOSTILE = ['<b>x</b>', '"]; evil', '\u001b[31m', '$(alert)', '&amp;'];

describe('an export of the drawing', () => {
  it('shows hostile names as text in every format', async () => {
    const links = HOSTILE.map((name, at) => link(2 + at, name, { kind: 'veth' }));
    const scene = sceneOf(wiring([network('a"<', links), network('b', [link(2, 'x')])], [cable('a"<', 2, 'b', 2)]));
    const sizes = sizesOf(scene);
    const words = { titleOf: () => '', subtitleOf: () => '<i>' };
    const svg = svgText(scene, await arranger().arrange(scene, sizes), sizes, words);
    assert.doesNotMatch(svg, /<b>|<i>|\u001b/);
    assert.match(svg, /&lt;b&gt;x&lt;\/b&gt;/);
    assert.match(mermaidText(scene), /n\d\["a#34;#60;"\]/);
    assert.match(dotText(scene), /label="a\\"<"/);
    assert.doesNotMatch(mermaidText(scene) + dotText(scene), /\u001b/);
  });
});
