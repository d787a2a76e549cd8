import type * as vscode from 'vscode';
import { printable } from '../base/text.ts';

/** Puts lines `LEVEL text` of an agent into a log; a line of another form is one that nobody foresaw. */
export function logTo(log: vscode.LogOutputChannel): (line: string) => void {
  return (line) => {
    const [, level, message] = /^(trace|debug|info|warn|error) (.*)$/s.exec(line) ?? ['', 'error', line];
    const text = printable(message ?? '', 4000);
    if (level === 'trace') log.trace(text);
    else if (level === 'debug') log.debug(text);
    else if (level === 'info') log.info(text);
    else if (level === 'warn') log.warn(text);
    else log.error(text);
  };
}
