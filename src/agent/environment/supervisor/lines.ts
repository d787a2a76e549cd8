import type { Readable } from 'node:stream';

/** Lines of a stream one after the other, without what ends them; `undefined` when there are no more. */
export class Lines {
  readonly #lines: AsyncGenerator<string, void>;

  constructor(stream: Readable) {
    this.#lines = linesOf(stream);
  }

  async next(): Promise<string | undefined> {
    const { value } = await this.#lines.next();
    return value ?? undefined;
  }
}

async function* linesOf(stream: Readable): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
