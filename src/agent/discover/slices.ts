/** The agent answers between slices; work that yields often never blocks it longer than about this. */
const SLICE_MS = 8;

/** Runs a generator to its end in slices of a few ms, letting the event loop turn between them. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    // Asking for the time costs more than a small step: ask every few steps.
    for (let steps = 1; ; steps++) {
      const next = work.next();
      if (next.done) return next.value;
      if (steps % 8 === 0 && performance.now() > until) break;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
