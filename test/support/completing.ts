import { URI } from 'langium';
import type { CompletionItem } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ask } from './asking.ts';
import type { ParseOptions } from './cspec.ts';

/** What is proposed at the `|` of a text. */
export async function completionsAt(marked: string, { path, ...known }: ParseOptions = {}): Promise<CompletionItem[]> {
  const uri = path === undefined ? undefined : URI.file(path).toString();
  const { services, document, textDocument, positions } = await ask(marked, {
    ...known,
    ...(uri !== undefined && { uri }),
  });
  const [position = { line: 0, character: 0 }] = positions;
  const list = await services.lsp.CompletionProvider?.getCompletion(document, { textDocument, position });
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
