import type { Judgement } from '../model/expectation/judge.ts';
import { type Declared, declaredReader } from './environment.ts';
import { invalid } from './fields.ts';
import { list, number, object, type Reader, text } from './reader.ts';

/** What is to be tested of an environment that is up. */
export interface TestParams {
  readonly declared: Declared;
  /** Numbers of the expectations of the spec, from 0. */
  readonly only: readonly number[];
  /** A name of this run, that its notifications have and by which it is given up. */
  readonly run: string;
}

/** What became of one expectation. */
export interface Tested {
  /** Its number in the spec, from 0. */
  readonly index: number;
  readonly judgement: Judgement;
  /** From the beginning of the run, in milliseconds. */
  readonly tookMs: number;
}

export interface TestedParams {
  readonly run: string;
  readonly tested: Tested;
}

const MOST = 10_000;

const index: Reader<number> = (value, place) => {
  const count = number(value, place);
  if (!Number.isInteger(count) || count < 0) throw invalid(place, 'a number from 0');
  return count;
};
const run = text(64);

/** @throws ProtocolError invalid */
export const readTestParams = object<TestParams>({ declared: declaredReader, only: list(index, MOST), run });
export const readTestRunParams = object<{ readonly run: string }>({ run });
