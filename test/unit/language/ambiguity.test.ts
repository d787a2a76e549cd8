import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it, mock } from 'node:test';
import { createLangiumParser, EmptyFileSystem, inject, type LangiumParser } from 'langium';
import { createDefaultModule, createDefaultSharedModule } from 'langium/lsp';
import {
  CspecGeneratedModule,
  CspecGeneratedSharedModule,
  CspecLanguageMetaData,
} from '../../../src/language/generated/module.ts';
import { TestLanguage } from '../../support/language.ts';
import { largeSpec } from '../../support/large-spec.ts';
import { Random } from '../../support/random.ts';
import { mutated, SpecWriter } from '../../support/spec-fuzz.ts';

const EXAMPLES = path.join(import.meta.dirname, '../../../examples');

/** The parser as it is in development: it tells of ambiguous alternatives on the console when it meets them. */
function tellingParser(): LangiumParser {
  const shared = inject(createDefaultSharedModule(EmptyFileSystem), CspecGeneratedSharedModule);
  const services = inject(createDefaultModule({ shared }), CspecGeneratedModule, {
    LanguageMetaData: () => ({ ...CspecLanguageMetaData, mode: 'development' }),
  });
  shared.ServiceRegistry.register(services);
  return createLangiumParser(services);
}

function* texts(): Generator<string> {
  for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith('.cspec'))) {
    yield readFileSync(path.join(EXAMPLES, name), 'utf8');
  }
  yield largeSpec(500);
  const grammar = new TestLanguage().cspec.Grammar;
  for (let seed = 0; seed < 2000; seed++) {
    const random = new Random(seed);
    const text = new SpecWriter(grammar, random).spec();
    yield text;
    yield mutated(text, random);
  }
}

describe('the grammar', () => {
  // Langium in development uses Object.groupBy.
  it('is not ambiguous', { skip: !('groupBy' in Object) }, () => {
    const told: unknown[] = [];
    const log = mock.method(console, 'log', (...args: unknown[]) => told.push(args.join(' ')));
    try {
      const parser = tellingParser();
      for (const text of texts()) parser.parse(text);
    } finally {
      log.mock.restore();
    }
    assert.deepEqual(told, []);
  });
});
