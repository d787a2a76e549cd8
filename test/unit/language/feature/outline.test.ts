import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DocumentSymbol } from 'vscode-languageserver-protocol';
import { selectionRanges } from '../../../../src/language/feature/selection-ranges.ts';
import { ask, textOf } from '../../../support/asking.ts';

async function outlineOf(text: string): Promise<string[]> {
  const { services, document, textDocument } = await ask(text);
  const symbols = await services.lsp.DocumentSymbolProvider?.getSymbols(document, { textDocument });
  return (symbols ?? []).flatMap((symbol) => lines(symbol, ''));
}

function lines({ name, detail, children = [] }: DocumentSymbol, indent: string): string[] {
  return [`${indent}${name}: ${detail ?? ''}`, ...children.flatMap((child) => lines(child, `${indent}  `))];
}

describe('the outline', () => {
  it('has elements, interfaces and settings', async () => {
    assert.deepEqual(
      await outlineOf(`environment shop
bridge lan { address 10.0.0.1/24 }
veth c
host { interface up on c { address 10.1.0.1/30 } }
netns a { interface b on lan { address 10.0.0.2/24 address fd00::2/64 } }
cgroup g { memory.max = 10M }
cgroup h in g { }
container x {
  command ["sh", "-c", "x"]
  limits { cpu.max = 50% }
  interface e
}`),
      [
        'lan: bridge 10.0.0.1/24',
        'c: veth',
        'host: host',
        '  up: on c 10.1.0.1/30',
        'a: netns',
        '  b: on lan 10.0.0.2/24 fd00::2/64',
        'g: cgroup',
        '  memory.max: = 10M',
        'h: cgroup in g',
        'x: container sh -c x',
        '  limits: ',
        '    cpu.max: = 50%',
        '  e: ',
      ],
    );
  });

  it('has expectations where they stand', async () => {
    assert.deepEqual(
      await outlineOf('netns a\nexpect a reaches # here\n  b port 80\nnetns b\nexpect b not listens 81'),
      ['a: netns', 'expect a reaches b port 80: ', 'b: netns', 'expect b not listens 81: '],
    );
  });

  it('loses nothing behind what is broken', async () => {
    const text = 'netns a { interface\nnetns b { }\ncontainer { command [\nveth c\n';
    assert.deepEqual(
      (await outlineOf(text)).map((line) => line.split(':')[0]),
      ['a', 'b', 'c'],
    );
  });

  it('finds names in all open files', async () => {
    const { services } = await ask('netns first { interface up }\nveth cable\nexpect first listens 80');
    const find = async (query: string) => {
      const found = await services.shared.lsp.WorkspaceSymbolProvider?.getSymbols({ query });
      return (found ?? []).map(({ name, containerName }) => `${containerName ?? ''}/${name}`);
    };
    assert.deepEqual(await find('cab'), ['/cable']);
    assert.deepEqual(await find('up'), []);
    assert.deepEqual(await find(''), ['/first', '/cable']);
  });
});

describe('folding', () => {
  it('has blocks, lists and runs of comments', async () => {
    const { services, document, textDocument } = await ask(
      '# one\n# two\nnetns a {\n  dns 1.1.1.1\n}\ncontainer x {\n  command [\n    "a",\n    "b",\n  ]\n}\n# alone\nveth c\n',
    );
    const ranges = await services.lsp.FoldingRangeProvider?.getFoldingRanges(document, { textDocument });
    assert.deepEqual(
      (ranges ?? []).map(({ startLine, endLine }) => [startLine, endLine]).toSorted(([a = 0], [b = 0]) => a - b),
      [
        [0, 1],
        [2, 3],
        [5, 9],
        [6, 8],
      ],
    );
  });
});

describe('selections', () => {
  it('grow from the word to the file', async () => {
    const asked = await ask('netns a {\n  interface e on b { address 10.|0.0.1/24 }\n}\nbridge b\n');
    const [selection] = selectionRanges(asked.document, asked.positions);
    const texts: string[] = [];
    for (let at = selection; at; at = at.parent) texts.push(textOf(asked, at.range));
    assert.deepEqual(texts.slice(0, 4), [
      '0',
      '10.0.0.1/24',
      'address 10.0.0.1/24',
      'interface e on b { address 10.0.0.1/24 }',
    ]);
    assert.equal(texts[4], 'netns a {\n  interface e on b { address 10.0.0.1/24 }\n}');
    assert.equal(texts.at(-1), asked.document.textDocument.getText());
  });

  it('are there in empty and broken files', async () => {
    for (const text of ['|', 'netns { | ', '\n\n|\n']) {
      const { document, positions } = await ask(text);
      assert.equal(selectionRanges(document, positions).length, 1);
    }
  });
});
