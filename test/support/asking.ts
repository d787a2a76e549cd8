import type { LangiumDocument } from 'langium';
import { URI } from 'langium';
import type { Position } from 'vscode-languageserver-protocol';
import type { Environment } from '../../src/language/environment.ts';
import { environment } from '../../src/language/environment.ts';
import type { Spec } from '../../src/language/generated/ast.ts';
import { type CspecServices, createCspecServices } from '../../src/language/services.ts';

/** A file that is open, with the services that answer for it. */
export interface Asked {
  readonly document: LangiumDocument<Spec>;
  readonly services: CspecServices;
  readonly textDocument: { readonly uri: string };
  /** The places of `|` in the text. */
  readonly positions: readonly Position[];
}

/** Opens a text; each `|` in it is a place to ask about. */
export async function ask(
  marked: string,
  given: Partial<Environment> & { readonly uri?: string } = {},
): Promise<Asked> {
  const { uri = 'memory:/asked.cspec', ...known } = given;
  const offsets = [...marked.matchAll(/\|/g)].map(({ index }, count) => index - count);
  const onError = (code: string, error: unknown): never => {
    throw new Error(`The check ${code} failed`, { cause: error });
  };
  const { shared, cspec } = createCspecServices(environment({ onError, ...known }));
  const { DocumentBuilder, LangiumDocumentFactory, LangiumDocuments } = shared.workspace;
  const document = LangiumDocumentFactory.fromString<Spec>(marked.replaceAll('|', ''), URI.parse(uri));
  LangiumDocuments.addDocument(document);
  await DocumentBuilder.build([document], { validation: true });
  const positions = offsets.map((offset) => document.textDocument.positionAt(offset));
  return { document, services: cspec, textDocument: { uri }, positions };
}

/** The text of a range. */
export function textOf(
  { document }: Asked,
  range: Parameters<Asked['document']['textDocument']['getText']>[0],
): string {
  return document.textDocument.getText(range);
}
