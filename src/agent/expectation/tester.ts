import { setTimeout as delay } from 'node:timers/promises';
import { type Judgement, judge } from '../../model/expectation/judge.ts';
import type { SpecExpectation } from '../../model/spec/expectation.ts';
import type { Tested } from '../../protocol/expectation.ts';
import type { Observer, Scene } from './observer.ts';

/** Between two looks at what is not so yet, in milliseconds. */
const PAUSE_MS = 200;
/** So many are looked at at once: each may start a program that sends a packet. */
const AT_ONCE = 4;

export interface TestOptions {
  readonly observer: Observer;
  /** Looks anew at the environment and its host. */
  readonly look: () => Promise<Scene>;
  /** Ends the test: what is not decided by then is not told. */
  readonly signal: AbortSignal;
  /** One is decided; its number is that in the list. */
  readonly onTested: (tested: Tested) => void;
}

interface Open {
  readonly index: number;
  readonly expectation: SpecExpectation;
}

/** Tests what is expected, all at the same time, and waits for what is not so yet as long as each of them may take. */
export async function testExpectations(expectations: readonly SpecExpectation[], options: TestOptions): Promise<void> {
  const began = performance.now();
  let open: readonly Open[] = expectations.map((expectation, index) => ({ index, expectation }));
  while (open.length > 0 && !options.signal.aborted) {
    const elapsed = performance.now() - began;
    const scene = await options.look();
    open = await stillOpen(open, scene, elapsed, began, options);
    if (open.length > 0) await delay(PAUSE_MS, undefined, { signal: options.signal }).catch(() => {});
  }
}

/** Those that are not decided at this look, which began at `elapsed`. */
async function stillOpen(
  all: readonly Open[],
  scene: Scene,
  elapsed: number,
  began: number,
  { observer, onTested, signal }: TestOptions,
): Promise<readonly Open[]> {
  const open: Open[] = [];
  const waiting = [...all];
  const work = async () => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const { expectation, index } = next;
      const judgement = judge(expectation, await observer.observe(expectation, scene));
      if (isDecided(expectation, judgement, elapsed)) onTested({ index, judgement, tookMs: performance.now() - began });
      else open.push(next);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return open;
}

/** What is to be so is decided when it is so, what is not to be so when it is so all the same; else when the time is over. */
function isDecided({ negated, within }: SpecExpectation, { outcome }: Judgement, elapsedMs: number): boolean {
  return outcome === (negated ? 'unmet' : 'met') || elapsedMs * 1000 >= within;
}
