import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { tooltips } from '../../src/extension/namespaces/tooltip.ts';
import { Tree } from '../../src/extension/namespaces/tree.ts';
import { aNamespace, aProcess, aSnapshot } from '../support/snapshots.ts';

const EVIL = '[click](command:workbench.action.quit) <img src=x> **bold** $(trash) &rlm; \u001b[31m\u202e';

const ns = aNamespace('net', 7002, { name: EVIL, nprocs: 1, leader: '20-100' });
const boxed = aProcess(20, { comm: EVIL, argv: [EVIL, EVIL], user: EVIL, namespaces: { net: ns.id } });

function tree(): Tree {
  const recent = { appeared: new Set<string>(), ended: new Set<string>() };
  const options = { grouping: 'kind', filter: '', pageSize: 500, pages: new Map(), recent } as const;
  return new Tree(aSnapshot([ns], [boxed]), options);
}

/** Every node of a tree. */
function nodesOf(of: Tree, node?: Parameters<Tree['children']>[0]): ReturnType<Tree['children']> {
  return of.children(node).flatMap((each) => [each, ...nodesOf(of, each)]);
}

describe('tooltips', () => {
  it('show what comes from the system as text: no link, no HTML, no icon, no control character', async () => {
    const shown = tree();
    const tooltip = tooltips({ request: () => Promise.reject(new Error('no agent')) });
    const { token } = new vscode.CancellationTokenSource();
    let evil = 0;
    for (const node of nodesOf(shown)) {
      const { value, isTrusted, supportHtml, supportThemeIcons } = await tooltip(node, shown, token);
      assert.ok(!isTrusted && !supportHtml && !supportThemeIcons, node.key);
      assert.doesNotMatch(value, /\]\(|<|&rlm|\*\*bold|\$\(|[\u0000-\u0009\u000b-\u001f\u202e]/, node.key);
      if (value.includes('click')) evil++;
    }
    assert.ok(evil >= 2);
  });
});
