import { environment } from '../environment.ts';
import type { Spec } from '../generated/ast.ts';
import { type CspecServices, createCspecServices } from '../services.ts';
import { applyEdits, type FormatOptions, format, STYLE } from './format.ts';

let services: CspecServices | undefined;

/**
 * A text in its layout. The same text comes back where nothing can be done; parts with errors stay as they are. Never
 * throws.
 */
export function formatText(text: string, options: FormatOptions = STYLE): string {
  services ??= createCspecServices(environment({ onError: () => {} })).cspec;
  const { LangiumParser, Lexer } = services.parser;
  const parsed = LangiumParser.parse<Spec>(text);
  return applyEdits(text, format(text, parsed, Lexer, options).edits);
}
