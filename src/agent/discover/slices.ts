/** The agent answers between slices; work that yields often never blocks it for much longer than this. */
const SLICE_MS = 5;

/** Lets everything else that waits have its turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Runs a generator to its end in slices of a few ms. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    await turn();
    const until = performance.now() + SLICE_MS;
    // Asking for the time costs more than a small step: ask every few steps.
    for (let steps = 1; ; steps++) {
      const next = work.next();
      if (next.done) return next.value;
      if (steps % 4 === 0 && performance.now() > until) break;
    }
  }
}
