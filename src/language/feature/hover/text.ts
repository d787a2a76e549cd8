import type { Message } from '../../../base/message.ts';

/** Says sentences in the language of the person, which the client tells after the start. */
export type Render = (text: Message) => string;

/** Inline code, whatever backticks are in the text. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Inline codes, with commas. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** A comment is text, not Markdown. */
export function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
}

/** A fact of a list: its name and what it is; undefined when it is nothing. */
export type Fact = readonly [name: string, value: string | undefined];

/** Facts as a list, those that are known. */
export function factList(facts: readonly Fact[]): string[] {
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  return known.length === 0 ? [] : [known.map(([name, value]) => `- ${name}: ${value}`).join('\n')];
}
