import type { LangiumDocument } from 'langium';
import { type CodeActionContext, type Diagnostic, LSPErrorCodes, ResponseError } from 'vscode-languageserver-protocol';
import type { Message } from '../../../base/message.ts';
import type { Edit, Span } from '../../check/check.ts';
import type { Found } from '../../check/checker.ts';
import type { Spec } from '../../generated/ast.ts';
import type { SpecIndex } from '../../spec-index.ts';

/** Kinds of actions, in the words of the protocol; all of them are told to the client at the start. */
export const ACTION_KINDS = [
  'quickfix',
  'refactor.extract',
  'refactor.inline',
  'refactor.rewrite',
  'source.fixAll.cspec',
] as const;

export type ActionKind = (typeof ACTION_KINDS)[number];

/** Something that can be done with a part of a file. */
export interface Action {
  readonly kind: ActionKind;
  readonly title: Message;
  /** Of the text as it is; `repair`: what it takes to leave nothing to repair, which is only found when it is wanted. */
  readonly change: { readonly edits: readonly Edit[] } | { readonly repair: Repair };
  /** What it repairs. */
  readonly found?: readonly Found[];
  readonly preferred?: boolean;
}

/** All that can be repaired safely in a file, or only findings of one code. */
export interface Repair {
  readonly code?: string;
}

/** What a person asks for: the part of a file that is selected; nothing is selected where both ends are the same. */
export interface Asked {
  readonly document: LangiumDocument<Spec>;
  readonly text: string;
  readonly index: SpecIndex;
  readonly selected: Span;
}

/** Whether a client wants actions of a kind: `refactor` means all below it too. */
export function isWanted(kind: ActionKind, only: CodeActionContext['only']): boolean {
  return only?.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`)) ?? !kind.startsWith('source.');
}

/** Whether the client speaks of this finding: the same code at the same place with the same words. */
export function isSame(a: Diagnostic, b: Diagnostic): boolean {
  return a.code === b.code && a.message === b.message && JSON.stringify(a.range) === JSON.stringify(b.range);
}

/**
 * Between an edit and the end of the work on the text before it the tree is of that text, and edits made from it would
 * destroy the file.
 * @throws ResponseError ContentModified
 */
export function refuseStale({ parseResult, textDocument }: LangiumDocument): void {
  const parsed = parseResult.value.$cstNode?.root.fullText;
  if (parsed !== undefined && parsed !== textDocument.getText()) {
    throw new ResponseError(LSPErrorCodes.ContentModified, 'The file has been changed.');
  }
}
