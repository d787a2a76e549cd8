/** Exit codes of every command (sysexits.h where it has one). */
export const EXIT = {
  ok: 0,
  no: 1,
  /** It can hurt, and was not confirmed. */
  hurts: 2,
  /** A question that cannot be answered from what can be seen. */
  cannotTell: 2,
  /** There is something to do, or something is not as declared. */
  changes: 2,
  usage: 64,
  noInput: 66,
  noAgent: 69,
  noRight: 77,
} as const;

/** Ends the command with a message on stderr and an exit code. */
export class CliError extends Error {
  readonly code: number;
  /** What to do about it. */
  readonly remedy: string | undefined;

  constructor(code: number, message: string, remedy?: string) {
    super(message);
    this.name = 'CliError';
    this.code = code;
    this.remedy = remedy;
  }
}

/** The command line is wrong. */
export function usageError(message: string, remedy = 'Try --help.'): CliError {
  return new CliError(EXIT.usage, message, remedy);
}
