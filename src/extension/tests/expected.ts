import type { Message } from '../../base/message.ts';
import type { Judgement } from '../../model/expectation/judge.ts';
import { expectationText, type SpecExpectation } from '../../model/spec/expectation.ts';

/** An expectation of a file as the Test Explorer has it. */
export interface ExpectedTest {
  /** The same as long as the statement says the same, wherever it stands. */
  readonly id: string;
  readonly label: string;
  /** Number in the spec, from 0. */
  readonly index: number;
  /** The first and the last line, from 1. */
  readonly lines: readonly [first: number, last: number];
}

/** The expectations of a spec; those that say the same are told apart by their number. */
export function expectedTests(expectations: readonly SpecExpectation[]): readonly ExpectedTest[] {
  const counts = new Map<string, number>();
  return expectations.map((expectation, index) => {
    const label = expectationText(expectation);
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return { id: count === 1 ? label : `${label} #${count}`, label, index, lines: expectation.lines };
  });
}

/** What a failure tells: one sentence, and two texts to be compared. */
export interface Failure {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

/** @param say makes a sentence in the language of the person, system text escaped */
export function failureOf({ expected, actual, details }: Judgement, say: (sentence: Message) => string): Failure {
  const lines = [actual, ...details].map((sentence) => say(sentence));
  const [first = '', why] = lines;
  return {
    message: why === undefined ? first : `${first} ${why}`,
    expected: `${say(expected)}\n`,
    actual: `${lines.join('\n')}\n`,
  };
}
