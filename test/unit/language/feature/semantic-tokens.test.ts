import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AllSemanticTokenModifiers, AllSemanticTokenTypes } from 'langium/lsp';
import { ask } from '../../../support/asking.ts';

function nameIn(legend: Readonly<Record<string, number>>, value: number): string | undefined {
  return Object.entries(legend).find(([, each]) => each === value)?.[0];
}

/** `name: type modifier` for each token. */
async function tokensOf(text: string): Promise<string[]> {
  const { services, document, textDocument } = await ask(text);
  const provider = services.lsp.SemanticTokenProvider;
  const { data = [] } = (await provider?.semanticHighlight(document, { textDocument })) ?? {};
  const tokens: string[] = [];
  let [line, character] = [0, 0];
  for (let at = 0; at + 5 <= data.length; at += 5) {
    const [deltaLine = 0, deltaCharacter = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    character = deltaLine === 0 ? character + deltaCharacter : deltaCharacter;
    line += deltaLine;
    const word = document.textDocument.getText({
      start: { line, character },
      end: { line, character: character + length },
    });
    const modifier = nameIn(AllSemanticTokenModifiers, modifiers);
    tokens.push(`${word}: ${nameIn(AllSemanticTokenTypes, type)}${modifier === undefined ? '' : ` ${modifier}`}`);
  }
  return tokens;
}

describe('semantic tokens', () => {
  it('colour a name the same where it is declared and used', async () => {
    assert.deepEqual(
      await tokensOf('veth c\nnetns a { interface e on c }\ncgroup g { memory.max = 1M }\ncontainer x { cgroup g }'),
      [
        'c: variable declaration',
        'a: namespace declaration',
        'e: parameter declaration',
        'c: variable',
        'g: struct declaration',
        'memory.max: property',
        'x: class declaration',
        'g: struct',
      ],
    );
  });

  it('colour the names in expectations', async () => {
    assert.deepEqual(await tokensOf('netns a netns b cgroup g { }\nexpect a not reaches b\nexpect g processes 1'), [
      'a: namespace declaration',
      'b: namespace declaration',
      'g: struct declaration',
      'a: namespace',
      'b: namespace',
      'g: struct',
    ]);
  });

  it('leave what means nothing, and strike through what is of v1', async () => {
    assert.deepEqual(
      await tokensOf('cgroup g { memory.limit_in_bytes = 1 }\ncontainer x { use nothing capabilities [CAP_KILL] }'),
      [
        'g: struct declaration',
        'memory.limit_in_bytes: property deprecated',
        'x: class declaration',
        'CAP_KILL: enumMember',
      ],
    );
  });
});
