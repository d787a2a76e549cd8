import { CstUtils, GrammarAST, type LangiumDocument, type LeafCstNode, type MaybePromise } from 'langium';
import type { HoverProvider, LangiumServices } from 'langium/lsp';
import type { Hover, HoverParams } from 'vscode-languageserver-protocol';
import type { Environment } from '../../environment.ts';
import type { Named } from '../../spec-index.ts';
import { STATEMENT_DOCS } from '../../statement-docs.ts';
import { rangeOf } from '../../validator.ts';
import { namedLines } from './names.ts';
import { code, escape, type Render } from './text.ts';
import { valueLines } from './values.ts';

/** Tells what a word is: a name, a cgroup file, an address, a capability, a statement. Text of the file is shown as code. */
export class CspecHoverProvider implements HoverProvider {
  readonly #services: LangiumServices;
  readonly #render: Render;

  constructor(services: LangiumServices, environment: Pick<Environment, 'render'>) {
    this.#services = services;
    this.#render = (text) => environment.render(text);
  }

  getHoverContent(document: LangiumDocument, { position }: HoverParams): MaybePromise<Hover | undefined> {
    const root = document.parseResult.value.$cstNode;
    const offset = document.textDocument.offsetAt(position);
    const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, offset);
    if (!leaf) return undefined;
    const lines = this.#lines(leaf);
    if (lines.length === 0) return undefined;
    return {
      contents: { kind: 'markdown', value: lines.join('\n\n') },
      range: rangeOf(document, leaf),
    };
  }

  #lines(leaf: LeafCstNode): string[] {
    const declared = this.#services.references.References.findDeclarations(leaf)[0] as Named | undefined;
    if (declared) return this.#named(declared);
    const value = valueLines(leaf, this.#render);
    if (value.length > 0) return value;
    return GrammarAST.isKeyword(leaf.grammarSource) && /^[a-z]/.test(leaf.text) ? this.#keyword(leaf) : [];
  }

  /** What the statement is that the word belongs to. */
  #keyword({ astNode }: LeafCstNode): string[] {
    const known = STATEMENT_DOCS[astNode.$type];
    return known ? [code(known.form), this.#render(known.doc)] : [];
  }

  /** What it is, with the comment above it. */
  #named(node: Named): string[] {
    const comment = this.#services.documentation.CommentProvider.getComment(node);
    const head = code(node.$type === 'Host' ? node.name : `${node.$type.toLowerCase()} ${node.name}`);
    return [head, ...(comment === undefined ? [] : [escape(comment)]), ...namedLines(node, this.#render)];
  }
}
