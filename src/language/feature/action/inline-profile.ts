import { AstUtils, CstUtils, GrammarUtils } from 'langium';
import { message } from '../../../base/message.ts';
import type { Span } from '../../check/check.ts';
import { settingKey } from '../../check/n08-stands-twice.ts';
import { indentAt, spanOf } from '../../check/spans.ts';
import { isUse, type Profile, type Use } from '../../generated/ast.ts';
import type { Action, Asked } from './action.ts';

/** Puts the statements of a profile in the place of its `use`. */
export function inlineProfile({ document, text, selected }: Asked): readonly Action[] {
  const root = document.parseResult.value.$cstNode;
  const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, selected.offset);
  const use = leaf && AstUtils.getContainerOfType(leaf.astNode, isUse);
  const profile = use?.profile?.ref;
  if (!use || !profile || !keepsMeaning(use, profile)) return [];
  const span = spanOf({ node: use });
  const indent = indentAt(text, span.offset);
  const body = statementsText(profile, text, indent);
  if (body === undefined) return [];
  // What follows on the line must not become a part of a comment.
  const breaks = endsInComment(body) && !/^[ \t]*(?:\r?\n|$)/.test(text.slice(span.end));
  const title = message('Put the statements of profile {0} here', profile.name);
  return [
    { kind: 'refactor.inline', title, change: { edits: [{ ...span, text: breaks ? `${body}\n${indent}` : body }] } },
  ];
}

/**
 * Statements of a profile come before those of its user, and the last one holds: nothing but other profiles may stand
 * before the `use`, no profile behind it, and the user may set nothing again.
 */
function keepsMeaning(use: Use, profile: Profile): boolean {
  const { body } = use.$container;
  const at = body.indexOf(use);
  const set = new Set(body.map(settingKey));
  return (
    use.$container !== profile &&
    body.slice(0, at).every(isUse) &&
    !body.slice(at + 1).some(isUse) &&
    profile.body.length > 0 &&
    profile.body.map(settingKey).every((key) => key === undefined || !set.has(key))
  );
}

/** What stands between the braces, with another indent. */
function statementsText(profile: Profile, text: string, indent: string): string | undefined {
  const inner = innerSpan(profile);
  if (!inner) return undefined;
  const old = indentAt(text, spanOf({ node: profile.body[0] ?? profile }).offset);
  const lines = text.slice(inner.offset, inner.end).trim().split('\n');
  const moved = lines.map((line, at) => (at > 0 && line.startsWith(old) ? indent + line.slice(old.length) : line));
  return moved.join('\n');
}

function endsInComment(text: string): boolean {
  const last = text.slice(text.lastIndexOf('\n') + 1);
  return last.replace(/"(?:[^"\\]|\\.)*"/g, '').includes('#');
}

function innerSpan({ $cstNode }: Profile): Span | undefined {
  const open = GrammarUtils.findNodeForKeyword($cstNode, '{');
  if (!$cstNode || !open || !$cstNode.text.endsWith('}')) return undefined;
  return { offset: open.end, end: $cstNode.end - 1 };
}
