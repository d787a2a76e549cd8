/**
 * Does a work in steps, each in a task of its own, so that keys and the pointer are answered between them. Begun again meanwhile it is
 * done once more, when it is done.
 */
export class Turns {
  readonly #steps: readonly (() => void)[];
  #running = false;
  #again = false;

  constructor(steps: readonly (() => void)[]) {
    this.#steps = steps;
  }

  begin(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#again) {
        this.#again = false;
        for (const step of this.#steps) {
          await nextTask();
          step();
        }
      }
    } finally {
      this.#running = false;
    }
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
