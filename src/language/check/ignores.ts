const IGNORE = /^[ \t]*#[ \t]*cspec-ignore[ \t]+([A-Z]\d{2}(?:[ ,\t]+[A-Z]\d{2})*)/gm;

/** Comments `# cspec-ignore A03 G08`: the next line that is no comment says what it says on purpose. */
export class Ignores {
  /** Offset at which the line begins to the codes that are silenced there. */
  readonly #lines = new Map<number, ReadonlySet<string>>();
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    for (const match of text.matchAll(IGNORE)) {
      const codes = (match[1] ?? '').split(/[ ,\t]+/);
      const line = this.#nextLine(match.index);
      this.#lines.set(line, new Set([...(this.#lines.get(line) ?? []), ...codes]));
    }
  }

  has(code: string, offset: number): boolean {
    if (this.#lines.size === 0) return false;
    return this.#lines.get(this.#text.lastIndexOf('\n', offset - 1) + 1)?.has(code) ?? false;
  }

  /** Beginning of the first line after `offset` that is no comment. */
  #nextLine(offset: number): number {
    for (let line = offset; ; ) {
      const end = this.#text.indexOf('\n', line);
      if (end < 0) return this.#text.length;
      line = end + 1;
      if (!/^[ \t]*(?:#|\r?$)/m.test(this.#text.slice(line, line + 200).split('\n', 1)[0] ?? '')) return line;
    }
  }
}
