import type { AstNode, CommentProvider } from 'langium';

/** The lines of `#` comments directly above a node are what is told of it. */
export class LineComments implements CommentProvider {
  getComment(node: AstNode): string | undefined {
    const cst = node.$cstNode;
    if (!cst) return undefined;
    const text = cst.root.fullText;
    const start = text.lastIndexOf('\n', cst.offset - 1) + 1;
    if (cst.offset === 0 || text.slice(start, cst.offset).trim() !== '') return undefined;
    const lines: string[] = [];
    for (let end = start - 1; end > 0; ) {
      const above = text.lastIndexOf('\n', end - 1) + 1;
      const [, line] = /^[ \t]*# ?(.*?)\r?$/.exec(text.slice(above, end)) ?? [];
      if (line === undefined) break;
      if (!line.startsWith('cspec-ignore')) lines.unshift(line);
      end = above - 1;
    }
    return lines.length > 0 ? lines.join('\n') : undefined;
  }
}
