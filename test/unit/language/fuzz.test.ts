import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LangiumDocument, URI } from 'langium';
import { environment } from '../../../src/language/environment.ts';
import { formatText } from '../../../src/language/format/format-text.ts';
import { createCspecServices } from '../../../src/language/services.ts';
import { largeSpec } from '../../support/large-spec.ts';
import { Random } from '../../support/random.ts';
import { mutated, SpecWriter } from '../../support/spec-fuzz.ts';

/** `ISOLENS_FUZZ=N` for N cases of each kind, `ISOLENS_FUZZ_SEED` for others than those of every run. */
const CASES = Number(process.env['ISOLENS_FUZZ'] ?? 5000);
const SEED = Number(process.env['ISOLENS_FUZZ_SEED'] ?? 1);
/** Processor time that a text may take in all, in ms. */
const LIMIT_MS = 1000;

const { shared, cspec } = createCspecServices(
  environment({
    onError: (code, error) => {
      throw new Error(`The check ${code} failed`, { cause: error });
    },
  }),
);
const { DocumentBuilder, LangiumDocumentFactory, LangiumDocuments } = shared.workspace;

async function build(text: string): Promise<LangiumDocument> {
  const uri = URI.parse('memory:/fuzz.cspec');
  const document = LangiumDocumentFactory.fromString(text, uri);
  LangiumDocuments.addDocument(document);
  try {
    await DocumentBuilder.build([document], { validation: true });
  } finally {
    LangiumDocuments.deleteDocument(uri);
  }
  return document;
}

/** The words and signs of a text without commas that end a list; comments without blanks at their end. */
function tokens(text: string): readonly string[] {
  const { tokens: all, hidden, errors } = cspec.parser.Lexer.tokenize(text);
  const said = all.filter(({ image }, at) => image !== ',' || all[at + 1]?.image !== ']').map(({ image }) => image);
  const unreadable = errors.map(({ offset, length }) => text.slice(offset, offset + length));
  return [...said, ...hidden.map(({ image }) => image.trimEnd()), ...unreadable];
}

/** What must hold for any text. */
async function examine(text: string): Promise<LangiumDocument> {
  const began = process.cpuUsage();
  const document = await build(text);
  const formatted = formatText(text);
  const { user, system } = process.cpuUsage(began);
  assert.ok((user + system) / 1000 < LIMIT_MS, `it took ${(user + system) / 1000} ms`);
  assert.deepEqual(tokens(formatted), tokens(text), 'formatting changed its meaning');
  assert.equal(formatText(formatted), formatted, 'formatting again changed it');
  return document;
}

async function fuzz(make: (random: Random) => string): Promise<void> {
  for (let at = 0; at < CASES; at++) {
    const seed = SEED * 1_000_000 + at;
    const text = make(new Random(seed));
    try {
      await examine(text);
    } catch (error) {
      throw new Error(`Seed ${seed}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
}

describe('any text', () => {
  it(`is read, checked and formatted: ${CASES} from the grammar`, () =>
    fuzz((random) => new SpecWriter(cspec.Grammar, random).spec()));

  it(`is read, checked and formatted: ${CASES} with mistakes`, () => {
    const valid = largeSpec(60);
    return fuzz((random) => {
      if (random.below(3) > 0) return mutated(new SpecWriter(cspec.Grammar, random).spec(), random);
      const from = random.below(valid.length);
      return mutated(valid.slice(from, from + 800), random);
    });
  });
});
