import { CstUtils, GrammarUtils, type LangiumDocument, type LeafCstNode } from 'langium';
import type { RenameProvider } from 'langium/lsp';
import {
  LSPErrorCodes,
  type PrepareRenameResult,
  type Range,
  type RenameParams,
  ResponseError,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { type Message, message } from '../../base/message.ts';
import { printable } from '../../base/text.ts';
import type { Edit } from '../check/check.ts';
import { rename } from '../check/renaming.ts';
import { replace } from '../check/spans.ts';
import type { Environment } from '../environment.ts';
import { isHost, isSpec, type Spec } from '../generated/ast.ts';
import type { CspecServices } from '../services.ts';
import { type Named, SpecIndex } from '../spec-index.ts';
import { Uses } from '../uses.ts';
import { rangeOf } from '../validator.ts';
import { refuseStale } from './action/action.ts';
import { nameFault, wordFault } from './new-name.ts';

/** Something with a name, where a person points at that name; `spec`: the title of the environment. */
interface Pointed {
  readonly leaf: LeafCstNode;
  readonly node: Named | Spec;
}

/** Renames what has a name wherever the name stands. What cannot be done is refused with a sentence, never done by half. */
export class CspecRenameProvider implements RenameProvider {
  readonly #services: Pick<CspecServices, 'references' | 'parser' | 'Grammar'>;
  readonly #environment: Pick<Environment, 'render'>;

  constructor(
    services: Pick<CspecServices, 'references' | 'parser' | 'Grammar'>,
    environment: Pick<Environment, 'render'>,
  ) {
    this.#services = services;
    this.#environment = environment;
  }

  /** @throws ResponseError where nothing can be renamed */
  prepareRename(document: LangiumDocument, params: TextDocumentPositionParams): Range {
    const { leaf } = this.#pointed(document, params);
    const prepared: PrepareRenameResult = { range: rangeOf(document, leaf), placeholder: leaf.text };
    // The protocol also knows this form, which the library passes on.
    return prepared as unknown as Range;
  }

  /** @throws ResponseError when the name cannot be had */
  rename(document: LangiumDocument, params: RenameParams): WorkspaceEdit {
    refuseStale(document);
    const { node } = this.#pointed(document, params);
    const edits = this.#edits(node, params.newName);
    const changes = edits.map((edit) => ({ range: rangeOf(document, edit), newText: edit.text }));
    return { changes: { [document.textDocument.uri]: changes } };
  }

  #edits(node: Named | Spec, name: string): readonly Edit[] {
    const fault =
      wordFault(name, this.#services.parser.Lexer, this.#services.Grammar) ??
      (isSpec(node) ? undefined : nameFault(node, name));
    if (fault) throw this.#refusal(fault);
    return isSpec(node) ? [replace({ node, property: 'title' }, name)] : rename(node, name, SpecIndex.of(node));
  }

  #pointed(document: LangiumDocument, { position }: TextDocumentPositionParams): Pointed {
    const root = document.parseResult.value.$cstNode;
    const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, document.textDocument.offsetAt(position));
    const node = leaf && this.#named(leaf);
    if (!leaf || !node) throw this.#refusal(nothingNamed(leaf));
    if (isHost(node)) throw this.#refusal(message('host is the host itself: it cannot be renamed.'));
    return { leaf, node };
  }

  /** What a name means, by reference or by its text; undefined for everything that is no name. */
  #named(leaf: LeafCstNode): Named | Spec | undefined {
    const declared = this.#services.references.References.findDeclarations(leaf)[0];
    if (declared) return declared as Named;
    const { astNode } = leaf;
    const property = GrammarUtils.findAssignment(leaf)?.feature;
    if (isSpec(astNode)) return property === 'title' ? astNode : undefined;
    return property === 'dev' || property === 'parent' ? Uses.of(SpecIndex.of(astNode)).linkMeant(astNode) : undefined;
  }

  #refusal(sentence: Message): ResponseError {
    return new ResponseError(LSPErrorCodes.RequestFailed, this.#environment.render(sentence));
  }
}

function nothingNamed(leaf: LeafCstNode | undefined): Message {
  if (!leaf || leaf.hidden || !/\w/.test(leaf.text)) return message('There is no name here.');
  return message('{0} is no name that something in this file has: it cannot be renamed.', printable(leaf.text, 80));
}
