import { type AstNode, type CommentProvider, CstUtils } from 'langium';

/** The lines of `#` comments directly above a node are what is told of it. */
export class LineComments implements CommentProvider {
  getComment(node: AstNode): string | undefined {
    const cst = node.$cstNode;
    if (!cst) return undefined;
    const before = CstUtils.getPreviousNode(cst, true);
    const comment = before && CstUtils.isCommentNode(before, ['COMMENT']) ? before : undefined;
    if (!comment) return undefined;
    const text = cst.root.fullText;
    const lines: string[] = [];
    for (let end = text.lastIndexOf('\n', cst.offset - 1); end > 0; ) {
      const start = text.lastIndexOf('\n', end - 1) + 1;
      const [, line] = /^[ \t]*# ?(.*?)\r?$/.exec(text.slice(start, end)) ?? [];
      if (line === undefined) break;
      if (!line.startsWith('cspec-ignore')) lines.unshift(line);
      end = start - 1;
    }
    return lines.length > 0 ? lines.join('\n') : undefined;
  }
}
