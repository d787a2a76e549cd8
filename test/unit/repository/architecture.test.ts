import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const ROOT = path.join(import.meta.dirname, '../../..');

/** What each layer may import: other layers, and packages. The compiler's references say the same of layers. */
const LAYERS: Readonly<Record<string, { readonly layers: readonly string[]; readonly packages: RegExp }>> = {
  'src/base': { layers: [], packages: /^$/ },
  'src/model': { layers: ['src/base'], packages: /^$/ },
  'src/protocol': { layers: ['src/base', 'src/model'], packages: /^$/ },
  'src/language': {
    layers: ['src/base', 'src/model'],
    packages: /^(?:langium(?:\/lsp)?|vscode-languageserver(?:-protocol)?)$/,
  },
  'src/drawing': { layers: ['src/base', 'src/model'], packages: /^elkjs\/lib\/elk-api\.js$/ },
  'src/server/node': {
    layers: ['src/language'],
    packages: /^(?:node:fs(?:\/promises)?|vscode-languageserver\/node)$/,
  },
  'src/server/browser': {
    layers: ['src/language'],
    packages: /^vscode-languageserver\/browser$/,
  },
  'src/agent': {
    layers: ['src/base', 'src/model', 'src/protocol'],
    packages: /^(?:node:.*|koffi|node-pty|vscode-jsonrpc\/node)$/,
  },
  'src/cli': {
    layers: ['src/base', 'src/model', 'src/protocol', 'src/agent', 'src/drawing', 'src/language', 'src/server/node'],
    packages: /^(?:node:.*|langium|vscode-languageserver\/node)$/,
  },
  'src/extension': {
    layers: ['src/base', 'src/model', 'src/protocol'],
    packages: /^(?:node:.*|vscode|vscode-jsonrpc\/node|vscode-languageclient(?:\/(?:node|browser))?)$/,
  },
  webview: {
    layers: ['src/base', 'src/model', 'src/protocol', 'src/drawing'],
    packages: /^(?:@vscode\/webview-ui-toolkit|uplot)$/,
  },
};

function sources(layer: string): string[] {
  const entries = readdirSync(path.join(ROOT, layer), { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name, parentPath }) => name.endsWith('.ts') && !parentPath.endsWith('generated'));
  return files.map((entry) => path.join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)'([^']+)'/g)].map((match) => match[1] ?? '');
}

function layerOf(file: string): string | undefined {
  return Object.keys(LAYERS).find((layer) => file.startsWith(path.join(ROOT, layer) + path.sep));
}

describe('the architecture', () => {
  for (const [layer, { layers, packages }] of Object.entries(LAYERS)) {
    it(`${layer} imports nothing but what it may`, () => {
      const wrong = sources(layer).flatMap((file) =>
        importsOf(file).filter((name) => {
          if (!name.startsWith('.')) return !packages.test(name);
          const target = layerOf(path.resolve(path.dirname(file), name));
          return target !== layer && !layers.includes(target ?? '');
        }),
      );
      assert.deepEqual(wrong, []);
    });
  }

  it('takes controls from one folder, so that another library means changes there only', () => {
    const of = (name: string) => sources('webview').filter((file) => importsOf(file).includes(name));
    const outside = (files: readonly string[], folder: string) =>
      files.filter((file) => !file.startsWith(path.join(ROOT, 'webview', folder) + path.sep));
    const [toolkit, plots] = [of('@vscode/webview-ui-toolkit'), of('uplot')];
    assert.ok(toolkit.length > 0 && plots.length > 0);
    assert.deepEqual([...outside(toolkit, 'controls'), ...outside(plots, 'plot')], []);
  });

  it('asks a person in one place, with boxes that stay when the focus goes elsewhere', () => {
    const asks = sources('src/extension').filter((file) =>
      /\bshow(?:QuickPick|InputBox)\(/.test(readFileSync(file, 'utf8')),
    );
    assert.deepEqual(asks, [path.join(ROOT, 'src/extension/ui.ts')]);
    const boxes = sources('src/extension').map((file) => readFileSync(file, 'utf8'));
    const own = boxes.filter((text) => /\bcreate(?:QuickPick|InputBox)\(/.test(text));
    assert.ok(own.every((text) => text.includes('ignoreFocusOut')));
  });

  it('makes elements of text only: what a page shows can never be markup', () => {
    const wrong = sources('webview').filter((file) =>
      /\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/.test(readFileSync(file, 'utf8')),
    );
    assert.deepEqual(wrong, []);
  });

  it('names its extension files in imports, so that Node.js runs the sources as they are', () => {
    const wrong = Object.keys(LAYERS)
      .flatMap(sources)
      .flatMap(importsOf)
      .filter((name) => name.startsWith('.') && !name.endsWith('.ts'));
    assert.deepEqual(wrong, []);
  });

  it('has no file over 350 lines, and none that is called a place for everything', () => {
    const files = Object.keys(LAYERS).flatMap(sources);
    assert.deepEqual(
      files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 350),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /[/](?:utils?|common|helpers?|misc)(?:[/.]|$)/.test(file)),
      [],
    );
  });

  it('shares no state between modules', () => {
    const wrong = Object.keys(LAYERS)
      .flatMap(sources)
      .filter((file) => /^(?:export )?(?:let|var) /m.test(readFileSync(file, 'utf8')));
    assert.deepEqual(wrong, []);
  });
});
