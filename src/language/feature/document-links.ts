import { GrammarUtils, type LangiumDocument, URI, UriUtils } from 'langium';
import type { DocumentLinkProvider } from 'langium/lsp';
import type { DocumentLink } from 'vscode-languageserver-protocol';
import { resolvePath } from '../../model/spec/posix-path.ts';
import { isJoin, isMount, isRootfs, isSeccomp } from '../generated/ast.ts';
import { nodesOf } from '../nodes.ts';
import { rangeOf } from '../validator.ts';

/** Paths of the host that a file names: root file systems, sources of bind mounts, profiles of seccomp. */
export class CspecDocumentLinkProvider implements DocumentLinkProvider {
  getDocumentLinks(document: LangiumDocument): DocumentLink[] {
    const { uri, parseResult } = document;
    if (uri.scheme !== 'file') return [];
    const directory = UriUtils.dirname(uri).path;
    return nodesOf(parseResult.value).flatMap((node): DocumentLink[] => {
      const property = isMount(node)
        ? 'source'
        : isRootfs(node) || isSeccomp(node) || isJoin(node)
          ? 'path'
          : undefined;
      const path = property === undefined ? undefined : (node as unknown as Record<string, unknown>)[property];
      const cst = GrammarUtils.findNodeForProperty(node.$cstNode, property);
      if (typeof path !== 'string' || !cst) return [];
      return [{ range: rangeOf(document, cst), target: URI.file(resolvePath(directory, path)).toString() }];
    });
  }
}
