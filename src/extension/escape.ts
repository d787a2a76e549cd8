import { printable } from '../base/text.ts';

/** Shown as nothing, but what stands before and after it is no longer one sign. */
const BREAK = '\u200b';

/** System text for labels that VS Code reads `$(icon)` from. */
export function plainLabel(raw: string): string {
  return withoutIcons(printable(raw));
}

/** Text that is printable already, for labels that VS Code reads `$(icon)` from. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', `$${BREAK}(`);
}

/** A sentence for messages that VS Code reads `[label](address)` from: such a link may run a command. */
export function withoutLinks(sentence: string): string {
  return sentence.replaceAll('](', `]${BREAK}(`);
}

/**
 * The words of text that is printable already, for `MarkdownString.appendText`: that leaves entities as they are, and
 * makes lines that never wrap of text with spaces.
 */
export function markdownWords(text: string): string[] {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').split(' ').filter(Boolean);
}
