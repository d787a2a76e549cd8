import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CstUtils } from 'langium';
import { isBridge, isInterface, isNetns } from '../../../src/language/generated/ast.ts';
import { TestLanguage } from '../../support/language.ts';

const TEXT = `# the only one
bridge lan {}
netns a { interface lan on lan  route 10.0.0.0/8 dev lan }
container lan { rootfs host  interface e on lan  join net of lan }
netns b { interface x on missing  route 10.0.0.0/8 dev lan }
`;

describe('references', () => {
  const language = new TestLanguage();

  async function referencesTo(type: (node: unknown) => boolean, includeDeclaration: boolean): Promise<string[]> {
    const document = await language.open(TEXT, '/references.cspec');
    language.close(document);
    const { elements } = document.parseResult.value;
    const nodes = [...elements, ...elements.filter(isNetns).flatMap(({ body }) => [...body])];
    const target = nodes.find(type);
    assert.ok(target);
    const found = language.cspec.references.References.findReferences(target, { includeDeclaration });
    return found.toArray().map(({ segment: { range, offset, end } }) => {
      const leaf =
        document.parseResult.value.$cstNode &&
        CstUtils.findLeafNodeAtOffset(document.parseResult.value.$cstNode, offset);
      assert.equal(end - offset, 3);
      assert.deepEqual(leaf?.range.start, range.start);
      return `${range.start.line}:${range.start.character}`;
    });
  }

  it('to the first node with the name that may stand there are found, with the name itself on demand', async () => {
    assert.deepEqual(await referencesTo(isBridge, false), ['2:27', '3:44']);
    assert.deepEqual(await referencesTo(isBridge, true), ['1:7', '2:27', '3:44']);
  });

  it('to an interface are those of its place', async () => {
    assert.deepEqual(await referencesTo(isInterface, false), ['2:53']);
  });

  it('without a target have an error', async () => {
    const document = await language.open(TEXT, '/references.cspec');
    language.close(document);
    const errors = document.references.filter(({ error }) => error).map(({ $refText }) => $refText);
    assert.deepEqual(errors, ['missing', 'lan']);
  });
});
