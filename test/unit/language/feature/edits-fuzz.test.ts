import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LangiumDocument } from 'langium';
import { type CodeAction, ResponseError, type WorkspaceEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { processorTime, TestLanguage } from '../../../support/language.ts';
import { largeSpec } from '../../../support/large-spec.ts';
import { Random } from '../../../support/random.ts';
import { mutated, SpecWriter } from '../../../support/spec-fuzz.ts';

/** `ISOLENS_FUZZ=N` for N cases of each kind, `ISOLENS_FUZZ_SEED` for others than those of every run. */
const CASES = Number(process.env['ISOLENS_FUZZ'] ?? 500);
const SEED = Number(process.env['ISOLENS_FUZZ_SEED'] ?? 1);

const language = new TestLanguage();
const { CodeActionProvider, RenameProvider } = language.cspec.lsp;
const VALID = largeSpec(60);

/** All overlapping edits throw. */
function applied({ textDocument }: LangiumDocument, edit: WorkspaceEdit | undefined): string {
  return TextDocument.applyEdits(textDocument, edit?.changes?.[textDocument.uri] ?? []);
}

/** How often each of these codes is found in a text. */
async function counts(text: string, codes: readonly string[]): Promise<readonly number[]> {
  const document = await language.open(text, '/after.cspec');
  const found = (document.diagnostics ?? []).map(({ code }) => code);
  language.close(document);
  return codes.map((code) => found.filter((each) => each === code).length);
}

async function fuzz(make: (random: Random) => string, examine: (text: string, random: Random) => Promise<void>) {
  for (let at = 0; at < CASES; at++) {
    const seed = SEED * 1_000_000 + at;
    const random = new Random(seed);
    const text = make(random);
    try {
      await examine(text, random);
    } catch (error) {
      throw new Error(`Seed ${seed}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
}

function fromGrammar(random: Random): string {
  return new SpecWriter(language.cspec.Grammar, random).spec();
}

/** A part of a good file, and a text with mistakes. */
function anything(random: Random): string {
  if (random.below(3) > 0) return mutated(fromGrammar(random), random);
  return random.below(2) > 0 ? VALID : mutated(VALID, random);
}

const REFACTORINGS = ['refactor.extract', 'refactor.inline', 'refactor.rewrite'];

async function act(text: string, random: Random): Promise<void> {
  const document = await language.open(text, '/fuzz.cspec');
  try {
    await actIn(document, random);
  } finally {
    language.close(document);
  }
}

async function actIn(document: LangiumDocument, random: Random): Promise<void> {
  const { textDocument } = document;
  const text = textDocument.getText();
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(120));
  const range = { start: textDocument.positionAt(from), end: textDocument.positionAt(to) };
  for (const only of [undefined, ['source.fixAll']]) {
    const context = { diagnostics: [], ...(only && { only }) };
    const params = { textDocument: { uri: textDocument.uri }, range, context };
    const actions = (await CodeActionProvider.getCodeActions(document, params)) as CodeAction[];
    for (const action of actions) {
      const after = applied(document, action.edit);
      if (!REFACTORINGS.includes(action.kind ?? '')) continue;
      const before = await counts(text, ['N02', 'N06', 'N09']);
      assert.deepEqual(await counts(after, ['N02', 'N06', 'N09']), before, `${action.title} at ${from}: ${after}`);
    }
  }
}

async function rename(text: string, random: Random): Promise<void> {
  const document = await language.open(text, '/fuzz.cspec');
  const position = document.textDocument.positionAt(random.below(text.length + 1));
  const params = { textDocument: { uri: document.textDocument.uri }, position };
  const codes = ['N01', 'N02', 'N03', 'N05', 'N09'];
  try {
    const edit = await RenameProvider?.rename(document, { ...params, newName: 'zz-new' });
    assert.deepEqual(await counts(applied(document, edit), codes), await counts(text, codes));
  } catch (error) {
    // A refusal.
    if (!(error instanceof ResponseError)) throw error;
  } finally {
    language.close(document);
  }
}

describe('any text', () => {
  it(`has actions whose edits can be applied: ${CASES} texts`, () => fuzz(anything, act));
  it(`keeps its meaning when something is renamed: ${CASES} texts`, () => fuzz(() => VALID, rename));
  it(`survives a rename: ${CASES} texts with mistakes`, () =>
    fuzz(anything, async (text, random) => {
      const document = await language.open(text, '/fuzz.cspec');
      const position = document.textDocument.positionAt(random.below(text.length + 1));
      const params = { textDocument: { uri: document.textDocument.uri }, position };
      try {
        const edit = await RenameProvider?.rename(document, { ...params, newName: 'zz-new' });
        applied(document, edit);
      } catch (error) {
        if (!(error instanceof ResponseError)) throw error;
      } finally {
        language.close(document);
      }
    }));
});

describe('a file of ten thousand lines', () => {
  it('is renamed in, and has its actions, in a time that nobody feels', async () => {
    const document = await language.open(largeSpec(10_000), '/large.cspec');
    const { textDocument } = document;
    const name = textDocument.getText().indexOf('bridge lan-0') + 'bridge '.length;
    const position = textDocument.positionAt(name);
    const params = { textDocument: { uri: textDocument.uri }, position };
    const renaming = await processorTime(() => RenameProvider?.rename(document, { ...params, newName: 'zz-new' }));
    const range = { start: position, end: position };
    const context = { diagnostics: [] };
    const acting = await processorTime(() =>
      CodeActionProvider.getCodeActions(document, { ...params, range, context }),
    );
    // 50 ms on a quiet machine.
    assert.ok(renaming < 100 && acting < 100, `renaming ${renaming} ms, actions ${acting} ms`);
  });
});
