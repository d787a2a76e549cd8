import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { processorTime, TestLanguage } from '../../support/language.ts';
import { largeSpec } from '../../support/large-spec.ts';
import { Random } from '../../support/random.ts';
import { mutated, SpecWriter } from '../../support/spec-fuzz.ts';

/** `ISOLENS_FUZZ=N` for N cases of each kind, `ISOLENS_FUZZ_SEED` for others than those of every run. */
const CASES = Number(process.env['ISOLENS_FUZZ'] ?? 5000);
const SEED = Number(process.env['ISOLENS_FUZZ_SEED'] ?? 1);
/** Processor time that a text may take in all, in ms. */
const LIMIT_MS = 1000;

const language = new TestLanguage();
const { Grammar: grammar, parser } = language.cspec;

/** The words and signs of a text without commas that end a list; comments without blanks at their end. */
function tokens(text: string): readonly string[] {
  const { tokens: all, hidden, errors } = parser.Lexer.tokenize(text);
  const said = all.filter(({ image }, at) => image !== ',' || all[at + 1]?.image !== ']').map(({ image }) => image);
  const unreadable = errors.map(({ offset, length }) => text.slice(offset, offset + length));
  return [...said, ...hidden.map(({ image }) => image.trimEnd()), ...unreadable];
}

/** What must hold for any text. */
async function examine(text: string): Promise<void> {
  let formatted = '';
  const took = await processorTime(async () => {
    language.close(await language.open(text, '/fuzz.cspec'));
    formatted = language.format(text);
  });
  assert.ok(took < LIMIT_MS, `it took ${took} ms`);
  assert.deepEqual(tokens(formatted), tokens(text), 'formatting changed its meaning');
  assert.equal(language.format(formatted), formatted, 'formatting again changed it');
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

const VALID = largeSpec(60);

function fromGrammar(random: Random): string {
  return new SpecWriter(grammar, random).spec();
}

function withMistakes(random: Random): string {
  if (random.below(3) > 0) return mutated(fromGrammar(random), random);
  const from = random.below(VALID.length);
  return mutated(VALID.slice(from, from + 800), random);
}

describe('any text', () => {
  it(`is read, checked and formatted: ${CASES} from the grammar`, () => fuzz(fromGrammar));

  it(`is read, checked and formatted: ${CASES} with mistakes`, () => fuzz(withMistakes));
});

describe('the grammar', () => {
  it('writes texts of which most are right', () => {
    const texts = Array.from({ length: 500 }, (_, seed) => fromGrammar(new Random(seed)));
    const right = texts.filter((text) => parser.LangiumParser.parse(text).parserErrors.length === 0);
    assert.ok(right.length > 350, `only ${right.length} of 500`);
  });
});
