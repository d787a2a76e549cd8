import type { LangiumDocument } from 'langium';
import { DefaultFoldingRangeProvider, type FoldingRangeAcceptor } from 'langium/lsp';
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-protocol';

/** Folds blocks, lists, and runs of lines that are comments. */
export class CspecFoldingRangeProvider extends DefaultFoldingRangeProvider {
  protected override collectCommentFolding(
    document: LangiumDocument,
    _root: unknown,
    accept: FoldingRangeAcceptor,
  ): void {
    for (const range of commentRuns(document.textDocument.getText())) accept(range);
  }
}

function commentRuns(text: string): FoldingRange[] {
  const runs: FoldingRange[] = [];
  let start: number | undefined;
  const lines = text.split('\n');
  for (let line = 0; line <= lines.length; line++) {
    const isComment = /^\s*#/.test(lines[line] ?? '');
    if (isComment) start ??= line;
    else if (start !== undefined) {
      if (line - start > 1) runs.push({ startLine: start, endLine: line - 1, kind: FoldingRangeKind.Comment });
      start = undefined;
    }
  }
  return runs;
}
