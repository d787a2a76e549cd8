import * as vscode from 'vscode';
import { printable } from '../base/text.ts';
import { markdownWords } from './escape.ts';
import type { Words } from './row.ts';
import { text } from './ui.ts';

/** A tooltip of lines below each other: raw text, or sentences. */
export function tooltipOf(lines: readonly Words[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', false);
  for (const line of lines) {
    const shown = typeof line === 'string' ? printable(line, 500) : text(line);
    markdownWords(shown).forEach((word, at) => tooltip.appendMarkdown(at > 0 ? ' ' : '').appendText(word));
    tooltip.appendMarkdown('  \n');
  }
  return tooltip;
}
