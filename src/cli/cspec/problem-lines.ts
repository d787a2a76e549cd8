import { formatMessage } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import type { Problem } from './language.ts';

export function severityOf({ check, severity = check.severity }: Problem) {
  return severity;
}

/** `file:line:column: severity: message [code]`, as compilers have it. */
export function writeProblems(file: string, problems: readonly Problem[], write: (line: string) => void): void {
  for (const problem of problems) {
    const { line, column } = problem.from;
    const text = printable(formatMessage(problem.message), 1000);
    const place = `${printable(file, 4096)}:${line}:${column}`;
    write(`${place}: ${severityOf(problem)}: ${text} [${problem.check.code}]`);
  }
}
