import type { ParseArgsOptionsConfig } from 'node:util';

/** Values of options after parsing, by long name. */
export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** What a command writes to, and what is known of it. */
export interface Output {
  /** Writes text as it is; a command passes system text through `printable` first, JSON excepted. */
  readonly write: (text: string) => void;
  /** A remark for people, on stderr. */
  readonly note: (text: string) => void;
  /** Width of the terminal in columns; undefined when the output goes elsewhere. */
  readonly columns: number | undefined;
}

/** One command: a file in `command/` and a line in `main.ts`. */
export interface Command {
  /** After `isolens NAME`. */
  readonly usage: string;
  readonly summary: string;
  /** The options, what they do, and the exit codes where they are special. */
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** @returns the exit code. @throws CliError */
  readonly run: (values: Values, operands: readonly string[], output: Output) => Promise<number>;
}
