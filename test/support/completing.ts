import { URI } from 'langium';
import type { CompletionItem } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { environment } from '../../src/language/environment.ts';
import { createCspecServices } from '../../src/language/services.ts';
import type { ParseOptions } from './cspec.ts';

let count = 0;

/** What is proposed at the `|` of a text. */
export async function completionsAt(marked: string, { path, ...known }: ParseOptions = {}): Promise<CompletionItem[]> {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const fail = (code: string, error: unknown): never => {
    throw new Error(`The check ${code} failed`, { cause: error });
  };
  const { shared, cspec } = createCspecServices(environment({ ...known, onError: fail }));
  const uri = path === undefined ? URI.parse(`memory:/completing-${++count}.cspec`) : URI.file(path);
  const document = shared.workspace.LangiumDocumentFactory.fromString(text, uri);
  shared.workspace.LangiumDocuments.addDocument(document);
  await shared.workspace.DocumentBuilder.build([document], { validation: false });
  const position = document.textDocument.positionAt(offset);
  const list = await cspec.lsp.CompletionProvider?.getCompletion(document, {
    textDocument: { uri: uri.toString() },
    position,
  });
  return list?.items ?? [];
}

/**
 * The text after a proposal was taken, with `|` where typing goes on: `$0`, else the end. Of places to fill in the text
 * that stands there is kept.
 */
export function accept(marked: string, { textEdit, insertTextFormat }: CompletionItem): string {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  if (!textEdit || !('range' in textEdit)) throw new Error('a proposal without an edit');
  const document = TextDocument.create('', '', 0, text);
  const [start, end] = [document.offsetAt(textEdit.range.start), document.offsetAt(textEdit.range.end)];
  const put = insertTextFormat === 2 ? filled(textEdit.newText) : `${textEdit.newText}|`;
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1))?.[0] ?? '';
  return text.slice(0, start) + put.replaceAll('\n', `\n${indent}`) + text.slice(end);
}

function filled(snippet: string): string {
  const plain = snippet
    .replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$0/g, '|')
    .replace(/\$\d/g, '');
  return plain.includes('|') ? plain : `${plain}|`;
}
